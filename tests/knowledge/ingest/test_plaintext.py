import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.charset import decode
from knowledge.ingest.plaintext import enough, headline, plain_paragraphs, plain_text, tidy
from tests.knowledge.ingest.pages import CHINESE, ENGLISH

TEXT = "\n".join(CHINESE)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_chinese_is_read_in_every_charset_it_comes_in(charset: str) -> None:
    assert decode(TEXT.encode(charset)) == TEXT


def test_a_wrong_declaration_is_passed_over() -> None:
    assert decode(TEXT.encode(), "ascii") == TEXT
    assert decode(TEXT.encode(), "no-such-charset") == TEXT


def test_a_small_declared_charset_is_read_as_the_large_one() -> None:
    assert decode('<meta charset="gb2312">朱镕基'.encode("gb18030")) == '<meta charset="gb2312">朱镕基'


def test_one_cut_character_does_not_cost_the_text() -> None:
    text = decode(TEXT.encode() * 5 + b"\xe4\xb8")
    assert text is not None
    assert text.startswith(TEXT)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"text\0text", gzip.compress(b"a" * 99), b"\x01" * 50]
)
def test_what_is_not_text_is_told_apart(content: bytes) -> None:
    assert decode(content) is None


@given(st.binary(), st.none() | st.text(max_size=12))
def test_no_bytes_break_the_decoder(content: bytes, charset: str | None) -> None:
    decode(content, charset)


def test_markup_becomes_paragraphs() -> None:
    html = "<h2>Head</h2><p>One <b>bold</b> word,\n wrapped.</p>Two<br>three<ul><li>a<li>b</ul>"
    table = "<table><tr><td>x<td>y</table>"
    assert plain_text(html + table) == "Head\nOne bold word, wrapped.\nTwo\nthree\na\nb\nx y"


def test_scripts_styles_and_frames_leave_nothing_behind() -> None:
    html = "<script>a()</script><style>b{}</style><!-- c --><iframe>d</iframe><noscript>e</noscript>kept"
    assert plain_text(html + "<svg><text>f</text></svg>") == "kept"


def test_a_sign_that_is_no_markup_stays() -> None:
    assert plain_text("P/E < 10 & rising") == "P/E < 10 & rising"
    assert plain_text("AT&amp;T &lt;b&gt;") == "AT&T <b>"


@given(st.text() | st.text("<>/&;abp! =\"'\0\n", max_size=60))
def test_plain_text_is_always_fit_to_be_stored(html: str) -> None:
    text = plain_text(html)
    text.encode()
    assert "\0" not in text
    assert text == tidy(text)


def test_length_is_measured_by_script() -> None:
    assert enough("港股周五收盘上涨，科技股领涨", 80, 10)
    assert not enough("Hong Kong rose", 80, 10)


@given(st.text(min_size=1))
def test_a_headline_is_one_short_line(text: str) -> None:
    line = headline(text)
    assert len(line) <= 80
    assert "\n" not in line


def test_a_headline_ends_with_a_whole_word() -> None:
    assert headline(ENGLISH[0]) == "Shares of the online retailer rose 9 per cent in Hong Kong on Friday after it"
    assert headline(CHINESE[0] * 3) == (CHINESE[0] * 3)[:80]


def test_lines_wrapped_by_hand_are_joined_and_lists_are_not() -> None:
    first = "Shares of the online retailer rose in Hong Kong on Friday"
    second = "after it said that sales in its cloud unit had grown."
    assert plain_paragraphs(f"{first}\n{second}\n\nShort line\nanother") == f"{first} {second}\nShort line\nanother"
    items = f"- {first}\n- {second}"
    assert plain_paragraphs(items) == items
