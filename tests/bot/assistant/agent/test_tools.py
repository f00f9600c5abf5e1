"""What a model gets when it looks things up: numbered passages, reckoned prices, or a sentence that says what is wrong.

Each tool is called as a model calls it, over HTTP, with the real newsroom and the real prices behind it.
"""

import re
import time
from collections.abc import Iterator

import pytest

from bot.assistant.agent.desk import Desk
from bot.assistant.agent.notebook import Notebook
from bot.assistant.agent.writer import Bounds
from bot.model import Question
from bot.settings import Settings
from knowledge.errors import StoreError
from knowledge.model import Hit
from tests.bot.assistant.agent.conftest import Desked
from tests.bot.assistant.agent.scribe import CLOUD, HITS, NOW, answer_of, listen, standing
from tests.bot.market.market_world import needs_recordings, recorded
from tests.standins.openai import ModelServer
from tests.standins.openai_minds import Messages, Saying, ToolCall
from tests.standins.yahoo import FAULTS, YahooServer, open_yahoo
from tests.standins.yahoo_rows import exchange_days

PATIENT = Bounds(call_s=5, piece_s=5, turn_s=20, retries=0)
DAY = re.compile(r"\d{1,2} (?:August|September) 2025\)")


@pytest.fixture(scope="module")
def yahoo() -> Iterator[YahooServer]:
    with open_yahoo(sessions=exchange_days) as yahoo:
        yield yahoo


@pytest.fixture(scope="module")
def priced(yahoo: YahooServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desked]:
    """A newsroom, and prices from the stand-in."""
    priced = Desked(Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("priced"), yahoo_url=yahoo.address))
    yield priced
    priced.close()


class Calling:
    """Calls tools, all at once, then says that it found nothing."""

    def __init__(self, *calls: ToolCall) -> None:
        self._calls = calls

    def __call__(self, messages: Messages, tools: object) -> Saying:
        if any(said["role"] == "tool" for said in messages):
            return Saying("The news that I found does not say.")
        return Saying(calls=self._calls)


async def looked_up(desked: Desked, *calls: ToolCall, question: str = CLOUD) -> list[str]:
    """What comes back to the model from its tools."""
    with ModelServer(Calling(*calls)) as server:
        await listen(desked.assistant(server, PATIENT), question)
        assert server.violations == []
        told = max((call.body["messages"] for call in server.calls), key=len)
    return [said["content"] for said in told if said["role"] == "tool"]


async def one(desked: Desked, tool: str, /, **given: object) -> str:
    [said] = await looked_up(desked, ToolCall(tool, given))
    return str(said)


async def test_quotes_give_every_listing_with_currency_and_a_number_to_refer_to(priced: Desked) -> None:
    said = await one(priced, "quotes", names=["Alibaba", "0700.HK"])
    assert said.startswith("[P1] ")
    assert {"BABA", "9988.HK", "0700.HK"} <= set(re.findall(r"[A-Z]{4}|\d{4}\.HK", said))
    assert re.search(r"USD|US\$|\$", said)


async def test_a_change_has_both_closes_and_both_days(priced: Desked) -> None:
    said = await one(priced, "price_change", name="JD.com", start="2025-08-29", end="2025-09-17")
    assert said.startswith("[P1] ")
    assert "29 August 2025" in said
    assert "17 September 2025" in said
    assert "%" in said


async def test_a_change_until_now_needs_no_last_day(priced: Desked) -> None:
    said = await one(priced, "price_change", name="Tencent", start="2025-08-29")
    assert said.startswith("[P1] ")
    assert "29 August 2025" in said


async def test_a_comparison_of_one_is_its_change(priced: Desked) -> None:
    said = await one(priced, "compare_prices", names=["BABA"], start="2025-08-29", end="2025-09-17")
    assert said == await one(priced, "price_change", name="BABA", start="2025-08-29", end="2025-09-17")


async def test_several_are_compared_over_the_same_days(priced: Desked) -> None:
    names = ["Tencent", "Meituan"]
    said = await one(priced, "compare_prices", names=names, start="2025-08-29", end="2025-09-17")
    assert said.startswith("[P1] ")
    assert all(name in said for name in names)
    assert said.count("%") >= 2


