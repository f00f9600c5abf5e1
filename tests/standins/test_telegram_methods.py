"""Methods that change what readers see, each judged by what they see then."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.standins.telegram import READER, TOKEN, Telegram
from tests.standins.telegram_updates import (
    FORUM,
    GROUP,
    added,
    blocked,
    chosen,
    group_message,
    inline_query,
    mention,
    migration,
    removed,
    topic_message,
    unblocked,
)

STRANGER = 99
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (90).to_bytes(4, "big") + (60).to_bytes(4, "big") + b"\r\n--\r\n"
YES_OR_NO = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as telegram:
        telegram.hears("hello")
        telegram.queues(*group_message("hello", user=8))
        yield telegram


def call(telegram: Telegram, method: str, **params: Any) -> Any:
    """Give the result, or the refusal's words."""
    body = httpx.post(f"{telegram.url}/bot{TOKEN}/{method}", json=params).json()
    return body["result"] if body["ok"] else body["description"].removeprefix("Bad Request: ")


def send(telegram: Telegram, text: str = "It rose.", chat: int = READER, **params: Any) -> Any:
    return call(telegram, "sendMessage", chat_id=chat, text=text, **params)


def article(number: object, **extra: Any) -> dict[str, Any]:
    content = {"message_text": "It rose."}
    return {"type": "article", "id": str(number), "title": "A rise", "input_message_content": content, **extra}


def texts(telegram: Telegram, chat: int = READER) -> list[str]:
    return [shown.text for shown in telegram.shown(chat)]


def test_an_edited_message_is_shown_as_it_is_now_and_a_deleted_one_not_at_all(telegram: Telegram) -> None:
    first, second = send(telegram)["message_id"], send(telegram, "And fell.")["message_id"]
    edited = call(telegram, "editMessageText", chat_id=READER, message_id=first, text=" It rose by 2%. ")
    assert edited["text"] == "It rose by 2%."
    assert call(telegram, "deleteMessage", chat_id=READER, message_id=second) is True
    assert texts(telegram) == ["It rose by 2%."]
    assert telegram.violations == []


@pytest.mark.parametrize("method", ["editMessageText", "editMessageReplyMarkup"])
def test_an_edit_that_changes_nothing_is_refused(telegram: Telegram, method: str) -> None:
    number = send(telegram, reply_markup=YES_OR_NO)["message_id"]
    same = {"text": "It rose."} if method == "editMessageText" else {}
    said = call(telegram, method, chat_id=READER, message_id=number, reply_markup=YES_OR_NO, **same)
    assert said.startswith("message is not modified: ")
    assert len(telegram.violations) == 1


@pytest.mark.parametrize(
    ("method", "words"),
    [("editMessageText", "message to edit not found"), ("deleteMessage", "message to delete not found")],
)
def test_a_message_that_never_was_is_a_breach_and_one_that_a_reader_deleted_is_none(
    telegram: Telegram, method: str, words: str
) -> None:
    number = send(telegram)["message_id"]
    text = {"text": "b"} if method == "editMessageText" else {}
    telegram.deletes(READER, number)
    assert call(telegram, method, chat_id=READER, message_id=number, **text) == words
    assert telegram.violations == []
    assert call(telegram, method, chat_id=READER, message_id=9_999, **text) == words
    assert telegram.violations == [f"{method}: Bad Request: {words}"]


def test_words_of_others_can_neither_be_edited_nor_in_a_group_deleted(telegram: Telegram) -> None:
    number = int(telegram.queues(*mention("why?"))["message_id"])
    assert call(telegram, "editMessageText", chat_id=GROUP, message_id=number, text="b") == "message can't be edited"
    assert call(telegram, "deleteMessage", chat_id=GROUP, message_id=number) == "message can't be deleted"


def test_an_edit_without_buttons_takes_them_away(telegram: Telegram) -> None:
    number = send(telegram, reply_markup=YES_OR_NO)["message_id"]
    call(telegram, "editMessageText", chat_id=READER, message_id=number, text="It fell.")
    with pytest.raises(LookupError):
        telegram.presses(READER, "Yes")


