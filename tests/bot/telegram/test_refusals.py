"""What Telegram's errors are taken for, and that its words are logged without what a reader or the bot wrote."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.telegram.refusals import Judgement, Trouble, judge, outline, without
from bot.telegram.reply import Button, Destination, Reply

_TO = Destination(-100, thread_id=5, answering=9, private=False)
_REPLY = Reply(
    "It rose.", (MessageEntity("bold", 0, 2),), ((Button("More", "more"),),), preview="https://news.example/1"
)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("ENTITY_BOUNDS_INVALID", Trouble.FORM),
        ('can\'t parse entities: Unsupported start tag "button" at byte offset 0', Trouble.FORM),
        ("entity beginning at UTF-16 offset 5 ends after the end of the text", Trouble.FORM),
        ("message text is empty", Trouble.FORM),
        ("BUTTON_DATA_INVALID", Trouble.BUTTONS),
        ("inline keyboard button URL 'chat not found' is invalid: Wrong HTTP URL", Trouble.BUTTONS),
        ("REPLY_MARKUP_TOO_LONG", Trouble.BUTTONS),
        ("WEBPAGE_URL_INVALID", Trouble.PREVIEW),
        ("wrong HTTP URL specified", Trouble.PREVIEW),
        ("message thread not found", Trouble.TOPIC),
        ("TOPIC_DELETED", Trouble.TOPIC),
        ("TOPIC_CLOSED", Trouble.REFUSED),
        ("message to be replied not found", Trouble.ANSWERED),
        ("chat not found", Trouble.GONE),
        ("have no rights to send a message", Trouble.GONE),
        ("not enough rights to send text messages to the chat", Trouble.GONE),
        ("CHAT_WRITE_FORBIDDEN", Trouble.GONE),
        ("message is not modified: specified new message content and reply markup are exactly the same", Trouble.SAME),
        ("message to edit not found", Trouble.LOST),
        ("message can't be edited", Trouble.LOST),
        ("message is too long", Trouble.REFUSED),
        ("something new", Trouble.REFUSED),
    ],
)
def test_a_refusal_is_known_by_its_words(words: str, trouble: Trouble) -> None:
    assert judge(BadRequest(f"Bad Request: {words}")).trouble is trouble


@pytest.mark.parametrize(
    ("error", "judgement"),
    [
        (RetryAfter(7), Judgement(Trouble.FLOOD, seconds=7)),
        (NetworkError("Too Many Requests (429)"), Judgement(Trouble.FLOOD, seconds=5)),
        (ChatMigrated(-1005), Judgement(Trouble.MOVED, chat_id=-1005)),
        (Forbidden("Forbidden: user is deactivated"), Judgement(Trouble.GONE)),
        (InvalidToken("Unauthorized"), Judgement(Trouble.UNSENT)),
        (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("refused")), Judgement(Trouble.UNSENT)),
        (caused(TimedOut(), httpx.ConnectTimeout("late")), Judgement(Trouble.UNSENT)),
        (caused(TimedOut(), httpx.PoolTimeout("full")), Judgement(Trouble.UNSENT)),
        (caused(TimedOut(), httpx.ReadTimeout("late")), Judgement(Trouble.UNCERTAIN)),
        (caused(TimedOut(), httpx.WriteTimeout("late")), Judgement(Trouble.UNCERTAIN)),
        (caused(NetworkError("httpx.ReadError"), httpx.ReadError("broken")), Judgement(Trouble.UNCERTAIN)),
        (NetworkError("Internal Server Error"), Judgement(Trouble.UNCERTAIN)),
        (NetworkError("Bad Gateway"), Judgement(Trouble.UNCERTAIN)),
        (KeyError("result"), Judgement(Trouble.UNCERTAIN)),
    ],
)
def test_only_what_surely_was_not_sent_may_be_sent_again(error: Exception, judgement: Judgement) -> None:
    assert judge(error) == judgement


@pytest.mark.parametrize(
    ("trouble", "to", "reply"),
    [
        (Trouble.FORM, _TO, Reply(_REPLY.text, buttons=_REPLY.buttons, preview=_REPLY.preview)),
        (Trouble.BUTTONS, _TO, Reply(_REPLY.text, _REPLY.entities, preview=_REPLY.preview)),
        (Trouble.PREVIEW, _TO, Reply(_REPLY.text, _REPLY.entities, _REPLY.buttons)),
        (Trouble.TOPIC, Destination(-100, answering=9, private=False), _REPLY),
        (Trouble.ANSWERED, Destination(-100, thread_id=5, private=False), _REPLY),
    ],
)
def test_only_what_was_refused_is_left_out(trouble: Trouble, to: Destination, reply: Reply) -> None:
    assert without(trouble, _TO, _REPLY) == (to, reply)
    assert without(trouble, to, reply) is None


def test_nothing_is_left_out_of_what_is_refused_for_good() -> None:
    assert without(Trouble.REFUSED, _TO, _REPLY) is None


@given(st.text(min_size=1), st.sampled_from("\"'«“"), st.sampled_from(["can't parse entities: tag ", "button URL "]))
def test_what_telegram_quotes_is_not_logged_and_changes_nothing(text: str, quote: str, words: str) -> None:
    quoting = BadRequest(f"Bad Request: {words}{quote}{text}{quote} is wrong")
    assert outline(quoting) == outline(BadRequest(f"Bad Request: {words}{quote}{quote}"))
    assert judge(quoting) == judge(BadRequest(f"Bad Request: {words}{quote}{quote}"))


@given(st.text())
def test_any_words_of_telegram_are_taken_for_something(text: str) -> None:
    assert judge(BadRequest(text)).trouble in Trouble
    assert len(outline(BadRequest(text))) <= 80
    assert "\n" not in outline(BadRequest(text))


def test_of_other_errors_only_the_kind_is_logged() -> None:
    assert outline(NetworkError("https://api.telegram.org/bot123:secret")) == "NetworkError"
    assert outline(Forbidden("Forbidden: bot was blocked by the user")) == "bot was blocked by the user"
