"""Cutting: what stands on a text and what belongs together, across messages."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.telegram.cut import MOST_ENTITIES, cut, has_words
from bot.telegram.reply import Button, Reply

LIMIT = 4096
KINDS = (MessageEntity.BOLD, MessageEntity.ITALIC, MessageEntity.TEXT_LINK, MessageEntity.EXPANDABLE_BLOCKQUOTE)
# Each is one character to a reader.
WHOLE = [
    "a",
    "涨",
    "📈",
    "e\u0301",
    "z" + "\u0335\u0348\u0300\u0310" * 12,
    "👨‍👩‍👧",
    "👍🏽",
    "❤️",
    "🇨🇳",
    "🇭🇰",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\u1112\u1161\u11ab",
    "क्षि",
]
ODD = st.sampled_from([*WHOLE, "\u202eعربي", "\u200d", "\0", "\ufeff", "\n\n", "\n", " ", "\t", "*_`[a](b)<b>&amp;~"])
PIECES = st.one_of(st.text(max_size=20), st.lists(ODD, max_size=30).map("".join))
ANY_TEXT = st.builds(lambda piece, times: piece * times, PIECES, st.integers(1, 600))


def units(text: str) -> int:
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


def covered(reply: Reply) -> list[set[str]]:
    """The kinds of entity on each character of a reply, counted by units."""
    places = list(itertools.accumulate((units(char) for char in reply.text), initial=0))
    kinds: list[set[str]] = [set() for _ in reply.text]
    for entity in reply.entities:
        first, last = places.index(entity.offset), places.index(entity.offset + entity.length)
        assert first < last
        for at in range(first, last):
            kinds[at].add(entity.type)
    return kinds


def placed(text: str, replies: list[Reply]) -> list[int]:
    """Where each message begins in the text; what lies between them shows nothing."""
    starts, at = [], 0
    for reply in replies:
        start = text.find(reply.text, at)
        assert start >= 0
        assert not has_words(text[at:start])
        starts.append(start)
        at = start + len(reply.text)
    assert not has_words(text[at:])
    return starts


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[MessageEntity]]:
    text = draw(ANY_TEXT)
    spans = []
    for _ in range(draw(st.integers(0, 12)) if text else 0):
        offset = draw(st.integers(0, len(text) - 1))
        length = draw(st.integers(1, len(text) - offset))
        spans.append(MessageEntity(draw(st.sampled_from(KINDS)), offset, length, url="https://example.com"))
    return text, spans


@settings(deadline=None)
@given(marked_texts())
def test_messages_joined_are_the_text_and_what_stood_on_each_character_still_does(
    given_: tuple[str, list[MessageEntity]],
) -> None:
    text, spans = given_
    replies = cut(text, spans)
    for start, reply in zip(placed(text, replies), replies, strict=True):
        assert units(reply.text) <= LIMIT
        assert reply.text == reply.text.strip()
        assert has_words(reply.text)
        for at, kinds in enumerate(covered(reply), start):
            assert kinds == {span.type for span in spans if span.offset <= at < span.offset + span.length}


@settings(deadline=None)
@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=40), st.integers(100, 700))
def test_what_a_reader_sees_as_one_character_is_never_cut(characters: list[str], times: int) -> None:
    characters = characters * times
    ends = set(itertools.accumulate(map(len, characters)))
    at = 0
    for reply in cut("".join(characters), []):
        at += len(reply.text)
        assert at in ends
    assert at == sum(map(len, characters))


@pytest.mark.parametrize("one", ["e" + "\u0301" * 9000, "👩" + "\u200d👩" * 3000, "\u0301" * 9000 + "."])
def test_a_character_longer_than_any_writing_has_is_cut_all_the_same(one: str) -> None:
    replies = cut(one, [])
    assert "".join(reply.text for reply in replies) == one
    assert all(units(reply.text) <= LIMIT for reply in replies)


def test_a_space_that_bears_a_mark_is_no_place_to_cut() -> None:
    text = "word " * 600 + "x" * 1200 + " \u0301" + "y" * 500
    assert [reply.text[-4:] for reply in cut(text, [])] == ["word", "yyyy"]


def test_a_long_row_of_flags_is_cut_between_flags() -> None:
    first, second = cut("." + "🇨🇳" * 1500, [])
    assert (len(first.text), len(second.text)) == (1 + 2 * 1023, 2 * 477)


def test_four_thousand_and_ninety_six_emoji_take_two_messages() -> None:
    assert [len(reply.text) for reply in cut("📈" * 4096, [])] == [2048, 2048]


@given(st.integers(1, 450))
def test_no_message_bears_more_entities_than_telegram_keeps(links: int) -> None:
    spans = [MessageEntity(MessageEntity.TEXT_LINK, 2 * at, 1, url=f"https://example.com/{at}") for at in range(links)]
    replies = cut("a " * links, spans)
    assert all(len(reply.entities) <= MOST_ENTITIES for reply in replies)
    assert [entity.url for reply in replies for entity in reply.entities] == [span.url for span in spans]


def test_of_more_entities_on_one_character_than_telegram_keeps_the_first_are_kept() -> None:
    [reply] = cut("a", [MessageEntity(MessageEntity.BOLD, 0, 1)] * 250)
    assert len(reply.entities) == MOST_ENTITIES


def test_buttons_and_the_preview_go_with_the_last_message() -> None:
    below = ((Button("More", "f:1:0"),),)
    first, last = cut("a" * LIMIT + " b", [], below, "https://example.com")
    assert (first.buttons, first.preview) == ((), None)
    assert (last.text, last.buttons, last.preview) == ("b", below, "https://example.com")


@pytest.mark.parametrize("text", ["", "\n", "\0\u200b"])
def test_of_what_shows_nothing_there_is_no_message(text: str) -> None:
    assert cut(text, []) == []
