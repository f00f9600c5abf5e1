"""HTML in messages is read as Telegram reads it."""

import html
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.standins.bot_api import RefusedError, check_message, written
from tests.standins.bot_api_html import from_html


def test_tags_become_entities_in_utf16_units() -> None:
    source = '📈 <b>up <i>2%</i></b> &amp; <a href="https://a.example/?a=1&amp;b=2">more</a>'
    text, entities = from_html(source)
    assert text == "📈 up 2% & more"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "italic", "offset": 6, "length": 2},
        {"type": "text_link", "offset": 11, "length": 4, "url": "https://a.example/?a=1&b=2"},
    ]


def test_code_within_pre_is_one_entity() -> None:
    _, entities = from_html('<pre><code class="language-python">a</code></pre>')
    assert [entity["type"] for entity in entities] == ["pre"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("涨 < 2", 'Unsupported start tag "" at byte offset 4'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", "Unmatched end tag at byte offset 7"),
        ("<span>a</span>", "Unsupported start tag"),
        ("<a>a</a>", "text_link has no url"),
        ("<code><b>a</b></code>", "can't be nested"),
        ("<b> </b>", "message text is empty"),
    ],
)
def test_html_that_telegram_would_refuse_is_refused(source: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        check_message({"text": source, "parse_mode": "HTML"})


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2", "BBCode"])
def test_other_modes_are_refused(mode: str) -> None:
    with pytest.raises(RefusedError, match="unsupported parse_mode"):
        written({"text": "a", "parse_mode": mode})


@given(st.text(max_size=50), st.text(max_size=20))
def test_escaped_text_is_read_back_whatever_it_is(before: str, bold: str) -> None:
    text, entities = from_html(f"{html.escape(before)}<b>{html.escape(bold)}</b>")
    assert text == before + bold
    assert [entity["offset"] for entity in entities] == [len(before.encode("utf-16-le", "surrogatepass")) // 2] * bool(
        bold
    )


@given(st.text(st.sampled_from('<>/abi&;lt"= é📈'), max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    with suppress(RefusedError):
        text, entities = from_html(source)
        units = len(text.encode("utf-16-le")) // 2
        assert all(0 < entity["length"] <= units - entity["offset"] for entity in entities)
