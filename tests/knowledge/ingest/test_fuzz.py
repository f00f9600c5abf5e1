"""Good documents, damaged in every way: nothing but a reason comes of it, no other date, no loss of what is whole.

``RALLYBOT_FUZZ`` says how many examples each test takes.
"""

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import SourceError
from knowledge.ingest.answers import page_article
from knowledge.ingest.extract import extract_article
from knowledge.ingest.feeds import parse_feed
from knowledge.ingest.fetch import Page
from knowledge.ingest.files import read_file
from knowledge.ingest.pdftext import Document, compose
from knowledge.model import Article, Failure
from tests.knowledge.ingest.pages import CHINESE, ENGLISH, TITLE, article_page, atom, rss, rss_item
from tests.knowledge.ingest.pdfs import pdf

URL = "https://www.ledger.example/tech/cloud-sales"
EXAMPLES = int(os.environ.get("RALLYBOT_FUZZ", "60"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

days = st.dates(date(1995, 1, 1), date(2025, 12, 31))
KINDS = [
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/octet-stream",
    "",
    "application/pdf",
    "image/png",
]
CHARSETS = [None, "utf-8", "gb2312", "iso-8859-1", "utf-16", "big5", "no-such", "\udcff", ""]
SPLICES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"<", b">", b"</div>", b"<div>", b"<p>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</script>",
         b"&", b"&#0;", b"&#xd800;", b"&lt;", b'"', b"'", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe4\xb8", b"<?xml",
         b"<!DOCTYPE", b"</item>", b"<item>", b"<table>", b"<svg>", b"<style>", b"<html>", b"</body>", b"endobj",
         b"stream", b"\x1b$)A"]
    ),
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A document cut, spliced, doubled, with parts swapped or bytes changed."""
    content = whole
    for _ in range(draw(st.integers(1, 4))):
        first, last = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        last = min(last, first + 400)
        match draw(st.sampled_from(["cut", "drop", "splice", "double", "swap", "flip", "none"])):
            case "cut":
                content = content[: max(last, 40)]
            case "drop":
                content = content[:first] + content[last:]
            case "splice":
                content = content[:first] + draw(SPLICES) + content[first:]
            case "double":
                content = content[:last] + content[first:last] + content[last:]
            case "swap":
                content = content[:first] + content[last : last + 50] + content[first:last] + content[last + 50 :]
            case "flip" if first < len(content):
                content = content[:first] + bytes([draw(st.integers(0, 255))]) + content[first + 1 :]
            case _:
                pass
    return content


def literally(day: date, content: bytes) -> bool:
    """Whether a document holds a day, in any of the ways that the generators write one."""
    text = content.replace(b"\0", b"").decode("latin-1")
    months = (day.strftime("%B"), day.strftime("%b"), f"{day.month:02}", str(day.month))
    tokens = set(re.findall(r"\d+|[A-Za-z]+", text))
    numbers = {str(day.day), f"{day.day:02}"}
    run = day.strftime("%Y%m%d") in text
    # Digits may be joined to what was spliced in next to them: the parts have to be there, not the whole.
    return run or (
        any(str(day.year) in token for token in tokens)
        and any(month in token for month in months for token in tokens)
        and any(number in token for number in numbers for token in tokens)
    )


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, set[date]]:
    stated, told, updated = draw(days), draw(days), draw(days)
    place = draw(st.sampled_from(["json", "meta", "time", "byline", "none"]))
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{stated}"}}</script>'
    head = {"json": ld, "meta": f'<meta property="article:published_time" content="{stated}">'}.get(place, "")
    byline = {
        "time": f'<time datetime="{stated}">then</time>',
        "byline": f'<span class="date">{stated:%d %B %Y}</span>',
    }.get(place, "")
    body = (
        *draw(st.sampled_from([ENGLISH, CHINESE])),
        f"The report of {told:%d %B %Y} said otherwise, and was wrong in every way.",
    )
    text = article_page(body, head=head, byline=byline + f'<span class="update">Updated {updated:%d %B %Y}</span>')
    return text, {stated, told, updated, date(2025, 9, 30), date(2025, 10, 2)}


@fuzz
@given(pages(), st.data())
def test_a_damaged_page_gives_an_article_or_a_reason_and_no_date_of_its_own(
    page: tuple[str, set[date]], data: st.DataObject
) -> None:
    text, _ = page
    content = data.draw(damaged(text.encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])), "replace")))
    kind, charset = data.draw(st.sampled_from(KINDS[:-2])), data.draw(st.sampled_from(CHARSETS))
    page_read, extracted = (
        _told(page_article, Page(URL, content, kind, charset), URL),
        _told(extract_article, content, URL, charset),
    )
    for found in (page_read, extracted):
        if isinstance(found, str):
            assert found
            continue
        assert found.title
        assert found.digest
        assert found.published is None or literally(found.published.day, content)


def _told(read: Callable[..., Article], *what: object) -> Article | str:
    try:
        return read(*what)
    except SourceError as error:
        return error.reason


@fuzz
@given(pages())
def test_a_whole_page_has_one_of_its_own_dates(page: tuple[str, set[date]]) -> None:
    text, written = page
    found = extract_article(text, URL)
    assert found.published is None or found.published.day in written


@st.composite
def feeds(draw: st.DrawFn) -> tuple[list[str], list[date]]:
    dates = draw(st.lists(days, min_size=1, max_size=5))
    items = [
        rss_item(
            f"https://news.example/{number}", title=f"Story {number}", date=f"{day:%d} {day:%b} {day.year} 10:00:00 GMT"
        )
        for number, day in enumerate(dates)
    ]
    return items, dates


@fuzz
@given(feeds(), st.data())
def test_a_damaged_feed_breaks_nothing(feed: tuple[list[str], list[date]], data: st.DataObject) -> None:
    items, dates = feed
    entries = (
        f"<entry><title>t</title><link href='/{number}'/><published>{day}T10:00:00Z</published></entry>"
        for number, day in enumerate(dates)
    )
    whole = rss(*items) if data.draw(st.booleans()) else atom(*entries)
    content = data.draw(damaged(whole.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "gb18030"])))))
    parsed = parse_feed(
        content, URL, data.draw(st.sampled_from(["", "text/xml", "text/xml; charset=gb2312", "x;charset="]))
    )
    for entry in parsed.entries if parsed else ():
        assert entry.title
        assert entry.url.startswith(("http://", "https://"))
        if entry.published:
            around = [entry.published.day + timedelta(days=shift) for shift in (-1, 0, 1)]
            assert any(literally(day, content) for day in around)


BROKEN = st.one_of(
    st.sampled_from(
        ["<item><title>Broken & <b>unclosed</title>", "<item><title>x</title><link>javascript:alert(1)</link></item>",
         "<item>&nosuch;&#xd800;</item>", "<item><pubDate>soon</pubDate><title/></item>", "<item></wrong></item>",
         "<item><description>" + "<x>" * 300 + "</description></item>", "<item><title>a</title></item></item>",
         "<item>" + "<y " + " ".join(f"a{n}=1" for n in range(2000)) + "></item>",
         "<item><link>::::</link><title>a</title></item>"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<>&"), max_size=60).map(
        lambda text: f"<item><title>{text}</title><link>{text}</link></item>"
    ),
)  # fmt: skip


@fuzz
@given(feeds(), BROKEN, st.data())
def test_a_broken_neighbour_costs_no_good_entry(
    feed: tuple[list[str], list[date]], broken: str, data: st.DataObject
) -> None:
    items, dates = feed
    at = data.draw(st.integers(0, len(items)))
    parsed = parse_feed(rss(*items[:at], broken, *items[at:]).encode(), URL)
    assert parsed is not None
    found = {entry.url: entry for entry in parsed.entries}
    for number, day in enumerate(dates):
        entry = found[f"https://news.example/{number}"]
        assert entry.title == f"Story {number}"
        assert entry.published is not None
        assert entry.published.day == day


@lru_cache(maxsize=1)
def good_pdf() -> bytes:
    return pdf((TITLE, "29 August 2025", *ENGLISH))


@settings(fuzz, max_examples=max(8, EXAMPLES // 6))
@given(data=st.data())
def test_a_damaged_pdf_gives_an_article_or_a_reason(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data.draw(damaged(good_pdf())))
    for item in read_file(path):
        if isinstance(item, Failure):
            assert item.reason
        else:
            assert item.digest
            assert item.published is None or item.published.day == date(2025, 8, 29)


@fuzz
@given(
    days,
    days,
    st.lists(st.sampled_from(["\n", " ", "-", "1", "ended", "as of", "截至", "、", ","]), max_size=6),
    st.data(),
)
def test_a_pdfs_date_is_one_that_it_holds(stated: date, told: date, noise: list[str], data: st.DataObject) -> None:
    lines = [
        TITLE,
        f"{stated.day} {stated:%B} {stated.year}",
        ENGLISH[0],
        f"For the quarter ended {told:%B} {told.day}, {told.year}",
    ]
    for piece in noise:
        at = data.draw(st.integers(0, len(lines)))
        lines.insert(at, piece)
    found = compose(Document("", ["\n".join(lines)]))
    assert found.published is None or found.published.day == stated


@fuzz
@given(st.sampled_from(["a.html", "a.md", "a.txt", "a.jsonl"]), st.data())
def test_no_damaged_file_lets_an_error_out(tmp_path: Path, name: str, data: st.DataObject) -> None:
    whole = {
        "a.html": article_page(),
        "a.md": f"---\ntitle: {TITLE}\npublished: 2025-08-29\n---\n# Head\n\n{ENGLISH[0]}\n\n| a |\n|---|\n| 1 |\n",
        "a.txt": "\n\n".join((TITLE, *CHINESE)),
        "a.jsonl": '{"title": "T", "body": "B", "published": "2025-08-29", "url": "https://n.example/1"}\n' * 2,
    }[name]
    path = tmp_path / name
    path.write_bytes(data.draw(damaged(whole.encode())))
    for item in read_file(path):
        if isinstance(item, Article):
            assert item.digest
            assert item.published is None or literally(item.published.day, path.read_bytes())
        else:
            assert item.reason
