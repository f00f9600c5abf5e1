import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.model import Answer, Citation, Status
from bot.telegram.render import render
from bot.telegram.reply import Reply
from knowledge.model import Event

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LIMIT = 4096
CITATION = Citation(1, "Cloud revenue up 26%", "https://example.com/a", "Reuters", date(2025, 8, 29), "up 26%")

ODD = st.sampled_from(
    ["📈", "👨‍👩‍👧", "🇨🇳", "涨", "\u0301\u0327", "\u202eعربي", "\u200d", "\n\n", "\n", " ", "a", "\ufe0f"]
)
ANY_TEXT = st.one_of(st.text(), st.lists(ODD, max_size=40).map("".join))
LONG_TEXT = st.builds(lambda piece, times: piece * times, ANY_TEXT, st.integers(1, 900))
SHOWN = ANY_TEXT.map(lambda text: f"一{text}")


def answer(text: str, *citations: Citation, language: str = "en", options: tuple[str, ...] = ()) -> Answer:
    return Answer(Status.ANSWERED, text, NOW, language=language, citations=citations, options=options)


def source_line(citation: Citation, language: str = "en") -> str:
    [reply] = render(answer("A.", citation, language=language))
    return reply.text.removeprefix("A.\n\n")


def units(text: str) -> list[str]:
    """Spell a text in UTF-16 units, one string each; a reference that shares nothing with the code."""
    spelt: list[str] = []
    for char in text:
        code = ord(char)
        spelt += [char] if code < 0x10000 else [chr(0xD7C0 + (code >> 10)), chr(0xDC00 + (code & 0x3FF))]
    return spelt


def marked(reply: Reply, kind: str) -> list[str]:
    """The stretches of a reply that carry an entity of a kind, cut out by UTF-16 units."""
    spelt = units(reply.text)
    cut_out = []
    for entity in reply.entities:
        if entity.type == kind:
            stretch = "".join(spelt[entity.offset : entity.offset + entity.length])
            cut_out.append(stretch.encode("utf-16-le", "surrogatepass").decode("utf-16-le"))
    return cut_out


def test_the_first_line_is_bold_and_the_rest_is_not() -> None:
    [reply] = render(answer("It rose. [1]\n\n“up 26%”"))
    assert reply.text == "It rose. [1]\n\n“up 26%”"
    assert marked(reply, MessageEntity.BOLD) == ["It rose. [1]"]


def test_sources_stand_below_the_text_with_linked_titles() -> None:
    [reply] = render(answer("📈 It rose. [1]", CITATION))
    assert reply.text == "📈 It rose. [1]\n\n1. Cloud revenue up 26% · Reuters, 29 August 2025"
    assert marked(reply, MessageEntity.TEXT_LINK) == ["Cloud revenue up 26%"]
    assert [entity.url for entity in reply.entities if entity.url] == ["https://example.com/a"]


def test_dates_are_chinese_in_a_chinese_answer() -> None:
    assert source_line(CITATION, "zh") == "1. Cloud revenue up 26% · Reuters，2025年8月29日"


@pytest.mark.parametrize(("language", "words"), [("en", ", undated"), ("zh", "，未注明日期")])
def test_an_article_without_a_date_is_said_to_have_none(language: str, words: str) -> None:
    undated = Citation(1, "Title", "https://example.com", "Reuters", None, "")
    assert source_line(undated, language).endswith(words)


def test_a_source_line_tells_what_is_known_of_its_story() -> None:
    told = replace(
        CITATION,
        also=["Canton Post", "Delta\nDaily", "Echo"],
        event=Event(date(2025, 7, 31), whole_month=True),
        corrects=("Reuters", date(2025, 8, 28)),
    )
    assert source_line(told) == (
        "1. Cloud revenue up 26% · Reuters, 29 August 2025, telling of July 2025, "
        "correcting Reuters, 28 August 2025, also Canton Post, Delta Daily and 1 more"
    )
    assert source_line(told, "zh") == (
        "1. Cloud revenue up 26% · Reuters，2025年8月29日，讲述2025年7月的事，更正Reuters，2025年8月28日的报道，"
        "Canton Post、Delta Daily等3家也有报道"
    )


@pytest.mark.parametrize(
    "url",
    [
        "starter:alibaba",
        "/news/a.html",
        "file:///news/a.html",
        "javascript:alert(1)",
        "http://",
        "http://[",
        "https://a b",
    ],
)
def test_what_is_no_web_address_is_not_linked(url: str) -> None:
    [reply] = render(answer("A.", Citation(1, "Title", url, "Starter", None, "")))
    assert "1. Title · Starter" in reply.text
    assert marked(reply, MessageEntity.TEXT_LINK) == []


