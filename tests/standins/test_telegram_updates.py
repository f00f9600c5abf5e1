"""The updates that people and chance make, judged by the library that bots are written with."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update as LibraryUpdate

from tests.standins.bot_api_entities import check_entities, trimmed
from tests.standins.bot_api_spec import Params, load_description, problems, published_description
from tests.standins.telegram import READER, TOKEN, Telegram
from tests.standins.telegram_hostile import hostile_updates
from tests.standins.telegram_kinds import every_kind_of_update
from tests.standins.telegram_updates import (
    FORUM,
    GROUP,
    Update,
    added,
    album,
    blocked,
    bot_joined,
    edited,
    group_command,
    in_two_parts,
    inline_query,
    mention,
    mention_by_name,
    migration,
    private_chat,
    removed,
    topic_message,
    unblocked,
    voice,
)

PEOPLE: list[Update] = [
    mention("why did 📈 rise?"),
    mention_by_name("why?"),
    group_command("help", "me"),
    topic_message("why?", 40),
    edited(private_chat(), 41, "how?"),
    *in_two_parts("a" * 5_000),
    voice(),
    *album(["why?", None, None]),
    inline_query("baba"),
    blocked(),
    unblocked(),
    added(),
    removed(),
    *migration(-300, -100_999),
    bot_joined(),
]


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        yield telegram


def fetched(telegram: Telegram) -> list[Params]:
    """Fetch and confirm everything that waits."""
    updates: list[Params] = []
    offset = 0
    while True:
        params = {"offset": offset}
        some = httpx.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json=params, timeout=5).json()["result"]
        if not some:
            return updates
        updates += some
        offset = some[-1]["update_id"] + 1


def test_what_people_do_is_as_the_published_description_wants_it(telegram: Telegram) -> None:
    telegram.queue_all(PEOPLE)
    updates = fetched(telegram)
    assert len(updates) == len(PEOPLE)
    description = load_description()
    assert [problem for update in updates for problem in problems(update, "Update", description)] == []
    for update in updates:
        read = LibraryUpdate.de_json(update, None)
        assert read.effective_chat or read.inline_query


def test_there_is_an_update_of_every_kind(telegram: Telegram) -> None:
    kinds = every_kind_of_update()
    telegram.queue_all(kinds)
    updates = fetched(telegram)
    assert len(updates) == len(kinds) >= 45
    description = load_description()
    for update in updates:
        assert problems(update, "Update", description) == []
        assert LibraryUpdate.de_json(update, None).update_id == update["update_id"]
    if published_description():
        optional = description.types["Update"].keys() - {"update_id"}
        assert {kind for kind, _ in kinds} == optional
        said = {name for kind, content in kinds if kind == "message" for name in content}
        assert said == description.types["Message"].keys()


def test_every_kind_of_update_leaves_the_reader_reachable(telegram: Telegram) -> None:
    telegram.queue_all(every_kind_of_update())
    params = {"chat_id": READER, "text": "a"}
    assert httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=params).status_code == 200


def test_hostile_updates_pass_over_the_wire_as_they_are(telegram: Telegram) -> None:
    hostile = hostile_updates()
    contents = telegram.queue_all(hostile.values())
    updates = fetched(telegram)
    assert [next(reversed(update.values())) for update in updates] == contents


def test_the_bot_is_named_where_the_entity_says(telegram: Telegram) -> None:
    _, content = mention("📈 hello @rally_test_bot, why?")
    [mark] = content["entities"]
    units = content["text"].encode("utf-16-le")
    marked = units[mark["offset"] * 2 : (mark["offset"] + mark["length"]) * 2].decode("utf-16-le")
    assert marked == "@rally_test_bot"


def test_topics_and_groups_are_told_apart(telegram: Telegram) -> None:
    telegram.queue_all([topic_message("why?", 40), mention("why?")])
    topic, group = fetched(telegram)
    assert topic["message"]["chat"]["id"] == FORUM
    assert "message_thread_id" not in group["message"]
    assert group["message"]["chat"]["id"] == GROUP


_TEXTS = st.text(st.sampled_from("a é📈\n\u00a0"), max_size=12)


@given(_TEXTS, st.data())
def test_a_trimmed_text_keeps_what_its_entities_mark(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, part = (len(each.encode("utf-16-le")) // 2 for each in (text[:start], text[start:end]))
    marks = [{"type": "bold", "offset": before, "length": part}] if part else []
    kept, moved = trimmed(text, marks)
    assert kept == text.strip()
    check_entities(kept, moved)
    units = kept.encode("utf-16-le")
    for mark in moved:
        said = units[mark["offset"] * 2 : (mark["offset"] + mark["length"]) * 2].decode("utf-16-le")
        assert said
        assert said in text[start:end]
    if text[start:end].strip():
        assert moved
