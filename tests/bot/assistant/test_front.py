"""Where a question goes, and what the newsroom says where the market says nothing."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.assistant.extractive import LONGEST_QUESTION, ExtractiveAssistant
from bot.assistant.front import FrontAssistant
from bot.assistant.prices.answering import PriceAnswers
from bot.market.errors import NoData, Unavailable
from bot.market.symbols import symbols
from bot.model import Answer, Question, Status, Turn
from tests.bot.assistant.newsroom import News
from tests.bot.assistant.newsroom import Told as Article
from tests.bot.assistant.prices.desk import NOW, Told, prices

CLOUD = Article(
    "2025-08-29",
    "Alibaba Cloud quickens\nAlibaba Cloud's revenue rose 26% to 33.4 billion yuan in the June quarter of 2025.",
)
CLOSE = Article(
    "2026-11-23", "Tencent ends higher\nTencent shares closed at 624 Hong Kong dollars on Monday, a rise of 4.0%."
)
SALES = Article("2026-11-12", "Tencent reports\nTencent's revenue rose 15% to 192.9 billion yuan in the third quarter.")


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tells("0700.HK", ("2026-10-30", "580.00"), ("2026-11-20", "600.00"), ("2026-11-23", "624.00"))
    told.tells("3690.HK", ("2026-10-30", "90.00"), ("2026-11-20", "100.00"), ("2026-11-23", "104.00"))
    return told


def front(told: Told, folder: Path, *articles: Article) -> FrontAssistant:
    news = ExtractiveAssistant(News(*articles))
    return FrontAssistant(news, PriceAnswers(prices(told, folder), symbols()))


def ask(assistant: FrontAssistant, text: str, history: Sequence[Turn] = ()) -> Answer:
    return asyncio.run(assistant.answer(Question(text, NOW), history))


def talk(assistant: FrontAssistant, *texts: str) -> Answer:
    """Ask one after another; the last answer."""
    history: list[Turn] = []
    for text in texts:
        found = ask(assistant, text, history)
        history.append(Turn(found.resolved or text, found))
    return history[-1].answer


def test_prices_are_asked_of_the_market_and_anything_else_of_the_news(told: Told, tmp_path: Path) -> None:
    assistant = front(told, tmp_path, CLOUD, CLOSE)
    price = ask(assistant, "Tencent price")
    assert price.prices
    assert not price.citations
    news = ask(assistant, "how much did Alibaba cloud grow?")
    assert news.citations
    assert not news.prices
    assert "26%" in news.text


def test_an_article_that_quotes_a_price_helps_out_and_is_labelled(told: Told, tmp_path: Path) -> None:
    told.fails(Unavailable("0700.HK", "no reply in 8 s"))
    found = ask(front(told, tmp_path, CLOSE, SALES), "what did Tencent close at on Monday")
    assert found.status is Status.ANSWERED
    failure, label, *_ = found.text.split("\n\n")
    assert "Yahoo Finance" in failure
    assert "articles say" in label
    assert "624" in found.text
    assert found.citations[0].quotation in CLOSE.text
    assert not found.prices


def test_news_of_something_else_does_not_stand_in_for_a_price(told: Told, tmp_path: Path) -> None:
    told.fails(Unavailable("0700.HK", "no reply in 8 s"))
    found = ask(front(told, tmp_path, SALES), "how much has Tencent risen since August")
    assert found.status is Status.UNAVAILABLE
    assert not found.citations
    assert "15%" not in found.text


def test_where_neither_knows_the_sentence_says_why(told: Told, tmp_path: Path) -> None:
    told.fails(NoData("0700.HK", "there is no price before 16 June 2004"))
    found = ask(front(told, tmp_path), "what did Tencent close at on 2 January 2003")
    assert found.status is Status.UNKNOWN
    assert "there is no price before 16 June 2004" in found.text


@pytest.mark.parametrize(
    ("texts", "same_as"),
    [
        (("Tencent price", "and Meituan?"), "Meituan price"),
        (("Tencent price", "since October?"), "how much has Tencent risen since October"),
        (("how much has Tencent risen since October", "and Meituan?"), "how much has Meituan risen since October"),
        (("Tencent price", "how much has it risen this month?"), "how much has Tencent risen this month"),
        (("腾讯股价", "那美团呢"), "美团股价"),
    ],
)
def test_a_conversation_goes_on(told: Told, tmp_path: Path, texts: Sequence[str], same_as: str) -> None:
    assistant = front(told, tmp_path, CLOUD)
    assert talk(assistant, *texts).text == ask(assistant, same_as).text


def test_why_is_asked_of_the_news_even_after_a_price(told: Told, tmp_path: Path) -> None:
    assert not talk(front(told, tmp_path, CLOUD), "Tencent price", "why did it rise?").prices


@pytest.mark.parametrize("text", ["", "   ", "?!", "x" * (LONGEST_QUESTION + 1)])
def test_what_is_no_question_is_asked_back(told: Told, tmp_path: Path, text: str) -> None:
    assert ask(front(told, tmp_path), text).status is Status.CLARIFY


async def test_the_pieces_that_are_streamed_are_the_text(told: Told, tmp_path: Path) -> None:
    pieces = [piece async for piece in front(told, tmp_path).stream(Question("Tencent price", NOW), ())]
    assert isinstance(pieces[-1], Answer)
    assert "".join(piece for piece in pieces if isinstance(piece, str)) == pieces[-1].text


@pytest.mark.parametrize(
    ("texts", "language", "words"),
    [
        (["Tencent price", "那美团呢"], "zh", "美团（3690.HK）"),
        (["Tencent price", "10月以来呢？"], "zh", "腾讯（0700.HK）"),
        (["Tencent price", "那美团呢", "since October?"], "en", "Meituan (3690.HK)"),
        (["Tencent price", "那美团呢", "Tencent?"], "zh", "腾讯（0700.HK）"),
        (["腾讯股价", "and Meituan?"], "en", "Meituan (3690.HK)"),
    ],
)
def test_a_follow_up_is_answered_in_its_own_language(
    told: Told, tmp_path: Path, texts: list[str], language: str, words: str
) -> None:
    found = talk(front(told, tmp_path), *texts)
    assert found.language == language
    assert found.text.startswith(words)
