"""Updates brought to a webhook."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.standins.loopback import serving
from tests.standins.telegram import READER, TOKEN, Telegram
from tests.standins.telegram_updates import mention

HEADER = "x-telegram-bot-api-secret-token"


class Bot:
    """A webhook that writes down what is brought; ``statuses`` are answered first, then 200."""

    def __init__(self) -> None:
        self.brought: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.patience = 0.0
        self.at_once = self.most_at_once = 0

    async def take(self, request: Request) -> Response:
        update = await request.json()
        self.brought.append(update)
        self.secrets.append(request.headers.get(HEADER))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.patience)
        self.at_once -= 1
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.brought]


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def url(bot: Bot) -> Iterator[str]:
    with serving(Starlette(routes=[Route("/hook", bot.take, methods=["POST"])])) as address:
        yield f"{address}/hook"


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        yield telegram
    assert telegram.violations == []


def call(telegram: Telegram, method: str, **params: Any) -> Any:
    body = httpx.post(f"{telegram.url}/bot{TOKEN}/{method}", json=params).json()
    return body["result"] if body["ok"] else body["description"]


async def until_all_is_taken(telegram: Telegram) -> None:
    async with asyncio.timeout(5):
        while telegram.unconfirmed:  # noqa: ASYNC110 (another thread)
            await asyncio.sleep(0.01)


async def test_updates_are_brought_in_order_with_the_secret(telegram: Telegram, bot: Bot, url: str) -> None:
    telegram.hears("before")
    assert call(telegram, "setWebhook", url=url, secret_token="s3cret") is True
    for at in range(10):
        telegram.hears(str(at))
    await until_all_is_taken(telegram)
    assert bot.texts == ["before", *map(str, range(10))]
    assert set(bot.secrets) == {"s3cret"}
    assert "webhook is active" in call(telegram, "getUpdates")


async def test_an_update_that_is_not_taken_comes_again_before_the_chats_next(
    telegram: Telegram, bot: Bot, url: str
) -> None:
    bot.statuses = [500, 404]
    call(telegram, "setWebhook", url=url)
    telegram.hears("one")
    telegram.hears("two")
    await until_all_is_taken(telegram)
    assert bot.texts == ["one", "one", "one", "two"]
    assert bot.secrets == [None] * 4
    assert [delivery.status for delivery in telegram.deliveries] == [500, 404, 200, 200]
    first, second, third, _ = telegram.deliveries
    assert second.at - first.at >= 0.04
    assert third.at - second.at >= 0.08
    info = call(telegram, "getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 404"


@pytest.mark.parametrize("connections", [1, 4])
async def test_chats_are_served_at_once_up_to_the_connections_wanted(
    telegram: Telegram, bot: Bot, url: str, connections: int
) -> None:
    bot.patience = 0.05
    for user in range(8):
        telegram.hears("hello", user=READER + user)
    call(telegram, "setWebhook", url=url, max_connections=connections)
    await until_all_is_taken(telegram)
    assert bot.most_at_once == connections


async def test_one_chat_is_served_one_by_one(telegram: Telegram, bot: Bot, url: str) -> None:
    bot.patience = 0.03
    for user in (7, 8, 9):
        telegram.queues(*mention("hello", user=user))
    call(telegram, "setWebhook", url=url)
    await until_all_is_taken(telegram)
    assert bot.most_at_once == 1


async def test_a_bot_that_is_off_gets_everything_when_it_is_back(telegram: Telegram, bot: Bot, url: str) -> None:
    call(telegram, "setWebhook", url=url.replace("/hook", "/elsewhere"))
    telegram.hears("one")
    await asyncio.sleep(0.1)
    assert call(telegram, "getWebhookInfo")["pending_update_count"] == 1
    call(telegram, "setWebhook", url=url, allowed_updates=["message"])
    await until_all_is_taken(telegram)
    assert bot.texts == ["one"]
    telegram.queues("poll", {})
    assert telegram.unconfirmed == 0


async def test_pending_updates_are_dropped_or_left_for_polling(telegram: Telegram, url: str) -> None:
    telegram.hears("old")
    call(telegram, "setWebhook", url=url, drop_pending_updates=True)
    call(telegram, "deleteWebhook")
    telegram.hears("new")
    assert [update["message"]["text"] for update in call(telegram, "getUpdates")] == ["new"]


async def test_an_update_may_come_twice(telegram: Telegram, bot: Bot, url: str) -> None:
    telegram.delivers_twice()
    call(telegram, "setWebhook", url=url)
    telegram.hears("one")
    telegram.hears("two")
    await until_all_is_taken(telegram)
    assert bot.texts == ["one", "one", "two"]
    assert bot.brought[0]["update_id"] == bot.brought[1]["update_id"]


@pytest.mark.parametrize("secret", [None, "", "wrong"])
async def test_someone_else_posts_to_the_webhook(telegram: Telegram, bot: Bot, url: str, secret: str | None) -> None:
    call(telegram, "setWebhook", url=url, secret_token="s3cret")
    assert await telegram.poses_as_telegram({"update_id": 1}, secret) == 200
    assert bot.secrets == [secret]
    assert await telegram.poses_as_telegram(b"{", "s3cret") == 500


async def test_a_public_address_stands_for_a_local_one(bot: Bot, url: str) -> None:
    with Telegram(hosts={"https://bot.example": url.removesuffix("/hook")}) as telegram:
        assert call(telegram, "setWebhook", url="https://bot.example/hook") is True
        telegram.hears("one")
        await until_all_is_taken(telegram)
        assert call(telegram, "getWebhookInfo")["url"] == "https://bot.example/hook"
        assert "Failed to resolve host" in call(telegram, "setWebhook", url="https://other.example/hook")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.com"}, "An HTTPS URL must be provided"),
        ({"secret_token": "a b"}, "unallowed characters"),
        ({"secret_token": "a" * 257}, "too long"),
        ({"max_connections": 101}, "max_connections"),
    ],
)
def test_a_webhook_that_telegram_would_refuse_is_refused(url: str, params: dict[str, Any], words: str) -> None:
    with Telegram() as telegram:
        assert words in call(telegram, "setWebhook", **{"url": url, **params})
        assert telegram.webhook == ""
