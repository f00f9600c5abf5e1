import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingest.plaintext import enough, headline, plain_paragraphs, plain_text, tidy, title_line
from tests.knowledge.ingest.pages import CHINESE, ENGLISH


def test_markup_becomes_paragraphs() -> None:
    html = "<h2>Head</h2><p>One <b>bold</b> word,\n wrapped.</p>Two<br>three<ul><li>a<li>b</ul>"
    table = "<table><tr><td>x<td>y</table>"
    assert plain_text(html + table) == "Head\nOne bold word, wrapped.\nTwo\nthree\na\nb\nx y"


def test_scripts_styles_and_frames_leave_nothing_behind() -> None:
    html = "<script>a()</script><style>b{}</style><!-- c --><iframe>d</iframe><noscript>e</noscript>kept"
    assert plain_text(html + "<svg><text>f</text></svg>") == "kept"


def test_a_sign_that_is_no_markup_stays() -> None:
    assert plain_text("P/E < 10 & rising") == "P/E < 10 & rising"
    assert plain_text("AT&amp;T &lt;10&gt; a &lt;b and c&gt; d") == "AT&T <10> a <b and c> d"


def test_markup_that_was_escaped_twice_is_markup_all_the_same() -> None:
    assert plain_text("&lt;p&gt;AT&amp;amp;amp;T&lt;/p&gt;&lt;p class='x'&gt;&lt;b&gt;rose&lt;/b&gt;") == "AT&T\nrose"
    assert title_line("&amp;lt;b&amp;gt;Q&amp;amp;A&amp;lt;/b&amp;gt;") == "Q&A"


@given(st.text("<>/&;abpi=lgtmq \"'#38\n", max_size=80))
def test_no_tag_is_left_in_a_title(html: str) -> None:
    line = title_line(html)
    assert not re.search(r"</?(?:b|p|i|a|br)\s?/?>", line)
    assert "\n" not in line


def test_marks_that_no_reader_sees_are_dropped() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert plain_text(f"ro\u00adse by\u200d 9{hidden} per\u202e cent") == "rose by 9 per cent"


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
