import io
import sys
import time
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from knowledge.errors import SourceError
from knowledge.ingest.answers import page_article
from knowledge.ingest.fetch import Page
from knowledge.ingest.files import read_file
from knowledge.ingest.pdf import PdfLimits, pdf_article
from knowledge.ingest.pdftext import Composed, Document, compose
from knowledge.model import Article, Failure, Published
from tests.knowledge.ingest.pages import CHINESE, CHINESE_TITLE, ENGLISH, TITLE
from tests.knowledge.ingest.pdfs import CHINESE_FONT, lines_pdf, pdf, raw_pdf, stream

URL = "https://www.ledger.example/files/results%20q2.pdf"
DAY = Published(date(2025, 8, 29))
WORDS = " ".join(ENGLISH).lower().replace(",", "").replace(".", "").replace(":", "").split()
LONG = [f"In district {number} {' '.join(Random(number).choices(WORDS, k=30))}." for number in range(60)]


def article(content: bytes, limits: PdfLimits | None = None) -> Article:
    return pdf_article(content, URL, "ledger.example", name="results q2", limits=limits or PdfLimits())


def reason(content: bytes, limits: PdfLimits | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        article(content, limits)
    return caught.value.reason


def composed(*pages: str, title: str = "") -> Composed:
    return compose(Document(title, pages))


def test_a_pdf_is_an_article_of_its_paragraphs() -> None:
    found = article(pdf((TITLE, "HONG KONG, August 29, 2025", *ENGLISH)))
    assert (found.title, found.source, found.url, found.published) == (TITLE, "ledger.example", URL, DAY)
    assert found.body.splitlines() == ["HONG KONG, August 29, 2025", *ENGLISH]


def test_a_chinese_pdf_is_read() -> None:
    found = article(pdf((CHINESE_TITLE, "2025年8月29日", *CHINESE), font=CHINESE_FONT))
    assert (found.title, found.published) == (CHINESE_TITLE, DAY)
    assert found.body.splitlines() == ["2025年8月29日", *CHINESE]


def test_headers_footers_and_page_numbers_that_repeat_are_left_out() -> None:
    found = article(pdf([TITLE, *LONG], header="Harbour Ledger, page {}", footer="- {} -"))
    assert "Harbour" not in found.body
    assert "- 2 -" not in found.body
    assert " ".join(found.body.split()) == " ".join(LONG)
    assert found.title == TITLE


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    first = "Shares of the online retailer rose 9 per cent in Hong Kong on Friday\nafter it said that sales in its"
    found = composed(f"{TITLE}\n{first}", f"cloud unit had grown by a quarter.\n{ENGLISH[3]}")
    assert found.body.splitlines() == [f"{' '.join(first.split())} cloud unit had grown by a quarter.", ENGLISH[3]]


def test_words_divided_at_the_end_of_a_line_are_mended() -> None:
    words = (
        "The company spends more on comput-\ning centres and year-on-\nyear growth of the stock-\nmarket of 2024-\n2025"
    )
    text = composed(f"{TITLE}\n{words} was as computing experts and stock-market people said in a letter.").body
    assert "on computing centres and year-on-year growth of the stock-market of 2024-2025 was" in text


def test_rows_of_a_table_and_items_of_a_list_stay_apart() -> None:
    rows = "Revenue 65,768 51,400 28\nProfit 12,100 9,800 23\n- first of the points\n- second of the points"
    assert composed(rows).body == rows.partition("\n")[2] or composed(rows).body == rows


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Results for the June Quarter", "Results for the June Quarter"),
        ("Microsoft Word - results.docx", TITLE),
        ("untitled", TITLE),
        ("results_final.pdf", TITLE),
        ("ew0829_v3", TITLE),
        ("20250829-01", TITLE),
        ("", TITLE),
    ],
)
def test_a_title_is_the_stated_one_if_it_is_sensible(stated: str, expected: str) -> None:
    found = composed("\n".join([TITLE, *ENGLISH]), title=stated)
    assert (found.title or found.heading) == expected


def test_the_title_of_the_file_itself_is_read() -> None:
    assert article(pdf((TITLE, *ENGLISH), title="业绩公告")).title == "业绩公告"


def test_a_pdf_without_any_title_is_named_after_its_file(tmp_path: Path) -> None:
    assert article(pdf(ENGLISH[:2])).title == "results q2"
    path = tmp_path / "friday.pdf"
    path.write_bytes(pdf(ENGLISH[:2]))
    [item] = read_file(path)
    assert isinstance(item, Article)
    assert (item.title, item.url, item.source) == ("friday", path.as_uri(), "friday.pdf")


@pytest.mark.parametrize(
    "line",
    ["29 August 2025", "August 29, 2025", "Friday, 29 August 2025", "HONG KONG, August 29, 2025", "2025年8月29日",
     "(Hangzhou, China, 29 August 2025)", "香港，2025年8月29日", "2025-08-29", "Hong Kong – 29 August 2025"],
)  # fmt: skip
def test_the_date_is_a_line_that_is_nothing_else(line: str) -> None:
    assert composed(f"{TITLE}\n{line}\n" + "\n".join(ENGLISH)).published == DAY


