"""Answers that are written down before they are sent come out as they went in."""

import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.model import Answer, Citation, Status
from bot.telegram.parcel import Parcel, read, write
from bot.telegram.render import render
from bot.telegram.reply import Button, Destination, Reply
from tests.bot.telegram.conftest import NOW

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
IDS = st.integers(-(2**52), 2**52)
ENTITIES = st.builds(
    MessageEntity,
    st.sampled_from(["bold", "italic", "blockquote", "expandable_blockquote", "pre", "code"]),
    st.integers(0, 4_096),
    st.integers(1, 4_096),
    language=st.none() | st.just("text"),
) | st.builds(MessageEntity, st.just("text_link"), st.integers(0, 9), st.integers(1, 9), url=TEXTS)
BUTTONS = st.lists(st.lists(st.builds(Button, TEXTS, TEXTS), min_size=1, max_size=2).map(tuple), max_size=4).map(tuple)
REPLIES = st.builds(Reply, TEXTS, st.lists(ENTITIES, max_size=4).map(tuple), BUTTONS, st.none() | TEXTS)
PLACES = st.builds(Destination, IDS, st.none() | IDS, st.none() | IDS, st.booleans())


def told(replies: Sequence[Reply]) -> list[tuple[object, ...]]:
    """All that messages say: the library's entities are equal that began and ended alike when they were made."""
    return [
        (reply.text, [entity.to_dict() for entity in reply.entities], reply.buttons, reply.preview) for reply in replies
    ]


@given(st.builds(Parcel, PLACES, st.lists(REPLIES, max_size=4).map(tuple)))
def test_a_parcel_is_read_as_it_was_written(parcel: Parcel) -> None:
    again = read(write(parcel))
    assert again.to == parcel.to
    assert told(again.replies) == told(parcel.replies)


@given(st.text(min_size=1), TEXTS)
def test_whatever_an_answer_says_can_be_kept(text: str, title: str) -> None:
    citation = Citation(1, title, "https://example.com/a", "Reuters", None, text)
    try:
        replies = render(Answer(Status.ANSWERED, text, NOW, citations=[citation]), 5, [text], text)
    except ValueError:
        return
    document = write(Parcel(Destination(7), replies))
    document.encode()
    assert told(read(document).replies) == told(replies)


def test_chinese_is_kept_as_it_is_written() -> None:
    assert json.loads(document := write(Parcel(Destination(7), [Reply("阿里巴巴")])))["replies"][0]["text"] in document