@pytest.mark.parametrize(
    ("day", "told"), [("2026-10-01", "National Day"), ("2026-11-25", "09:30 to 16:00"), ("", "Hong Kong")]
)
async def test_the_calendar_knows_holidays_and_hours(priced: Desked, day: str, told: str) -> None:
    said = await one(priced, "exchange_calendar", exchange="Hong Kong", on=day)
    assert told.lower() in said.lower()


@pytest.mark.parametrize("asked", ["Baidu 52-week high", "JD close on 3 October 2025", "Xiaomi volume"])
async def test_a_fact_of_prices_is_reckoned(priced: Desked, asked: str) -> None:
    said = await one(priced, "price_facts", question=asked)
    assert said.startswith("[P1] ")
    assert any(letter.isdigit() for letter in said[4:])


async def test_what_is_no_question_of_prices_is_said_to_be_none_with_examples(priced: Desked) -> None:
    said = await one(priced, "price_facts", question="who founded Alibaba?")
    assert said.startswith("That is not a question of prices")


async def test_a_source_of_prices_that_is_out_is_said_to_be(priced: Desked, yahoo: YahooServer) -> None:
    yahoo.fails(FAULTS["outage page"], "1211.HK")
    said = await one(priced, "quotes", names=["BYD"])
    yahoo.recovers()
    assert "[P1]" not in said
    assert "BYD" in said


@needs_recordings
async def test_a_recorded_exchange_is_told_as_it_was(priced: Desked, yahoo: YahooServer) -> None:
    [exchange] = recorded("chart-BABA-2020-01-01-to-2020-01-03.json")
    assert yahoo.replays(exchange) == "BABA"
    said = await one(priced, "price_facts", question="BABA close on 2 January 2020")
    yahoo.recovers()
    assert "219.77" in said
    assert "2 January 2020" in said


async def test_news_is_found_with_number_title_publisher_and_day(desked: Desked) -> None:
    said = await one(desked, "search_news", query="Alibaba cloud growth")
    headings = re.findall(r"^\[\d+\] .+$", said, re.MULTILINE)
    assert [heading.partition("]")[0][1:] for heading in headings] == [str(n) for n in range(1, len(headings) + 1)]
    assert all(DAY.search(heading) for heading in headings)
    assert said.count("<<<news") == said.count("news>>>") == len(headings) <= 8


async def test_a_window_keeps_what_was_published_in_it(desked: Desked) -> None:
    said = await one(desked, "search_news", query="cloud", since="2025-08-20", until="2025-08-29")
    assert set(DAY.findall(said)) == {"20 August 2025)", "29 August 2025)"}


async def test_a_window_without_news_is_no_reason_to_guess(desked: Desked) -> None:
    said = await one(desked, "search_news", query="cloud", since="2031-01-01")
    assert said == "No passage was found. Nothing else is known of it: do not answer from memory."


async def test_a_source_may_be_asked_for_by_part_of_its_name(desked: Desked) -> None:
    assert "[1]" in await one(desked, "search_news", query="cloud", source="starter NEWS")
    assert "No passage was found" in await one(desked, "search_news", query="cloud", source="Harbour Ledger")


async def test_an_empty_search_is_said_to_be_none(desked: Desked) -> None:
    assert await one(desked, "search_news", query="  ") == "Nothing was searched: say what to look for."


@pytest.mark.parametrize(
    ("name", "given", "day"),
    [
        ("search_news", {"query": "cloud", "since": "last week"}, "since or until"),
        ("search_news", {"query": "cloud", "until": "2025-02-30"}, "since or until"),
        ("price_change", {"name": "JD", "start": "yesterday"}, "start or end"),
        ("price_change", {"name": "JD", "start": "2025-08-29", "end": "29/08/2025"}, "start or end"),
        ("compare_prices", {"names": ["JD", "Baidu"], "start": "2025-13-01"}, "start or end"),
        ("exchange_calendar", {"exchange": "New York", "on": "Christmas"}, "on"),
    ],
)
async def test_a_day_that_is_none_is_answered_in_words(
    desked: Desked, name: str, given: dict[str, object], day: str
) -> None:
    assert await one(desked, name, **given) == f"{day} is not a day such as 2025-08-29: leave it out or mend it."


async def test_a_change_from_no_day_is_asked_for_one(desked: Desked) -> None:
    assert await one(desked, "price_change", name="JD", start="") == "Say from which day: start is missing."