@pytest.mark.parametrize(
    "lines",
    [
        "For the quarter ended\nJune 30, 2025",
        "Three Months Ended, June 30, 2025",
        "As of June 30, 2025",
        "June 30, 2025\nDecember 31, 2024",
        "截至2025年6月30日",
        "截至，2025年6月30日",
        "Record Date, 29 August 2025",
        "The board met on 29 August 2025 in Hong Kong.",
        "20250829",
        "29 August 2125",
    ],
)
def test_a_date_that_is_of_something_else_is_not_the_day_of_publication(lines: str) -> None:
    assert composed(f"{TITLE}\n{lines}\n" + "\n".join(ENGLISH)).published is None


def test_when_the_file_was_made_is_not_when_its_words_were_published() -> None:
    content = pdf((TITLE, *ENGLISH))
    assert b"/CreationDate" in content
    assert article(content).published is None


def test_a_date_far_below_the_top_is_not_taken() -> None:
    assert composed("\n".join([TITLE, *ENGLISH * 4, "29 August 2025"])).published is None


def encrypted(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf((TITLE, *ENGLISH)))))
    writer.encrypt(user, "owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_a_password_is_told_and_one_closed_to_changes_alone_is_read(algorithm: str) -> None:
    assert reason(encrypted("secret", algorithm)) == "is a PDF that is protected by a password"
    assert article(encrypted("", algorithm)).title == TITLE


def test_damaged_and_wordless_pdfs_are_told() -> None:
    assert reason(b"%PDF-1.7\nnothing more") == "is a damaged PDF"
    assert reason(b"%PDF-1.7\n" + pdf(ENGLISH)[500:900]) == "is a damaged PDF"
    assert reason(lines_pdf([])) == "is a PDF without text (a scan?)"


def test_a_pdf_of_too_many_pages_is_refused_as_a_whole() -> None:
    content = lines_pdf(*[["Words on a page that is one of many."]] * 5)
    assert reason(content, PdfLimits(pages=4)) == "is a PDF of more than 4 pages"
    assert article(content, PdfLimits(pages=5)).body


PAGES = b"<< /Type /Pages /Kids [%s] /Count %d >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> /Contents 4 0 R >>"
TOO_COMPLEX = "is a PDF that is too large or too complex to be read"
HOSTILE = {
    "a bomb": raw_pdf(CATALOG, PAGES % (b"3 0 R", 1), PAGE, stream(b"\0" * 100_000_000, 2)),
    "a loop of pages": raw_pdf(CATALOG, PAGES % (b"2 0 R 2 0 R", 9)),
    "a tree that doubles": raw_pdf(
        CATALOG, *(PAGES % (b"%d 0 R %d 0 R" % (n + 1, n + 1), 2**30) for n in range(2, 40)), PAGE
    ),
    "a page many times": raw_pdf(CATALOG, PAGES % (b"3 0 R " * 50_000, 50_000), PAGE, stream(b"")),
    "deep brackets": raw_pdf(CATALOG, PAGES % (b"3 0 R", 1), PAGE, stream(b"[" * 200_000)),
    "a form in itself": raw_pdf(
        CATALOG,
        PAGES % (b"3 0 R", 1),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Contents 4 0 R >>",
        stream(b"/F Do " * 50),
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 300 >>\n"
        b"stream\n" + b"/F Do " * 50 + b"\nendstream",
    ),
    "many operators": raw_pdf(CATALOG, PAGES % (b"3 0 R", 1), PAGE, stream(b"q Q " * 5_000_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_costs_little_and_is_told(name: str) -> None:
    before = time.monotonic()
    told = reason(HOSTILE[name], PdfLimits(seconds=3, memory=512 * 1024 * 1024))
    assert told.startswith("is a ")
    assert time.monotonic() - before < 6


LABOUR = raw_pdf(
    CATALOG,
    PAGES % (b"3 0 R", 1),
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>",
    stream(b"BT /F 9 Tf (words and more words) Tj 0 -9 Td ET\n" * 500_000),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    before = time.monotonic()
    assert reason(LABOUR, PdfLimits(seconds=1)) == "is a PDF that takes longer than 1 s to read"
    assert time.monotonic() - before < 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_a_pdf_that_wants_much_memory_is_stopped() -> None:
    limits = PdfLimits(memory=160 * 1024 * 1024)
    assert article(pdf((TITLE, *ENGLISH)), limits).title == TITLE
    assert reason(LABOUR, limits) == TOO_COMPLEX


def test_a_fetched_pdf_is_known_by_its_kind_or_its_first_bytes() -> None:
    content = pdf((TITLE, *ENGLISH))
    for kind in ("application/pdf", "text/html", "application/octet-stream", ""):
        found = page_article(Page(URL, content, kind), URL)
        assert (found.title, found.source) == (TITLE, "ledger.example")
    assert page_article(Page(URL, content, "application/pdf"), URL, "From the feed").title == "From the feed"


def test_a_file_that_only_bears_the_name_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    assert list(read_file(path)) == [Failure(str(path), "is not a PDF")]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), max_size=6), st.text(max_size=20))
def test_no_text_breaks_the_composing(pages: list[str], title: str) -> None:
    found = compose(Document(title, pages))
    assert "\0" not in found.body
    assert len(found.title) <= 300


@given(st.lists(st.sampled_from(LONG), min_size=1, max_size=40, unique=True), st.integers(40, 110))
def test_paragraphs_come_back_whole_however_wide_the_page(paragraphs: list[str], width: int) -> None:
    import textwrap

    lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width, break_on_hyphens=False)]
    pages = ["\n".join(lines[at : at + 30]) for at in range(0, len(lines), 30)]
    assert " ".join(composed(*pages).body.split()) == " ".join(paragraphs)
