"""The stand-in is as strict as Telegram: what it lets pass, Telegram would take."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.standins.bot_api import load_description, published_description
from tests.standins.telegram import READER, TOKEN, Telegram


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        telegram.hears("hello")
        yield telegram


def call(telegram: Telegram, method: str, token: str = TOKEN, **params: Any) -> tuple[int, Any]:
    response = httpx.post(f"{telegram.url}/bot{token}/{method}", json=params)
    body = response.json()
    return response.status_code, body["result"] if body["ok"] else body["description"]


def bold(offset: int, length: int) -> list[dict[str, object]]:
    return [{"type": "bold", "offset": offset, "length": length}]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "📈" * 2049}, "message is too long"),
        ({"text": "a", "chat_id": 99}, "chat not found"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "📈", "entities": bold(0, 3)}, "ends after the end of the text"),
        ({"text": "📈", "entities": bold(0, 1)}, "in a middle of a UTF-16 symbol"),
        ({"text": "📈", "entities": bold(1, 1)}, "in a middle of a UTF-16 symbol"),
        ({"text": "a", "disable_notification": "perhaps"}, "can't parse disable_notification is no Boolean"),
        ({"text": "a", "entities": "[1"}, "can't parse entities is no array"),
        ({"text": "a", "entities": bold(0, 0)}, "incorrect offset 0 or length 0"),
        ({"text": "a", "reply_parameters": {"message_id": 1}}, "message to be replied not found"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "b", "callback_data": "涨" * 22}]]}},
            "BUTTON_DATA_INVALID",
        ),
    ],
)
def test_a_message_that_telegram_would_refuse_is_refused_in_its_words(
    telegram: Telegram, params: dict[str, Any], description: str
) -> None:
    status, said = call(telegram, "sendMessage", **{"chat_id": READER, **params})
    assert status == 400
    assert said.startswith("Bad Request: ")
    assert description in said
    assert len(telegram.violations) == 1
    assert telegram.sent == []


@pytest.mark.parametrize(
    ("params", "breach"),
    [
        ({"chat_id": READER, "text": "a", "colour": "red"}, "unknown parameter colour"),
        ({"chat_id": READER}, "text is missing"),
    ],
)
def test_a_breach_is_recorded(telegram: Telegram, params: dict[str, Any], breach: str) -> None:
    call(telegram, "sendMessage", **params)
    assert any(breach in violation for violation in telegram.violations)


def test_a_message_of_4096_units_passes(telegram: Telegram) -> None:
    status, message = call(telegram, "sendMessage", chat_id=READER, text="📈" * 2048, entities=bold(0, 4096))
    assert status == 200
    assert message["text"] == "📈" * 2048
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [(TOKEN[:-1] + "B", 401, "Unauthorized"), ("nonsense", 404, "Not Found")],
)
def test_a_wrong_token_is_refused(telegram: Telegram, token: str, status: int, description: str) -> None:
    assert call(telegram, "getMe", token=token) == (status, description)


def test_a_method_that_is_not_served_is_a_breach(telegram: Telegram) -> None:
    assert call(telegram, "sendDice", chat_id=READER) == (404, "Not Found")
    assert telegram.violations == ["sendDice: not served here"]


@pytest.mark.parametrize("command", [{"command": "Start", "description": "x"}, {"command": "start", "description": ""}])
def test_commands_keep_to_telegrams_rules(telegram: Telegram, command: dict[str, str]) -> None:
    status, _ = call(telegram, "setMyCommands", commands=[command])
    assert status == 400


def test_updates_come_again_until_a_higher_offset_confirms_them(telegram: Telegram) -> None:
    telegram.hears("and again")
    _, first = call(telegram, "getUpdates")
    _, second = call(telegram, "getUpdates", limit=1)
    assert [update["message"]["text"] for update in first] == ["hello", "and again"]
    assert second == first[:1]
    _, left = call(telegram, "getUpdates", offset=first[0]["update_id"] + 1)
    assert left == first[1:]
    assert telegram.unconfirmed == 1


def test_a_negative_offset_forgets_all_but_the_last(telegram: Telegram) -> None:
    telegram.hears("and again")
    _, left = call(telegram, "getUpdates", offset=-1)
    assert [update["message"]["text"] for update in left] == ["and again"]


def test_updates_that_were_not_asked_for_are_not_queued(telegram: Telegram) -> None:
    call(telegram, "getUpdates", allowed_updates=["message"])
    telegram.queues("edited_message", {})
    assert telegram.unconfirmed == 1


async def test_a_second_poll_ends_the_first(telegram: Telegram) -> None:
    telegram.queues("poll", {})
    async with httpx.AsyncClient(base_url=f"{telegram.url}/bot{TOKEN}") as client:
        _, last = (await client.post("/getUpdates")).json()["result"]
        params = {"offset": last["update_id"] + 1, "timeout": 5}
        first = asyncio.create_task(client.post("/getUpdates", json=params))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(client.post("/getUpdates", json=params))
        assert (await first).status_code == 409
        telegram.hears("news")
        assert [update["message"]["text"] for update in (await second).json()["result"]] == ["news"]


def test_the_published_description_is_the_one_in_use() -> None:
    if published_description() is None:
        pytest.skip("RALLYBOT_TEST_DATA holds no telegram/bot-api-spec.json: parameters are checked by a small table")
    description = load_description()
    assert description.source.startswith("Bot API")
    assert len(description.methods) > 100


def test_nested_fields_are_checked_against_the_published_description(telegram: Telegram) -> None:
    if published_description() is None:
        pytest.skip("RALLYBOT_TEST_DATA holds no telegram/bot-api-spec.json: nested fields are not checked")
    call(telegram, "sendMessage", chat_id=READER, text="a", link_preview_options={"off": True})
    call(telegram, "sendMessage", chat_id=READER, text="a", link_preview_options={"is_disabled": 1})
    assert telegram.violations == [
        "sendMessage: link_preview_options.off is unknown",
        "sendMessage: Bad Request: can't parse link_preview_options.is_disabled is no Boolean",
    ]
    assert len(telegram.sent) == 1
