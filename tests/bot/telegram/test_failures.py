"""What is logged of a bug: where it is, and nothing that a reader wrote."""

import logging

import pytest

from bot.telegram.failures import outline
from tests.bot.telegram.conftest import Running

SECRET = "how much do I owe?"


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


async def test_a_bug_is_logged_once_with_its_place_and_without_the_chats_text(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    bot.librarian.breaks_on.add(SECRET)
    with caplog.at_level(logging.INFO):
        await bot.ask_and_read(SECRET)
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "in stream" in record.message
    assert "builtins.KeyError" in record.message
    assert "chat=7" in record.message
    assert SECRET not in caplog.text


def test_an_outline_names_causes_and_members_but_says_none_of_their_words() -> None:
    group = ExceptionGroup(SECRET, [raised(ValueError(SECRET)), raised(OSError(SECRET))])
    text = outline(raised(KeyError(SECRET), cause=raised(group)))
    for name in ("KeyError", "ExceptionGroup", "ValueError", "OSError"):
        assert f"builtins.{name}" in text
    assert SECRET not in text


def test_an_outline_leaves_out_what_was_suppressed() -> None:
    hidden = raised(KeyError(SECRET))
    hidden.__context__ = ValueError(SECRET)
    assert "ValueError" not in outline(hidden)