async def test_an_article_is_read_by_the_number_of_a_passage(desked: Desked) -> None:
    book = Notebook(Question(CLOUD, NOW))
    await desked.desk.search_news(book, CLOUD)
    said = await desked.desk.read_article(book, 1)
    assert said.startswith("[1] Alibaba Cloud grew 26%")
    assert "Demand for artificial intelligence" in said


async def test_an_article_that_was_not_found_is_not_read(desked: Desked) -> None:
    assert await one(desked, "read_article", number=42) == "There is no passage [42]: search first."


async def test_several_look_ups_at_once_are_all_answered_and_numbered_apart(priced: Desked) -> None:
    news, price, again = await looked_up(
        priced,
        ToolCall("search_news", {"query": "Alibaba cloud"}),
        ToolCall("quotes", {"names": ["Baidu"]}),
        ToolCall("price_facts", {"question": "JD 52-week high"}),
    )
    assert news.startswith("[1] ")
    assert {price[:4], again[:4]} == {"[P1]", "[P2]"}


async def test_a_passage_that_is_found_again_keeps_its_number(desked: Desked) -> None:
    first, second = await looked_up(desked, *[ToolCall("search_news", {"query": CLOUD})] * 2)
    assert first == second


async def test_more_look_ups_than_are_allowed_are_refused_and_the_rest_stand(desked: Desked) -> None:
    calls = [ToolCall("search_news", {"query": f"cloud {n}"}) for n in range(PATIENT.look_ups + 3)]
    said = await looked_up(desked, *calls)
    assert len(said) == len(calls)
    assert sum("<<<news" in one for one in said) == PATIENT.look_ups
    assert all("limit" in one.lower() for one in said if "<<<news" not in one)


class Asleep:
    """A newsroom that takes its time, or fails."""

    def __init__(self, seconds: float = 0.4, error: StoreError | None = None) -> None:
        self._seconds = seconds
        self._error = error

    def search(self, *asked: object, **bounds: object) -> list[Hit]:
        return [hit for hits in self.articles() for hit in hits]

    def articles(self, *asked: object, **bounds: object) -> list[list[Hit]]:
        time.sleep(self._seconds)
        if self._error:
            raise self._error
        return [list(HITS)]


def desk_over(news: Asleep, desked: Desked) -> Desk:
    return Desk(news, desked.price_answers, patience_s=0.1)


async def test_a_search_that_hangs_is_given_up_in_words(desked: Desked, caplog: pytest.LogCaptureFixture) -> None:
    book = Notebook(Question(CLOUD, NOW))
    begun = time.monotonic()
    said = await desk_over(Asleep(), desked).search_news(book, CLOUD)
    assert time.monotonic() - begun < 0.35
    assert said == "The newsroom takes too long to search right now."
    assert "newsroom took more than 0.1 s while a model searched" in caplog.text


async def test_an_article_that_takes_too_long_is_given_up_in_words(desked: Desked) -> None:
    book = Notebook(Question(CLOUD, NOW))
    book.note(HITS)
    assert await desk_over(Asleep(), desked).read_article(book, 1) == "The newsroom takes too long to read right now."


async def test_a_newsroom_that_fails_is_said_to(desked: Desked, caplog: pytest.LogCaptureFixture) -> None:
    book = Notebook(Question(CLOUD, NOW))
    book.note(HITS)
    desk = desk_over(Asleep(0, StoreError("the disk is full")), desked)
    assert await desk.search_news(book, CLOUD) == "The newsroom cannot be searched right now."
    assert await desk.read_article(book, 1) == "The newsroom cannot be read right now."
    assert CLOUD not in caplog.text


async def test_what_a_price_tool_told_can_be_said_with_its_prices(priced: Desked) -> None:
    def mind(messages: Messages, tools: object) -> Saying:
        told = [said["content"] for said in messages if said["role"] == "tool"]
        if not told:
            return Saying(calls=[ToolCall("price_facts", {"question": "JD close on 3 October 2025"})])
        sentence = told[0].removeprefix("[P1] ").splitlines()[0]
        return Saying(f"{sentence} [P1]")

    with ModelServer(mind) as server:
        said = await listen(priced.assistant(server, PATIENT), "what did JD close at on 3 October 2025?")
    answer = answer_of(said)
    assert answer.assistant == "stand-in-1"
    assert answer.prices
    assert "[P1]" not in standing(said) == answer.text
