"""What a reader sees who asks for the words behind an answer."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.model import Answer, Citation, Status
from bot.telegram.cut import has_words
from bot.telegram.quotations import quotations
from bot.telegram.reply import Reply

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WORDS = st.one_of(
    st.text(), st.builds(lambda word, times: word * times, st.sampled_from(["涨📈", "up 26% "]), st.integers(1, 3000))
)


def answer(*words: str, language: str = "en", url: str = "https://example.com/a") -> Answer:
    citations = [
        Citation(n, f"Title {n}", url, "Reuters", date(2025, 8, 29), text, ["Canton Post"])
        for n, text in enumerate(words, 1)
    ]
    return Answer(Status.ANSWERED, "It rose.", NOW, language, citations)


def marked(reply: Reply, kind: str) -> list[str]:
    spelt = reply.text.encode("utf-16-le")
    return [
        spelt[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
        for entity in reply.entities
        if entity.type == kind
    ]


def test_each_quotation_is_a_block_with_its_number_and_its_linked_source_below() -> None:
    [reply] = quotations(answer("up 26%", "涨📈"))
    assert reply.text == (
        "up 26%\n[1] Title 1 · Reuters, 29 August 2025\n\n涨📈\n[2] Title 2 · Reuters, 29 August 2025"
    )
    assert marked(reply, MessageEntity.BLOCKQUOTE) == ["up 26%", "涨📈"]
    assert marked(reply, MessageEntity.TEXT_LINK) == ["Title 1", "Title 2"]
    assert {entity.url for entity in reply.entities if entity.url} == {"https://example.com/a"}
    assert (reply.buttons, reply.preview) == ((), None)


def test_days_are_in_the_language_of_the_answer() -> None:
    [reply] = quotations(answer("涨", language="zh"))
    assert reply.text == "涨\n[1] Title 1 · Reuters，2025年8月29日"


def test_what_is_no_web_address_is_not_linked() -> None:
    [reply] = quotations(answer("up 26%", url="starter:a"))
    assert marked(reply, MessageEntity.TEXT_LINK) == []
    assert reply.text == "up 26%\n[1] Title 1 · Reuters, 29 August 2025"


def test_an_answer_without_quotations_has_none_to_show() -> None:
    assert quotations(answer()) == []
    assert quotations(answer("", " \n\0")) == []


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_all_words_are_quoted_in_messages_that_telegram_takes(words: list[str]) -> None:
    replies = quotations(answer(*words))
    assert all(len(reply.text.encode("utf-16-le")) <= 2 * 4096 for reply in replies)
    quoted = "".join(text for reply in replies for text in marked(reply, MessageEntity.BLOCKQUOTE))
    assert shown(quoted) == shown("".join(text for text in words if has_words(text)))


def shown(text: str) -> str:
    """What of a text can be seen, at least: messages may begin and end where it shows nothing."""
    return "".join(char for char in text if has_words(char))
