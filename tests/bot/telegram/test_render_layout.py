"""How an answer is laid out for a phone, and what stands below it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.assistant.wording import quoted
from bot.model import Answer, Citation, Status
from bot.telegram.render import render
from bot.telegram.reply import Reply

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SHORT = "Revenue rose 26% in the quarter."
LONG = "Revenue rose 26% in the quarter, " + "as more and more customers came to the cloud, " * 5
LONG_ZH = "收入同比增长26%，" + "越来越多的客户使用云服务，" * 8


def cited(*quotations: str, url: str = "https://example.com/a") -> tuple[Citation, ...]:
    day = date(2025, 8, 29)
    return tuple(Citation(n, "Up 26%", url, "Reuters", day, words) for n, words in enumerate(quotations, 1))


def quoting(line: str, *quotations: str, language: str = "en", below: str = "") -> Answer:
    """An answer as the newsroom gives it: our line, the quotations, and what else there is."""
    lines = "\n".join(quoted(words, n, language) for n, words in enumerate(quotations, 1))
    text = "\n\n".join(part for part in (line, lines, below) if part)
    return Answer(Status.ANSWERED, text, NOW, language, cited(*quotations))


def marked(reply: Reply, kind: str) -> list[str]:
    spelt = reply.text.encode("utf-16-le")
    return [
        spelt[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in reply.entities
        if entity.type == kind
    ]


def rows(reply: Reply) -> list[list[tuple[str, str]]]:
    return [[(button.text, button.data) for button in row] for row in reply.buttons]


def test_a_short_quotation_is_a_block() -> None:
    [reply] = render(quoting("Cloud revenue: up 26%", SHORT))
    assert marked(reply, MessageEntity.BLOCKQUOTE) == [f"“{SHORT}” [1]"]
    assert marked(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == []


@pytest.mark.parametrize(
    ("line", "words", "language"), [("Cloud revenue: up 26%", LONG, "en"), ("云收入：增长26%", LONG_ZH, "zh")]
)
def test_a_long_quotation_is_folded_where_our_line_says_what_it_says(line: str, words: str, language: str) -> None:
    [reply] = render(quoting(line, words, language=language, below="Before that: up 18%"))
    assert marked(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == [quoted(words, 1, language)]
    assert marked(reply, MessageEntity.BOLD) == [line]
    assert "\n\nBefore that: up 18%\n\n1. Up 26%" in reply.text


@pytest.mark.parametrize("line", ["On Baidu, reported 17 September 2025:", "关于百度，2025年9月17日报道："])
def test_a_quotation_that_is_the_answer_is_shown_whole_and_those_after_it_are_folded(line: str) -> None:
    [reply] = render(quoting(line, LONG, LONG + "again"))
    assert marked(reply, MessageEntity.BLOCKQUOTE) == [f"“{LONG}” [1]"]
    assert marked(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE) == [f"“{LONG}again” [2]"]


def test_quotations_below_one_another_are_one_block() -> None:
    [reply] = render(quoting("Cloud revenue: up 26%", SHORT, "It fell."))
    assert marked(reply, MessageEntity.BLOCKQUOTE) == [f"“{SHORT}” [1]\n“It fell.” [2]"]


def test_a_quotation_inside_a_line_of_ours_is_no_block() -> None:
    answer = Answer(Status.ANSWERED, f"It says “{SHORT}” [1]", NOW, citations=cited(SHORT))
    assert not marked(render(answer)[0], MessageEntity.BLOCKQUOTE)


def test_articles_quoted_twice_have_one_line_with_both_numbers() -> None:
    [reply] = render(quoting("Cloud revenue: up 26%", SHORT, "It fell."))
    assert reply.text.endswith("\n\n1, 2. Up 26% · Reuters, 29 August 2025")


@given(st.sampled_from([LONG, SHORT, "涨📈" * 90]), st.integers(1, 60))
def test_quotations_of_any_number_and_length_stay_blocks_across_messages(words: str, count: int) -> None:
    quotations = [f"{words} {n}" for n in range(count)]
    answer = quoting("Cloud revenue: up", *quotations)
    kinds = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)
    found = "".join(text for reply in render(answer) for kind in kinds for text in marked(reply, kind))
    expected = "".join(quoted(text, n, "en") for n, text in enumerate(quotations, 1))
    assert "".join(found.split()) == "".join(expected.split())


def test_a_narrow_table_is_set_in_letters_of_fixed_width() -> None:
    table = "17 Nov   HK$161.30   +1.2%\n18 Nov   HK$158.00   -2.0%"
    [reply] = render(Answer(Status.ANSWERED, f"Alibaba, two sessions\n{table}\nAs traded.", NOW))
    assert reply.text == f"Alibaba, two sessions\n{table}\nAs traded."
    assert marked(reply, MessageEntity.PRE) == [table]


def test_a_wide_table_becomes_a_paragraph_a_row() -> None:
    table = "Alibaba (9988.HK)    HK$161.30    +12.4%\n阿里健康 (0241.HK)    HK$5.66    -2.0%"
    [reply] = render(Answer(Status.ANSWERED, f"This year\n\n{table}\nAs traded.", NOW))
    assert reply.text == (
        "This year\n\nAlibaba (9988.HK)\nHK$161.30\n+12.4%\n\n阿里健康 (0241.HK)\nHK$5.66\n-2.0%\n\nAs traded."
    )
    assert marked(reply, MessageEntity.PRE) == []


def test_a_table_that_begins_an_answer_is_not_bold() -> None:
    [reply] = render(Answer(Status.ANSWERED, "BABA  1\nBIDU  2", NOW))
    assert [entity.type for entity in reply.entities] == [MessageEntity.PRE]


def test_a_single_line_with_gaps_is_no_table() -> None:
    [reply] = render(Answer(Status.ANSWERED, "BABA  1\nand so on", NOW))
    assert marked(reply, MessageEntity.BOLD) == ["BABA  1"]


def test_a_question_chosen_by_a_button_stands_above_its_answer() -> None:
    [reply] = render(Answer(Status.ANSWERED, "It fell.", NOW), asked="Why did\nAlibaba 📈 fall?")
    assert reply.text == "Why did Alibaba 📈 fall?\n\nIt fell."
    assert marked(reply, MessageEntity.ITALIC) == ["Why did Alibaba 📈 fall?"]
    assert marked(reply, MessageEntity.BOLD) == ["It fell."]


def test_the_only_source_of_a_short_answer_is_previewed() -> None:
    answer = quoting("Cloud revenue: up 26%", SHORT)
    assert render(answer)[0].preview == "https://example.com/a"
    assert render(replace(answer, text=answer.text + "." * 300))[0].preview is None
    assert render(replace(answer, citations=cited(SHORT, url="starter:a")))[0].preview is None
    assert render(replace(answer, citations=[*answer.citations, *cited(SHORT, url="b")]))[0].preview is None
    assert render(replace(answer, citations=()))[0].preview is None


def test_the_quotations_and_follow_ups_are_behind_buttons() -> None:
    answer = quoting("Cloud revenue: up 26%", SHORT)
    [reply] = render(answer, 7, ["Alibaba share price", "BABA", "9988.HK"])
    assert rows(reply) == [
        [("Show the quotation", "q:7")],
        [("Alibaba share price", "f:7:0")],
        [("BABA", "f:7:1"), ("9988.HK", "f:7:2")],
    ]
    assert rows(render(quoting("Up", SHORT, LONG), 7)[0]) == [[("Show the quotations", "q:7")]]
    assert rows(render(quoting("增长26%", LONG_ZH, language="zh"), 7)[0]) == [[("查看引文", "q:7")]]


def test_a_quotation_behind_a_button_leaves_its_number_on_the_line_it_supports() -> None:
    answer = quoting("Cloud revenue: up 26%", SHORT, LONG, below="Before that: up 18%")
    [reply] = render(answer, 7)
    assert reply.text.startswith("Cloud revenue: up 26% [1] [2]\n\nBefore that: up 18%\n\n1, 2. Up 26%")
    assert marked(reply, MessageEntity.BOLD) == ["Cloud revenue: up 26% [1] [2]"]


def test_a_quotation_that_two_articles_have_is_a_block_with_both_numbers() -> None:
    answer = replace(quoting("On shares:", SHORT), text=f"On shares:\n\n“{SHORT}” [1] [2]")
    [reply] = render(answer, 7)
    assert marked(reply, MessageEntity.BLOCKQUOTE) == [f"“{SHORT}” [1] [2]"]
    [reply] = render(replace(answer, text=answer.text.replace("On shares:", "Up 26%")), 7)
    assert reply.text.startswith("Up 26% [1] [2]\n\n1. ")


def test_a_quotation_that_is_the_answer_is_shown_and_needs_no_button() -> None:
    for line in ("", "On Baidu, reported 17 September 2025:"):
        [reply] = render(quoting(line, SHORT), 7)
        assert marked(reply, MessageEntity.BLOCKQUOTE) == [f"“{SHORT}” [1]"]
        assert reply.buttons == ()


def test_without_the_number_of_a_turn_there_are_no_buttons() -> None:
    assert render(quoting("Up", SHORT), follow_ups=["Why?"])[0].buttons == ()


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.UNAVAILABLE])
def test_what_is_not_answered_has_no_buttons(status: Status) -> None:
    assert render(Answer(status, "I don't know.", NOW), 7, ["Why?"])[0].buttons == ()


def test_what_may_have_been_meant_can_be_chosen() -> None:
    answer = Answer(Status.CLARIFY, "Which one?", NOW, options=("How much did Alibaba Cloud grow?", "BABA"))
    [reply] = render(answer, 3)
    assert reply.text == "Which one?"
    assert rows(reply) == [[("How much did Alibaba Cloud grow?", "o:3:0")], [("BABA", "o:3:1")]]


def test_what_may_have_been_meant_is_written_out_where_a_button_has_no_room_for_it() -> None:
    long = "How much did Alibaba Cloud grow in the March quarter of 2025?"
    [reply] = render(Answer(Status.CLARIFY, "Which one?", NOW, options=(long, "BABA")), 3)
    assert reply.text == f"Which one?\n• {long}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "How much did Alibaba Cloud grow in the March quarter of 2025?",
            "How much did…the March quarter of 2025?",
        ),
        ("阿里云增长了多少？" * 6, "阿里云增长了多少？" * 4 + "阿里云…"),
        ("x" * 41, "x" * 39 + "…"),
        ("x" * 40, "x" * 40),
        ("x" * 38 + "👨‍👩‍👧👨‍👩‍👧", "x" * 38 + "…"),
    ],
)
def test_a_long_question_is_cut_on_its_button(text: str, shown: str) -> None:
    assert rows(render(quoting("Up", SHORT), 1, [text])[0])[1:] == [[(shown, "f:1:0")]]


@given(st.lists(st.text(), max_size=20), st.integers(0, 2**63), st.sampled_from([Status.CLARIFY, Status.ANSWERED]))
def test_buttons_are_such_as_telegram_takes(texts: list[str], turn: int, status: Status) -> None:
    [reply] = render(Answer(status, "Which?", NOW, options=texts if status is Status.CLARIFY else ()), turn, texts)
    for row in reply.buttons:
        for button in row:
            assert 1 <= len(button.text) <= 40
            assert button.text.strip()
            assert 1 <= len(button.data.encode()) <= 64


@given(st.text("_*[]()~<>&`#\\'\"|{}.!-ab"), st.text("_*[]()~<>&`\u202e\u200f\0é\u0301"))
def test_what_looks_like_markup_is_shown_as_it_is(title: str, text: str) -> None:
    citation = replace(cited(SHORT)[0], title=f"a{title}")
    [reply] = render(Answer(Status.ANSWERED, f"a{text}z", NOW, citations=[citation]))
    assert reply.text.startswith(f"a{text}z")
    assert marked(reply, MessageEntity.TEXT_LINK) == [" ".join(f"a{title}".split())]


def test_a_label_has_no_controls_that_would_turn_it_round() -> None:
    [reply] = render(quoting("Up", SHORT), 1, ["\u202eBaidu\0 cloud\u2069?"])
    assert rows(reply)[1:] == [[("Baidu cloud?", "f:1:0")]]


@pytest.mark.parametrize("aside", ["I read “Alibba” as “Alibaba”.", "我把“阿里吧吧”理解为“阿里巴巴”。"])
def test_what_a_misspelt_word_was_read_as_stands_above_the_headline(aside: str) -> None:
    [reply] = render(Answer(Status.ANSWERED, f"{aside}\n\nCloud revenue: up 26%\n\nMore.", NOW))
    assert marked(reply, MessageEntity.BOLD) == ["Cloud revenue: up 26%"]
