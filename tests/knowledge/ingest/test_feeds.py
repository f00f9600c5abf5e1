import time
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.ingest.feeds import Entry, parse_feed
from knowledge.model import Published
from tests.knowledge.ingest.pages import CHINESE, ENGLISH, TITLE, article_page, atom, rss, rss_item

URL = "https://news.example/feeds/tech.xml"
INSTANT = Published(date(2025, 8, 29), datetime.fromisoformat("2025-08-29T18:30:00+08:00"))


def entries(text: str | bytes, content_type: str = "") -> list[Entry]:
    feed = parse_feed(text.encode() if isinstance(text, str) else text, URL, content_type)
    assert feed is not None
    return list(feed.entries)


def test_an_rss_item_with_its_whole_text() -> None:
    content = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    feed = parse_feed(rss(rss_item("https://news.example/1", summary="Short.", content=content)).encode(), URL)
    assert feed is not None
    assert feed.title == "Harbour Ledger Technology"
    assert feed.entries == [Entry("https://news.example/1", TITLE, INSTANT, "\n".join(ENGLISH), full=True)]


def test_an_rss_item_with_a_summary_only() -> None:
    [entry] = entries(rss(rss_item("https://news.example/1", summary="<p>Short <b>words</b>.</p><script>x()</script>")))
    assert (entry.body, entry.full) == ("Short words.", False)


def test_an_atom_entry() -> None:
    [entry] = entries(
        atom(
            "<entry><title type='html'>Q&amp;amp;A: &lt;b&gt;chips&lt;/b&gt;</title><id>urn:1</id>"
            "<link href='/story/1'/><published>2025-08-29T18:30:00+08:00</published>"
            "<updated>2025-09-02T00:00:00Z</updated>"
            f"<content type='html'>{escape('<p>' + CHINESE[0] + '</p>')}</content></entry>"
        )
    )
    changed = Published.from_datetime(datetime(2025, 9, 2, tzinfo=UTC))
    assert entry == Entry("https://news.example/story/1", "Q&A: chips", INSTANT, CHINESE[0], full=True, updated=changed)


def test_a_change_on_the_day_of_publication_is_none() -> None:
    [entry] = entries(
        atom(
            "<entry><title>A</title><id>urn:1</id><published>2025-08-29T18:30:00+08:00</published>"
            "<updated>2025-08-29T20:00:00+08:00</updated></entry>"
        )
    )
    assert (entry.published, entry.updated) == (INSTANT, None)