def test_a_pressed_button_brings_its_data_and_is_answered_once(telegram: Telegram) -> None:
    sent = send(telegram, reply_markup=YES_OR_NO)
    query = telegram.presses(READER, "No")
    *_, update = call(telegram, "getUpdates")
    assert update["callback_query"]["data"] == "n"
    assert update["callback_query"]["message"]["message_id"] == sent["message_id"]
    assert call(telegram, "answerCallbackQuery", callback_query_id=query, text="Noted") is True
    for unknown in (query, "4"):
        said = call(telegram, "answerCallbackQuery", callback_query_id=unknown)
        assert said == "query is too old and response timeout expired or query ID is invalid"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": " ", "callback_data": "a"}, "Text must be non-empty"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, "Text buttons are unallowed"),
        ({"text": "a", "url": "https://a.example", "callback_data": "a"}, "Text buttons are unallowed"),
        ({"text": "a", "url": "javascript:alert(1)"}, "is invalid"),
        ({"callback_data": "a"}, "text is missing"),
    ],
)
def test_a_button_that_telegram_would_refuse_is_refused(telegram: Telegram, button: dict[str, str], words: str) -> None:
    assert words in send(telegram, reply_markup={"inline_keyboard": [[button]]})


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ([("bold", 0, 3), ("italic", 2, 3)], "cross"),
        ([("code", 0, 5), ("bold", 1, 2)], "can't be nested"),
        ([("bold", 0, 1)] * 101, "only the first 100"),
        ([("text_link", 0, 2)], "has no url"),
    ],
)
def test_entities_that_telegram_would_mend_in_silence_are_refused(
    telegram: Telegram, entities: list[tuple[str, int, int]], words: str
) -> None:
    marks = [{"type": kind, "offset": offset, "length": length} for kind, offset, length in entities]
    assert words in send(telegram, entities=marks)


def test_nested_entities_move_with_the_text_when_it_is_trimmed(telegram: Telegram) -> None:
    marks = [{"type": kind, "offset": offset, "length": length} for kind, offset, length in
             [("bold", 0, 5), ("italic", 2, 2), ("underline", 0, 1)]]  # fmt: skip
    sent = send(telegram, " ab c", entities=marks)
    assert sent["text"] == "ab c"
    assert [(mark["offset"], mark["length"]) for mark in sent["entities"]] == [(0, 4), (1, 2)]


@pytest.mark.parametrize("text", ["\u200b\u200d", "\u202e", "\0", " \n"])
def test_a_text_of_which_nothing_is_seen_is_empty(telegram: Telegram, text: str) -> None:
    assert send(telegram, text) == "message text is empty"


def test_drafts_are_kept_for_private_chats_alone(telegram: Telegram) -> None:
    draft = {"draft_id": 5, "text": "It r"}
    assert call(telegram, "sendMessageDraft", chat_id=READER, **draft) is True
    assert call(telegram, "sendMessageDraft", chat_id=READER, draft_id=5) is True
    assert [(draft.draft_id, draft.text) for draft in telegram.drafts] == [(5, "It r"), (5, "")]
    assert call(telegram, "sendMessageDraft", chat_id=GROUP, **draft) == "TEXTDRAFT_PEER_INVALID"
    assert call(telegram, "sendMessageDraft", chat_id=READER, draft_id=0) == "RANDOM_ID_INVALID"


def test_a_thread_must_be_known_and_a_reply_in_a_group_is_none(telegram: Telegram) -> None:
    telegram.queues(*topic_message("why?", 40))
    assert send(telegram, chat=FORUM, message_thread_id=40)["is_topic_message"]
    assert send(telegram, chat=FORUM, message_thread_id=41) == "message thread not found"
    number = send(telegram, chat=GROUP)["message_id"]
    telegram.replies(GROUP, number, "why?")
    *_, update = call(telegram, "getUpdates")
    thread = update["message"]["message_thread_id"]
    assert send(telegram, chat=GROUP, message_thread_id=thread) == "message thread not found"
    assert [shown.thread for shown in telegram.shown(FORUM)] == [40]


def test_the_bot_writes_to_nobody_who_has_not_written_to_it(telegram: Telegram) -> None:
    assert send(telegram, chat=STRANGER) == "chat not found"
    assert send(telegram, chat=-1) == "chat not found"
    assert send(telegram, chat=8) == "Forbidden: bot can't initiate conversation with a user"


def test_a_reader_blocks_and_unblocks_the_bot(telegram: Telegram) -> None:
    telegram.queues(*blocked())
    assert send(telegram) == "Forbidden: bot was blocked by the user"
    telegram.queues(*unblocked())
    assert send(telegram)["text"] == "It rose."
    assert telegram.violations == []


