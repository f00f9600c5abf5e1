"""Our own lines are in the characters that the reader writes, and mix none; quotations stay as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.script import in_script_of, script_of
from bot.model import Answer, Citation, Status
from tests.bot.assistant.newsroom import NOW, Told, ask, turn

SIMPLIFIED = Told("2025-08-20", "百度智能云放缓\n2025年第二季度百度智能云收入同比增长27%，达到65亿元。")
TRADITIONAL = Told("2025-08-29", "阿里雲加快\n2025年6月當季阿里雲收入同比增長26%，達到334億元。")


def own_lines(answer: Answer) -> str:
    text = answer.text
    for citation in answer.citations:
        text = text.replace(citation.quotation, "")
    return text


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("百度智能雲增長了多少？", "traditional"),
        ("百度智能云增长了多少？", "simplified"),
        ("呢？", None),
        ("how much", None),
        ("以後", "traditional"),
    ],
)
def test_the_characters_of_a_text_are_told(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_who_writes_traditional_characters_is_answered_in_them() -> None:
    answer = ask("百度智能雲增長了多少？", SIMPLIFIED)
    assert answer.text.startswith("百度智能雲收入：同比增長27%，達到65億元（2025年第二季度，2025年8月20日報道）")
    assert answer.citations[0].quotation in answer.text
    assert "增长" in answer.citations[0].quotation
    for figure in answer.figures:
        assert figure.text in answer.text


def test_words_of_an_article_in_other_characters_are_not_mixed_into_our_line() -> None:
    line = own_lines(ask("阿里云增长了多少？", TRADITIONAL))
    assert "阿里云收入：同比增长26%" in line
    assert "雲" not in line
    assert "億" not in line


def test_a_message_that_tells_no_characters_goes_on_in_those_before() -> None:
    before = ask("百度智能雲增長了多少？", SIMPLIFIED)
    answer = ask("🙂", SIMPLIFIED, history=[turn("百度智能雲增長了多少？", before)])
    assert answer.text.startswith("請提一個問題")
    assert all(script_of(option) != "simplified" for option in answer.options)


def test_what_is_not_known_is_said_in_the_readers_characters() -> None:
    assert ask("騰訊雲的員工有多少？", SIMPLIFIED).text.startswith("我不知道。在1篇文章裏沒有找到答案")


@given(st.text("阿里雲云增長长億亿元後后里 [1]」「", max_size=30), st.sampled_from(["阿里雲增長", "阿里云增长"]))
def test_whatever_is_said_every_quotation_stays_and_nothing_is_mixed(quotation: str, question: str) -> None:
    citation = Citation(1, "t", "https://news.example/1", "s", None, quotation)
    answer = Answer(Status.ANSWERED, f"阿里雲收入增长\n「{quotation}」[1]", NOW, "zh", citations=[citation])
    found = in_script_of(question, (), answer)
    assert quotation in found.text
    assert (
        found.text.startswith("阿里雲收入增長" if "雲" in question else "阿里云收入增长")
        or quotation in "阿里雲收入增长"
    )
    assert in_script_of(question, (), found) == found