def test_a_source_without_title_or_publisher_shows_its_address() -> None:
    bare = Citation(2, " \n", "https://example.com/a", "", date(2025, 8, 29), "")
    assert source_line(bare) == "2. https://example.com/a · 29 August 2025"


def test_a_title_over_several_lines_becomes_one() -> None:
    assert source_line(Citation(1, "Up\r\n 26%", "x", "Reu\tters", None, "")) == "1. Up 26% · Reu ters, undated"


def test_choices_are_listed_unless_the_text_names_them() -> None:
    [reply] = render(answer("Which listing, BABA or the other?", options=("BABA", "9988.HK")))
    assert reply.text == "Which listing, BABA or the other?\n• 9988.HK"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u2800", "\ufffc"])
def test_an_answer_without_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="without words"):
        render(answer(text, CITATION))


def test_a_long_answer_is_cut_between_paragraphs() -> None:
    first, second = "a b\n" * 600 + "end", "c d\n" * 600 + "end"
    assert [reply.text for reply in render(answer(f"{first}\n\n{second}"))] == [first, second]


def test_a_long_paragraph_is_cut_between_lines() -> None:
    lines = ["word " * 100 + str(number) for number in range(12)]
    replies = render(answer("\n".join(lines)))
    assert len(replies) == 2
    assert [line for reply in replies for line in reply.text.split("\n")] == lines


def test_a_long_line_is_cut_between_words() -> None:
    replies = render(answer("word " * 2000))
    assert {word for reply in replies for word in reply.text.split()} == {"word"}


def test_a_text_without_breaks_is_cut_between_characters() -> None:
    replies = render(answer("a" + "📈" * 3000))
    assert [len(units(reply.text)) for reply in replies] == [4095, 1906]


def test_a_bold_line_across_a_cut_stays_bold_after_it() -> None:
    headline = "涨📈" * 2000
    replies = render(answer(f"{headline}\nrest"))
    assert "".join(text for reply in replies for text in marked(reply, MessageEntity.BOLD)) == headline
    assert replies[-1].text.endswith("\nrest")


def test_a_message_of_exactly_the_limit_is_not_cut() -> None:
    assert len(render(answer("x" * LIMIT))) == 1
    assert len(render(answer("x" * (LIMIT + 1)))) == 2


def test_halves_of_characters_are_joined_or_replaced() -> None:
    [reply] = render(answer("\ud83d\udcc8 up, \ud83d down"))
    assert reply.text == "📈 up, \ufffd down"


@settings(deadline=None)
@given(text=SHOWN, title=ANY_TEXT, source=ANY_TEXT, times=st.integers(1, 900))
def test_every_message_is_one_that_telegram_takes(text: str, title: str, source: str, times: int) -> None:
    for reply in render(answer(text * times, Citation(1, title, "https://example.com/a", source, None, ""))):
        spelt = units(reply.text)
        assert 1 <= len(spelt) <= LIMIT
        assert reply.text.strip()
        reply.text.encode("utf-8")
        for entity in reply.entities:
            assert entity.offset >= 0
            assert entity.length >= 1
            assert entity.offset + entity.length <= len(spelt)
            edges = [spelt[at] for at in (entity.offset, entity.offset + entity.length) if at < len(spelt)]
            assert not any("\udc00" <= edge <= "\udfff" for edge in edges)


@settings(deadline=None)
@given(text=SHOWN, times=st.integers(1, 900))
def test_nothing_that_shows_is_lost_or_moved_in_cutting(text: str, times: int) -> None:
    def shown(text: str) -> str:
        return re.sub(r"\s|[\u200d\u202e]", "", "".join(char for char in text if char.isprintable()))

    replies = render(answer(text * times))
    assert "".join(shown(reply.text) for reply in replies) == shown(text * times)


@settings(deadline=None)
@given(words=st.lists(st.text("a涨📈", min_size=1, max_size=30), min_size=1, max_size=1500), gap=st.sampled_from(" \n"))
def test_words_that_fit_a_message_are_never_cut(words: list[str], gap: str) -> None:
    replies = render(answer(gap.join(words)))
    assert [word for reply in replies for word in reply.text.split()] == words


@settings(deadline=None)
@given(headline=st.text("ab涨📈", min_size=1, max_size=9000), rest=st.text("ab涨📈\n"))
def test_the_first_line_is_bold_whatever_its_characters(headline: str, rest: str) -> None:
    replies = render(answer(f"{headline}\n{rest}"))
    assert "".join(text for reply in replies for text in marked(reply, MessageEntity.BOLD)) == headline