def test_a_group_takes_the_bot_in_and_throws_it_out(telegram: Telegram) -> None:
    telegram.queues(*removed())
    assert send(telegram, chat=GROUP) == "Forbidden: bot was kicked from the supergroup chat"
    telegram.queues(*added())
    assert call(telegram, "leaveChat", chat_id=GROUP) is True
    assert send(telegram, chat=GROUP) == "Forbidden: bot is not a member of the supergroup chat"


def test_a_group_that_moved_says_where_to(telegram: Telegram) -> None:
    telegram.queue_all(migration(-300, -100_999))
    params = {"chat_id": -300, "text": "a"}
    body = httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", json=params).json()
    assert body["parameters"] == {"migrate_to_chat_id": -100_999}
    assert send(telegram, chat=-100_999)["chat"]["type"] == "supergroup"
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([article(at) for at in range(51)], "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], "RESULT_ID_DUPLICATE"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article("é" * 33)], "RESULT_ID_INVALID"),
        ([article(1, title=" ")], "ARTICLE_TITLE_EMPTY"),
        ([article(1, input_message_content={"message_text": ""})], "message text is empty"),
        ([{"type": "article", "id": "1", "title": "a"}], "input_message_content is missing"),
    ],
)
def test_results_that_telegram_would_refuse_are_refused(
    telegram: Telegram, results: list[dict[str, Any]], words: str
) -> None:
    query = telegram.queues(*inline_query("baba"))["id"]
    assert words in call(telegram, "answerInlineQuery", inline_query_id=query, results=results)


def test_an_inline_query_is_answered_once_and_its_message_edited(telegram: Telegram) -> None:
    query = telegram.queues(*inline_query("baba"))["id"]
    answer = {"inline_query_id": query, "results": [article(at) for at in range(50)]}
    assert call(telegram, "answerInlineQuery", **answer) is True
    assert call(telegram, "answerInlineQuery", **answer).startswith("query is too old")
    number = telegram.queues(*chosen("1", "baba"))["inline_message_id"]
    assert call(telegram, "editMessageText", inline_message_id=number, text="It fell.") is True
    assert call(telegram, "editMessageText", inline_message_id="?", text="It fell.") == "MESSAGE_ID_INVALID"


def photo(telegram: Telegram, content: bytes, **params: str) -> Any:
    files = {"photo": ("chart.png", content, "image/png")}
    body = httpx.post(f"{telegram.url}/bot{TOKEN}/sendPhoto", data={"chat_id": str(READER), **params}, files=files)
    return body.json().get("result") or body.json()["description"].removeprefix("Bad Request: ")


def test_a_photo_comes_in_parts_and_is_shown_with_its_caption(telegram: Telegram) -> None:
    marks = json.dumps([{"type": "bold", "offset": 0, "length": 2}])
    sent = photo(telegram, PNG, caption="It rose.", caption_entities=marks, reply_markup=json.dumps(YES_OR_NO))
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    [call] = telegram.called("sendPhoto")
    assert call.params["photo"].content == PNG
    assert call.params["photo"].content_type == "image/png"
    [shown] = telegram.shown(READER)
    assert (shown.photo, shown.text) == (True, "It rose.")
    assert telegram.sent == []


def test_a_photo_that_telegram_would_refuse_is_refused(telegram: Telegram) -> None:
    assert photo(telegram, b"<svg/>") == "IMAGE_PROCESS_FAILED"
    assert photo(telegram, PNG[:16] + (9_999).to_bytes(4, "big") + PNG[20:]) == "PHOTO_INVALID_DIMENSIONS"
    assert photo(telegram, PNG, caption="a" * 1_025) == "message caption is too long"


def test_an_answer_to_a_reader_in_a_topic_stays_in_it_and_names_whom_it_answers(telegram: Telegram) -> None:
    number = int(telegram.queues(*topic_message("why?", 40, user=8))["message_id"])
    telegram.replies(FORUM, number, "how?", user=9)
    *_, update = call(telegram, "getUpdates")
    message = update["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (40, True)
    assert (message["from"]["id"], message["reply_to_message"]["from"]["id"]) == (9, 8)


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused(telegram: Telegram, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = httpx.post(f"{telegram.url}/bot{TOKEN}/sendMessage", content=body, headers=headers)
    assert (reply.status_code, reply.json()["ok"]) == (400, False)


def test_html_is_shown_as_text_with_entities(telegram: Telegram) -> None:
    sent = send(telegram, "<b>2%</b> &lt; 3%", parse_mode="HTML")
    assert (sent["text"], sent["entities"]) == ("2% < 3%", [{"type": "bold", "offset": 0, "length": 2}])
