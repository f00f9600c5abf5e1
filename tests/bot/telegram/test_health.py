"""What whoever watches over the bot reads over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.model import Answer, Status, Usage
from tests.bot.telegram.conftest import NOW, QUICK, Running, until
from tests.bot.telegram.trouble import unrecordable
from tests.standins.telegram import BLOCKED, READER, flood
from tests.standins.telegram_updates import inline_query

STRANGER = 8
IMPATIENT = replace(QUICK, silence=0.15, patience=0.3)
WELL = {"status": "ok", "telegram": "ok", "jobs": "ok", "store": "ok"}


@pytest.fixture
async def watcher(either: Running) -> AsyncIterator["Watcher"]:
    async with httpx.AsyncClient(base_url=f"http://{either.address}", trust_env=False) as client:
        yield Watcher(either, client)


class Watcher:
    """Reads the pages of a bot of either mode."""

    def __init__(self, bot: Running, client: httpx.AsyncClient) -> None:
        self.bot = bot
        self._client = client

    async def begin(self, **changed: Any) -> None:
        await self.bot.start(listen=self.bot.address, **changed)
        await self.bot.hears_updates()

    async def health(self) -> tuple[int, dict[str, str]]:
        answer = await self._client.get("/healthz")
        return answer.status_code, answer.json()

    async def becomes(self, status: int) -> dict[str, str]:
        """Wait until the bot says that it is so, and give what it says."""
        async with asyncio.timeout(5):
            while (told := await self.health())[0] != status:  # noqa: ASYNC110 (the bot's tasks)
                await asyncio.sleep(0.02)
        return told[1]

    async def page(self) -> str:
        return (await self._client.get("/metrics")).text

    async def count(self, name: str, **labels: str) -> float:
        return sum(
            sample.value
            for family in text_string_to_metric_families(await self.page())
            for sample in family.samples
            if sample.name == f"rallybot_{name}" and labels.items() <= sample.labels.items()
        )

    async def comes_to(self, value: float, name: str, **labels: str) -> None:
        """Wait until a count is so high."""
        async with asyncio.timeout(5):
            while await self.count(name, **labels) != value:  # noqa: ASYNC110 (the bot's tasks)
                await asyncio.sleep(0.02)


async def test_a_bot_at_work_is_well(watcher: Watcher) -> None:
    await watcher.begin()
    await watcher.bot.ask_and_read("why?")
    assert await watcher.health() == (200, WELL)


async def test_a_telegram_out_of_reach_is_named_until_it_is_back(watcher: Watcher) -> None:
    await watcher.begin(timing=IMPATIENT)
    await watcher.bot.ask_and_read("before")
    watcher.bot.telegram.down = True
    told = await watcher.becomes(503)
    assert (told["status"], told["jobs"], told["store"]) == ("failing", "ok", "ok")
    assert told["telegram"].startswith("unreachable for ")
    watcher.bot.telegram.down = False
    watcher.bot.telegram.hears("after")
    assert (await watcher.becomes(200)) == WELL


async def test_a_store_that_cannot_be_written_is_named_until_it_can(watcher: Watcher) -> None:
    await watcher.begin()
    await watcher.bot.ask_and_read("before")
    async with unrecordable(watcher.bot.folder):
        assert await watcher.becomes(503) == {**WELL, "status": "failing", "store": "not writable"}
        watcher.bot.telegram.hears("why?")
        await asyncio.sleep(0.2)
        assert (await watcher.health())[1]["store"] == "not writable"
    assert await watcher.becomes(200) == WELL
    await watcher.bot.telegram.wait_for(2)


async def test_while_updates_cannot_be_recorded_telegram_is_not_called_silent(idle: Running) -> None:
    await idle.start(timing=IMPATIENT, listen=idle.address)
    await idle.ask_and_read("before")
    client = httpx.AsyncClient(base_url=f"http://{idle.address}", trust_env=False)
    async with client, unrecordable(idle.folder):
        idle.telegram.hears("why?")
        await asyncio.sleep(0.6)
        assert (await client.get("/healthz")).json()["telegram"] == "ok"
    await idle.telegram.wait_for(2)


async def test_what_comes_in_is_counted_by_its_kind(watcher: Watcher) -> None:
    await watcher.begin()
    telegram = watcher.bot.telegram
    number = telegram.hears("why?")
    await telegram.wait_for(1)
    telegram.hears("/help")
    telegram.queues(*inline_query("why did it?"))
    telegram.hears("who?", user=STRANGER)
    chat, sender = {"id": READER, "type": "private"}, {"id": READER, "is_bot": False, "first_name": "Ada"}
    edit = {"message_id": number, "date": 1, "edit_date": 2, "chat": chat, "from": sender, "text": "why not?"}
    telegram.queues("edited_message", edit)
    await telegram.wait_for(3)
    for kind, times in {"message": 2, "command": 1, "inline": 1, "edit": 1}.items():
        await watcher.comes_to(times, "updates_received_total", kind=kind)
    assert await watcher.count("questions_refused_total", reason="stranger") == 1
    assert await watcher.count("messages_sent_total", outcome="arrived") == 3


async def test_an_update_that_is_brought_twice_counts_once(hooked: Running) -> None:
    await hooked.start()
    hooked.telegram.delivers_twice()
    await hooked.ask_and_read("why?")
    await until(lambda: not hooked.telegram.unconfirmed)
    async with httpx.AsyncClient(base_url=f"http://{hooked.address}", trust_env=False) as client:
        page = (await client.get("/metrics")).text
    assert 'rallybot_updates_received_total{kind="message"} 1.0' in page
    assert 'rallybot_webhook_requests_total{status="200"} 2.0' in page


async def test_the_times_from_receipt_to_typing_and_to_the_end_of_the_answer_are_measured(watcher: Watcher) -> None:
    await watcher.begin()
    gate = watcher.bot.librarian.gate("slow")
    watcher.bot.telegram.hears("slow")
    await watcher.comes_to(1, "typing_delay_seconds_count")
    assert await watcher.count("answer_duration_seconds_count") == 0
    await asyncio.sleep(0.2)
    gate.set()
    await watcher.comes_to(1, "answer_duration_seconds_count", status="answered")
    assert await watcher.count("typing_delay_seconds_sum") < 0.5
    assert 0.2 <= await watcher.count("answer_duration_seconds_sum") < 2


async def test_what_came_of_a_question_is_told(watcher: Watcher) -> None:
    librarian = watcher.bot.librarian
    librarian.answers["what?"] = Answer(Status.UNKNOWN, "I do not know.", NOW)
    librarian.breaks_on.add("break")
    librarian.gate("never")
    await watcher.begin()
    await watcher.bot.ask_and_read("what?")
    await watcher.bot.ask_and_read("break")
    watcher.bot.telegram.hears("never")
    await librarian.is_asked(3)
    await watcher.bot.ask_and_read("/cancel")
    for status in ("unknown", "failed", "stopped"):
        await watcher.comes_to(1, "answer_duration_seconds_count", status=status)


async def test_the_queue_is_as_long_as_there_are_questions_without_an_answer(watcher: Watcher) -> None:
    await watcher.begin()
    gate = watcher.bot.librarian.gate("slow")
    for text in ("slow", "second", "third"):
        watcher.bot.telegram.hears(text)
    await watcher.comes_to(3, "queue_depth")
    gate.set()
    await watcher.comes_to(0, "queue_depth")
    assert len(watcher.bot.telegram.sent) == 3


async def test_questions_that_a_stopped_bot_left_are_in_the_queue_of_the_next(watcher: Watcher) -> None:
    await watcher.begin()
    gate = watcher.bot.librarian.gate("slow")
    for text in ("slow", "second"):
        watcher.bot.telegram.hears(text)
    await watcher.comes_to(2, "queue_depth")
    await watcher.bot.stop()
    await watcher.begin()
    await watcher.comes_to(2, "queue_depth")
    gate.set()
    await watcher.comes_to(0, "queue_depth")
    await watcher.comes_to(2, "answer_duration_seconds_count", status="answered")


async def test_tokens_flood_waits_refusals_and_lost_chats_are_counted(watcher: Watcher) -> None:
    usage = Usage(input_tokens=70, output_tokens=30)
    watcher.bot.librarian.answers["dear?"] = Answer(Status.ANSWERED, "Dearly.", NOW, usage=usage)
    await watcher.begin(rate=2)
    watcher.bot.telegram.fails("sendMessage", flood(1))
    await watcher.bot.ask_and_read("dear?")
    watcher.bot.telegram.fails("sendMessage", BLOCKED)
    watcher.bot.telegram.hears("two")
    watcher.bot.telegram.hears("three")
    await watcher.comes_to(1, "messages_sent_total", outcome="gone")
    await watcher.comes_to(1, "questions_refused_total", reason="rate")
    assert await watcher.count("model_tokens_total", kind="input") == 70
    assert await watcher.count("model_tokens_total", kind="output") == 30
    assert await watcher.count("flood_wait_seconds_count") == 1
    assert await watcher.count("flood_wait_seconds_sum") >= 1
    await watcher.comes_to(2, "answer_duration_seconds_count")


async def test_how_late_the_event_loop_wakes_is_measured(watcher: Watcher) -> None:
    await watcher.begin()
    async with asyncio.timeout(2):
        while not await watcher.count("event_loop_lag_seconds_count"):  # noqa: ASYNC110 (the bot's tasks)
            await asyncio.sleep(0.05)


async def test_no_page_holds_an_id_or_a_word_of_a_chat(watcher: Watcher) -> None:
    user = 8_765_432_109
    await watcher.begin()
    await watcher.bot.ask_and_read("what of Baidu?")
    watcher.bot.telegram.hears("what of Tencent?", user=user)
    watcher.bot.telegram.queues(*inline_query("what of Meituan?", user=user))
    await watcher.comes_to(2, "questions_refused_total", reason="stranger")
    pages = await watcher.page() + str(await watcher.health())
    for word in ("Baidu", "Tencent", "Meituan", str(user), f'"{READER}"', watcher.bot.telegram.url, "4839574812"):
        assert word not in pages


async def test_a_bot_without_an_address_to_listen_on_has_no_pages(bot: Running) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://{bot.address}/healthz")
