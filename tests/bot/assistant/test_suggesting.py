"""What is suggested after an answer, and that it is understood when it is pressed, without anything before it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.prices.asking import Measure, price_inquiry
from bot.assistant.suggesting import follow_ups
from bot.market.model import Kind, Security
from bot.market.symbols import symbols
from bot.model import Answer, Citation, Price, Status
from knowledge.text import language_of
from tests.bot.assistant.newsroom import Told as Article
from tests.bot.assistant.newsroom import ask
from tests.bot.assistant.prices import desk
from tests.bot.assistant.prices.desk import NOW, Told

CLOUD = Article(
    "2025-08-29",
    "Alibaba Cloud quickens\n"
    "Alibaba Cloud's revenue rose 26% year on year to 33.4 billion yuan in the June quarter of 2025.",
)
CLOUD_ZH = Article("2025-08-29", "阿里云增速加快\n2025年6月当季阿里云收入同比增长26%，达到334亿元。")
LATER = Article(
    "2025-11-25",
    "Faster still\nAlibaba Cloud revenue climbed 34% to 39.8 billion yuan in the September quarter of 2025.",
)
LATER_ZH = Article("2025-11-25", "更快\n2025年9月当季阿里云收入同比增长34%，达到398亿元。")
BAIDU = Article("2025-08-20", "Baidu's cloud\nBaidu AI Cloud revenue rose 27% in the second quarter of 2025.")
RISKS = Article("2025-09-17", "Risks\nThe main risk at Baidu is pressure on its margins.")
DAYS = [("2025-12-31", "100.00"), ("2026-06-30", "160.00"), ("2026-11-23", "150.00"), ("2026-11-24", "144.00")]
QUOTED = [one for one in symbols().all() if one.listings and one.kind is not Kind.RATE]


@pytest.fixture
def told() -> Told:
    told = Told()
    told.tells("9988.HK", *DAYS)
    told.tells("BABA", *DAYS)
    told.tells("^HSI", *DAYS)
    told.tells("HSTECH.HK", *DAYS)
    told.tells("KWEB", *DAYS)
    return told


def news(question: str, *articles: Article) -> tuple[str, ...]:
    answer = ask(question, *articles)
    assert answer.status is Status.ANSWERED
    return follow_ups(answer, question)


def market(told: Told, folder: Path, question: str) -> tuple[str, ...]:
    answer = desk.answer(told, folder, question)
    assert answer.status is Status.ANSWERED
    return follow_ups(answer, question)


def priced(text: str, language: str, question: str, at: datetime = NOW) -> Answer:
    price = Price("X", at, Decimal(1), "USD", "Yahoo Finance")
    return Answer(Status.ANSWERED, text, at, language, prices=[price], resolved=question)


def name(security: Security, language: str) -> str:
    return security.zh if language == "zh" else security.en


def test_after_news_of_a_company_its_price_is_suggested() -> None:
    assert news("what are the risks for Baidu?", RISKS) == ("Baidu share price",)
    assert news("阿里云增长了多少？", CLOUD_ZH)[-1] == "阿里巴巴股价"


def test_after_a_figure_of_a_cloud_the_same_of_another_is_suggested() -> None:
    assert news("how much did Alibaba cloud grow?", CLOUD)[0] == "How much did Tencent Cloud grow?"
    assert news("阿里云增长了多少？", CLOUD_ZH)[0] == "腾讯云增长了多少？"


def test_another_cloud_that_is_quoted_as_well_is_suggested_first() -> None:
    answer = ask("how much did Alibaba cloud grow?", CLOUD)
    [citation] = answer.citations
    quoting = replace(answer, citations=[replace(citation, quotation="Alibaba Cloud outgrew Baidu AI Cloud.")])
    assert follow_ups(quoting, "how much did Alibaba cloud grow?")[0] == "How much did Baidu AI Cloud grow?"


def test_what_the_newsroom_cannot_answer_is_passed_over() -> None:
    question = "how much did Alibaba cloud grow?"
    articles = (CLOUD, BAIDU)
    suggested = follow_ups(
        ask(question, *articles), question, lambda text: ask(text, *articles).status is Status.ANSWERED
    )
    assert suggested == ("How much did Baidu AI Cloud grow?", "Alibaba share price")


def test_where_a_figure_replaced_another_the_one_before_is_suggested() -> None:
    question = "how much did Alibaba cloud grow?"
    suggested = news(question, CLOUD, LATER)
    assert suggested == (
        "How much did Alibaba cloud grow in the June quarter of 2025?",
        "How much did Tencent Cloud grow?",
        "Alibaba share price",
    )
    assert "26%" in ask(suggested[0], CLOUD, LATER).text.partition("\n")[0]
    [first, *_] = news("阿里云增长了多少？", CLOUD_ZH, LATER_ZH)
    assert first == "2025年6月当季阿里云增长了多少？"
    assert "26%" in ask(first, CLOUD_ZH, LATER_ZH).text.partition("\n")[0]


def test_of_a_question_that_names_its_quarter_no_earlier_one_is_suggested() -> None:
    answer = ask("how much did Alibaba cloud grow?", CLOUD, LATER)
    asked = replace(answer, resolved="how much did Alibaba cloud grow in the September quarter of 2025?")
    assert not any("June" in text for text in follow_ups(asked, ""))


def test_a_company_that_is_not_listed_has_no_price_to_suggest() -> None:
    article = Article("2025-09-17", "Risks\nThe main risk at Huawei is a shortage of chips.")
    assert news("what are the risks for Huawei?", article) == ()


def test_after_a_price_its_reason_its_year_and_its_high_are_suggested(told: Told, tmp_path: Path) -> None:
    assert market(told, tmp_path, "Alibaba price") == (
        "Why did Alibaba fall?",
        "Alibaba shares this year",
        "Alibaba 52-week high",
    )
    assert market(told, tmp_path, "阿里巴巴股价") == (
        "阿里巴巴为什么下跌？",
        "阿里巴巴今年涨跌多少？",
        "阿里巴巴52周最高价",
    )
    assert market(told, tmp_path, "恒指多少点")[0] == "恒生指数为什么下跌？"
    assert market(told, tmp_path, "Hang Seng Index")[0] == "Why did the Hang Seng Index fall?"


def test_what_was_just_asked_is_not_suggested(told: Told, tmp_path: Path) -> None:
    assert market(told, tmp_path, "How much has Alibaba stock risen this year?") == (
        "Why did Alibaba rise?",
        "Alibaba 52-week high",
        "Alibaba share price",
    )
    assert market(told, tmp_path, "Alibaba 52-week high") == ("Alibaba shares this year", "Alibaba share price")


def test_no_reason_is_suggested_for_what_is_long_past(told: Told, tmp_path: Path) -> None:
    assert not any("Why" in text for text in market(told, tmp_path, "Alibaba shares in June"))


def test_no_reason_is_suggested_where_listings_moved_in_different_ways() -> None:
    text = "Alibaba (BABA): US$1, up 2.1%\n...\n\nAlibaba (9988.HK): HK$1, down 0.3%"
    assert follow_ups(priced(text, "en", "Alibaba price"), "")[0] == "Alibaba shares this year"


@pytest.mark.parametrize("how", ["unchanged", "hardly changed"])
def test_no_reason_is_suggested_where_nothing_moved(how: str) -> None:
    text = f"Alibaba (BABA): US$1, {how}"
    assert follow_ups(priced(text, "en", "Alibaba price"), "")[0] == "Alibaba shares this year"


def test_an_index_whose_prices_reach_back_days_only_has_no_high_to_suggest(told: Told, tmp_path: Path) -> None:
    assert market(told, tmp_path, "Hang Seng Tech Index") == (
        "Why did the Hang Seng Tech Index fall?",
        "Hang Seng Tech Index this year",
    )


def test_a_fund_has_no_reason_of_its_own(told: Told, tmp_path: Path) -> None:
    assert market(told, tmp_path, "KWEB price") == ("KWEB this year", "KWEB 52-week high")


def test_a_year_that_has_hardly_begun_is_not_suggested() -> None:
    at = datetime(2026, 1, 3, tzinfo=UTC)
    assert follow_ups(priced("Alibaba (BABA): US$1", "en", "Alibaba price", at), "") == ("Alibaba 52-week high",)


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.CLARIFY, Status.UNAVAILABLE])
def test_where_there_is_no_answer_nothing_is_suggested(status: Status, told: Told, tmp_path: Path) -> None:
    for answer in (ask("what are the risks for Baidu?", RISKS), desk.answer(told, tmp_path, "Alibaba price")):
        assert follow_ups(replace(answer, status=status), "Alibaba price") == ()


def test_where_articles_stand_in_for_the_market_nothing_is_suggested() -> None:
    citation = Citation(1, "Title", "https://example.com", "Reuters", date(2026, 11, 23), "Tencent closed at 624.")
    answer = Answer(Status.ANSWERED, "...", NOW, citations=[citation], resolved="Tencent price")
    assert follow_ups(answer, "Tencent price") == ()


def test_after_an_exchanges_hours_nothing_is_suggested(told: Told, tmp_path: Path) -> None:
    assert market(told, tmp_path, "Is Hong Kong open?") == ()


def test_for_a_ticker_that_no_table_knows_nothing_is_suggested() -> None:
    assert follow_ups(priced("TSLA: US$1, up 2.0%", "en", "TSLA price"), "") == ()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("security", QUOTED, ids=lambda one: one.id)
def test_every_price_that_is_suggested_is_understood_as_that_price(security: Security, language: str) -> None:
    question = f"{name(security, language)}{'价格' if language == 'zh' else ' price'}"
    head = "X：1，上涨2.0%" if language == "zh" else "X: 1, up 2.0%"
    suggested = follow_ups(priced(head, language, question), question)
    measures = []
    for text in suggested:
        assert language_of(text) == language
        inquiry = price_inquiry(text, NOW.date())
        if inquiry is None:
            assert "Why" in text or "为什么" in text
            continue
        assert (inquiry.names, inquiry.problem, inquiry.language) == ((security.id,), None, language)
        measures.append(inquiry.measure)
    assert measures == ([Measure.CHANGE] if security.proxy else [Measure.CHANGE, Measure.HIGHEST])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("security", QUOTED, ids=lambda one: one.id)
def test_of_everything_that_is_quoted_the_price_is_suggested_after_news(security: Security, language: str) -> None:
    question = f"{name(security, language)}有什么风险？" if language == "zh" else f"risks for {security.en}?"
    citation = Citation(1, "Title", "https://example.com", "Reuters", None, "words")
    [text] = follow_ups(Answer(Status.ANSWERED, "...", NOW, language, [citation]), question)
    inquiry = price_inquiry(text, NOW.date())
    assert inquiry is not None
    assert (inquiry.measure, inquiry.names, inquiry.language) == (Measure.QUOTE, (security.id,), language)


@given(text=st.text(), question=st.text(), language=st.sampled_from(["en", "zh"]))
def test_whatever_was_asked_and_answered_no_more_than_three_are_suggested(
    text: str, question: str, language: str
) -> None:
    citation = Citation(1, "Title", "https://example.com", "Reuters", None, text)
    for answer in (priced(text, language, question), Answer(Status.ANSWERED, text, NOW, language, [citation])):
        suggested = follow_ups(answer, question)
        assert len(suggested) == len(set(suggested)) <= 3
