"""Whom and which days an answer is about is said as it is: nobody is named whom the quotation is not about."""

from datetime import UTC, datetime

import pytest

from bot.assistant.extractive import ExtractiveAssistant
from bot.model import Answer, Question, Status
from tests.bot.assistant.newsroom import News, Told, ask, turn

SECTOR = Told(
    "2026-11-20",
    "Hang Seng Tech Index climbs\n"
    "The Hang Seng Tech Index rose 3% on 20 November 2026. Baidu and Alibaba led the rally. JD.com rose as well.\n\n"
    "Investors are buying Chinese technology shares because the companies are turning chips of their own into revenue.",
)
AUGUST_2025 = Told(
    "2025-08-29", "Cloud\nAlibaba Cloud's revenue rose 26% in the June quarter of 2025, Alibaba reported in August."
)
SEPTEMBER_2025 = Told("2025-09-17", "Chips\nAlibaba trains its models on chips of its own.")
OUTLETS_ZH = Told("2026-11-20", "阿里巴巴自研芯片\n阿里巴巴开始用自研芯片训练模型。")
OUTLETS_EN = Told("2026-11-20", "Alibaba's chips\nAlibaba has begun to train its models on chips that it designed.")


def first_line(answer: Answer) -> str:
    return answer.text.partition("\n")[0]


def test_a_heading_names_only_whom_the_quotation_is_about() -> None:
    asked = "why are Chinese tech shares rising?"
    answer = ask("what about JD.com?", SECTOR, history=[turn(asked, ask(asked, SECTOR))])
    for citation in answer.citations:
        if "JD.com" not in citation.quotation:
            assert "JD.com" not in answer.text
    assert "Investors are buying" not in answer.text


def test_what_is_said_of_all_of_them_is_no_news_of_one() -> None:
    assert "Investors" not in ask("what did JD.com do?", SECTOR).text


def test_a_question_on_all_of_them_is_headed_as_such() -> None:
    assert first_line(ask("why are Chinese tech shares rising?", SECTOR)) == (
        "About Chinese technology shares, reported on 20 November 2026:"
    )


@pytest.mark.parametrize(
    ("question", "says", "day"),
    [
        ("what did Alibaba report in August?", "I have nothing on this of August 2026", "29 August 2025"),
        ("阿里巴巴8月公布了什么？", "没有2026年8月的相关报道", "2025年8月29日"),
        ("what about Alibaba in September?", "I have nothing on this of September 2026", "17 September 2025"),
    ],
)
def test_of_a_month_without_news_that_is_said_and_then_what_is_nearest(question: str, says: str, day: str) -> None:
    answer = ask(question, AUGUST_2025, SEPTEMBER_2025)
    assert answer.status is Status.ANSWERED
    assert first_line(answer).startswith(says)
    assert day in answer.text


def test_orders_of_july_that_are_counted_in_august_are_news_of_july() -> None:
    counted = Told("2026-08-03", "Meals\nTaobao Instant Commerce took 79 million orders a day in July, a survey found.")
    answer = ask("how many orders did Taobao Instant Commerce get in July?", counted)
    assert "79 million" in answer.text
    assert "nothing" not in answer.text


def test_of_days_without_news_the_newest_is_named_and_not_told() -> None:
    answer = ask("what happened to Alibaba yesterday?", AUGUST_2025, SEPTEMBER_2025)
    assert answer.status is Status.UNKNOWN
    assert answer.text.endswith("The newest that I have on it is of 17 September 2025.")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("the latest on Alibaba", "The newest I have is of 17 September 2025."),
        ("how is Alibaba doing?", "The newest I have is of 17 September 2025."),
        ("阿里巴巴最新消息", "我手头最新的相关报道是2025年9月17日的。"),
    ],
)
def test_old_news_is_not_told_as_the_latest_without_a_word(question: str, says: str) -> None:
    assert first_line(ask(question, AUGUST_2025, SEPTEMBER_2025)) == says


def test_news_of_this_week_needs_no_word_on_its_age() -> None:
    assert "The newest I have" not in ask("the latest on Alibaba", OUTLETS_EN).text


def test_a_week_is_counted_from_the_day_of_asking() -> None:
    question = Question("the latest on Alibaba", datetime(2025, 9, 20, 12, tzinfo=UTC))
    assert "The newest I have" not in ExtractiveAssistant(News(SEPTEMBER_2025)).answer(question).text


@pytest.mark.parametrize(
    ("question", "language"), [("what does Alibaba train on its chips?", "en"), ("阿里巴巴用芯片训练什么？", "zh")]
)
def test_of_two_that_say_the_same_the_one_in_the_readers_language_is_quoted(question: str, language: str) -> None:
    for articles in ((OUTLETS_EN, OUTLETS_ZH), (OUTLETS_ZH, OUTLETS_EN)):
        quotation = ask(question, *articles).citations[0].quotation
        assert quotation.isascii() == (language == "en")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many zorgs did Alibaba ship, 4711 of them?", ["Alibaba", "4711", "zorgs"]),
        ("asdf qwer 12345", ["asdf", "qwer", "12345"]),
        ("阿里巴巴卖了多少雨伞？", ["阿里巴巴", "雨伞"]),
    ],
)
def test_every_word_and_number_that_was_looked_for_is_named(question: str, words: list[str]) -> None:
    answer = ask(question, AUGUST_2025)
    assert answer.status is Status.UNKNOWN
    for word in words:
        assert word in answer.text


def test_what_is_echoed_is_clean_and_short() -> None:
    answer = ask(
        "what is \u202ezorg\u200b\x07 " + "x" * 300 + " " + " ".join(f"word{n}q" for n in range(50)), AUGUST_2025
    )
    assert "\u202e" not in answer.text
    assert "\x07" not in answer.text
    assert "x" * 30 not in answer.text
    assert len(answer.text) < 400