def test_an_old_rdf_feed_with_a_dublin_core_date() -> None:
    [entry] = entries(
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://news.example/"><title>Old</title><link>https://news.example/</link></channel>
        <item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link>
        <dc:date>2025-08-29T18:30:00+08:00</dc:date><description>Words</description></item></rdf:RDF>"""
    )
    assert (entry.url, entry.published, entry.body) == ("https://news.example/1", INSTANT, "Words")


def test_the_date_of_a_change_serves_only_where_there_is_no_other() -> None:
    updated = "<updated>2025-08-29T18:30:00+08:00</updated>"
    [only] = entries(atom(f"<entry><title>a</title><link href='/1'/>{updated}</entry>"))
    [odd] = entries(atom(f"<entry><title>a</title><link href='/1'/><published>last week</published>{updated}</entry>"))
    assert only.published == INSTANT
    assert odd.published is None


@pytest.mark.parametrize("wrong", ["Fri, 29 Aug 2125 10:00:00 GMT", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_cannot_be_is_absent(wrong: str) -> None:
    [entry] = entries(rss(rss_item("https://news.example/1", date=wrong)))
    assert entry.published is None


def test_an_entry_without_a_link_has_an_address_all_the_same() -> None:
    guid = '<guid isPermaLink="false">https://news.example/by-guid</guid>'
    first, second, third = entries(
        rss(rss_item(extra=guid), rss_item(title="One"), rss_item(title="Two", link="javascript:alert(1)"))
    )
    assert first.url == "https://news.example/by-guid"
    assert second.url.startswith(f"{URL}#")
    assert third.url.startswith(f"{URL}#")
    assert second.url != third.url
    assert [second.url] == [entry.url for entry in entries(rss(rss_item(title="One")))]


def test_an_entry_without_a_title_takes_its_first_words_and_an_empty_one_is_left_out() -> None:
    [entry] = entries(rss("<item></item>", rss_item("https://news.example/1", title="", summary=ENGLISH[0])))
    assert ENGLISH[0].startswith(entry.title)


def test_signs_in_a_title_stay() -> None:
    [entry] = entries(rss(rss_item("https://news.example/1", title="P/E &lt; 10 &amp; rising: AT&amp;amp;T")))
    assert entry.title == "P/E < 10 & rising: AT&T"


def test_malformed_neighbours_do_not_cost_the_good_ones() -> None:
    broken = "<item><title>Broken & <b>unclosed</title><link>https://news.example/2</link></item>"
    found = entries(rss(rss_item("https://news.example/1"), broken, rss_item("https://news.example/3")))
    assert {"https://news.example/1", "https://news.example/3"} <= {entry.url for entry in found}


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    text = rss(rss_item("https://news.example/1"), rss_item("https://news.example/2"))
    assert entries(text[: text.rindex("<item>") + 60])[0].url == "https://news.example/1"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_a_chinese_feed_is_read_in_its_charset(charset: str) -> None:
    text = rss(rss_item("https://news.example/1", title=CHINESE[0])).replace(
        'encoding="UTF-8"', f'encoding="{charset}"'
    )
    assert entries(text.encode(charset))[0].title == CHINESE[0]


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "gb2312", "big5", "us-ascii", "no-such-charset"])
@pytest.mark.parametrize("header", ["", "text/xml", "text/xml; charset=iso-8859-1", 'text/xml; charset="utf-8"'])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
def test_a_chinese_feed_is_read_whatever_is_declared(charset: str, declared: str, header: str) -> None:
    text = rss(rss_item("https://news.example/1", title=CHINESE[0])).replace("UTF-8", declared)
    assert entries(text.encode(charset), header)[0].title == CHINESE[0]


def test_only_the_first_entries_of_a_long_feed_are_read_and_the_rest_is_counted() -> None:
    items = [rss_item(f"https://news.example/{number}", title=f"Story {number}") for number in range(20_000)]
    before = time.monotonic()
    feed = parse_feed(rss(*items).encode(), URL)
    assert feed is not None
    assert [entry.title for entry in feed.entries] == [f"Story {number}" for number in range(500)]
    assert (feed.left_out, feed.title) == (19_500, "Harbour Ledger Technology")
    assert time.monotonic() - before < 2


@pytest.mark.parametrize(
    "bad",
    [
        "<x>" * 100_000,
        "&foo;" * 100_000,
        "<category>x</category>" * 50_000,
        "<x " + " ".join(f'a{number}="1"' for number in range(5_000)) + "/>",
        "<![CDATA[" + "x" * 3_000_000 + "]]>",
    ],
)
def test_an_entry_that_would_take_too_long_is_left_out_and_costs_no_other(bad: str) -> None:
    items = [rss_item(f"https://news.example/{number}") for number in range(4)]
    items.insert(2, f"<item><title>bad</title><link>https://news.example/bad</link>{bad}</item>")
    before = time.monotonic()
    feed = parse_feed(rss(*items).encode(), URL)
    assert feed is not None
    assert [entry.url for entry in feed.entries] == [f"https://news.example/{number}" for number in range(4)]
    assert feed.left_out == 1
    assert time.monotonic() - before < 2


def test_what_stands_before_the_entries_may_not_take_long_either() -> None:
    feed = parse_feed(rss("<x>" * 1_000_000, rss_item("https://news.example/1")).encode(), URL)
    assert feed is not None
    assert (feed.entries, feed.left_out) == ([], 1)


def test_a_title_is_plain_text_of_some_length() -> None:
    titles = (
        "&lt;b&gt;Chips&lt;/b&gt; rise",
        "&amp;lt;i&amp;gt;Chips&amp;lt;/i&amp;gt; rise",
        "<![CDATA[<a href='x'>Chips</a> rise]]>",
    )
    found = entries(rss(*(rss_item(f"https://news.example/{n}", title=title) for n, title in enumerate(titles))))
    assert [entry.title for entry in found] == ["Chips rise"] * 3
    [long] = entries(rss(rss_item("https://news.example/1", title="word " * 200_000)))
    assert len(long.title) <= 300


def test_text_that_was_escaped_twice_is_plain_in_the_end() -> None:
    [entry] = entries(
        rss(rss_item("https://news.example/1", summary="&amp;lt;p&amp;gt;AT&amp;amp;amp;T rose&amp;lt;/p&amp;gt;"))
    )
    assert entry.body == "AT&T rose"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//", "https://", "x" * 9000]
)
def test_an_address_leads_to_the_web_or_is_the_feeds_own(link: str) -> None:
    [entry] = entries(rss(rss_item(link)))
    assert entry.url.startswith("https://news.example/feeds/")


@pytest.mark.parametrize(
    "text", ["", "hello", article_page(), "{}", "<svg></svg>", "/etc/hostname", "https://news.example/"]
)
def test_what_is_no_feed_is_none(text: str) -> None:
    assert parse_feed(text.encode(), URL) is None


def test_a_feed_may_be_empty() -> None:
    assert entries(rss()) == []


def test_an_entity_of_the_machine_is_not_read() -> None:
    text = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rss(
        rss_item("https://n.example/1", title="a&x;b")
    )
    assert [entry.title for entry in entries(text.replace('<?xml version="1.0" encoding="UTF-8"?>', ""))] in (
        ["a&x;b"],
        ["ab"],
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.binary(max_size=20))
def test_no_feed_breaks_the_parser(title: str, link: str, noise: bytes) -> None:
    text = rss(rss_item(escape(link), escape(title), summary=title), rss_item("https://news.example/last")).encode()
    for content in (text, noise + text, text[:400] + noise + text[400:]):
        feed = parse_feed(content, URL)
        for entry in feed.entries if feed else ():
            assert entry.title
            assert entry.url.startswith(("http://", "https://"))
            f"{entry.title}{entry.body}".encode()
