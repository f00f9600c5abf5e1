import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.ingest.files import read_file, read_folder
from knowledge.model import Article, Failure, Published
from tests.knowledge.ingest.pages import CHINESE, CHINESE_TITLE, ENGLISH, TITLE, article_page

DAY = Published(date(2025, 8, 29))
LINE = {"title": "T", "url": "https://www.ledger.example/1", "published": "2025-08-29", "source": "Ledger", "body": "B"}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(path: Path) -> Article:
    [item] = read_file(path)
    assert isinstance(item, Article), item
    return item


def reason(path: Path) -> str:
    [item] = read_file(path)
    assert isinstance(item, Failure), item
    assert item.source == str(path)
    return item.reason


def test_a_saved_page_is_an_article_under_its_file_address(tmp_path: Path) -> None:
    path = write(tmp_path, "cloud sales.html", article_page(CHINESE, CHINESE_TITLE, charset="gbk").encode("gbk"))
    article = only(path)
    assert article.url == path.as_uri()
    assert (article.title, article.source) == (CHINESE_TITLE, "Harbour Ledger")
    assert article.body.splitlines() == list(CHINESE)


def test_a_saved_page_without_a_site_is_named_after_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, "note.htm", f"<html><body><article><p>{ENGLISH[0]}</p></article></body></html>")
    assert (only(path).title, only(path).source) == ("note", "note.htm")


MARKDOWN = f"""---
title: "{TITLE}"
url: https://www.ledger.example/1
source: Harbour Ledger
published: 2025-08-29T18:30:00+08:00
---

# {TITLE}

The [retailer](https://shop.example/x "t") rose **9 per cent** on
Friday, `BABA` in New York too.

- first *item*
- second

![a chart](chart.png)

| Company | Change |
|---------|--------|
| Meituan | 2.4%   |

```python
secret = 1
```

<script>evil()</script>

## What next

> 财务负责人表示，
> 投入还将持续两年。
"""


def test_markdown_with_a_front_matter(tmp_path: Path) -> None:
    assert only(write(tmp_path, "a.md", MARKDOWN)) == Article(
        url="https://www.ledger.example/1",
        title=TITLE,
        source="Harbour Ledger",
        body="The retailer rose 9 per cent on Friday, BABA in New York too.\nfirst item\nsecond\nCompany | Change\n"
        "Meituan | 2.4%\nWhat next\n财务负责人表示，投入还将持续两年。",
        published=Published(DAY.day, datetime.fromisoformat("2025-08-29T18:30:00+08:00")),
    )


def test_markdown_without_a_front_matter_takes_its_heading_and_loses_no_words(tmp_path: Path) -> None:
    path = write(tmp_path, "a.markdown", "# Head\n\nBefore.\n\n---\n\nBetween.\n\n---\n\nAfter.\n")
    article = only(path)
    assert (article.title, article.body, article.published) == ("Head", "Before.\nBetween.\nAfter.", None)
    assert (article.url, article.source) == (path.as_uri(), "a.markdown")


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title: [unclosed", "line"),
        ("title: a: b: c", "line 2"),
        ("just words", "it is not made of lines such as 'title: ...'"),
        ("published: 2025-13-45", "month"),
    ],
)
def test_a_front_matter_that_cannot_be_read_is_told(tmp_path: Path, front: str, words: str) -> None:
    told = reason(write(tmp_path, "a.md", f"---\n{front}\n---\nBody.\n"))
    assert told.startswith("front matter cannot be read: ")
    assert words in told
    assert "\n" not in told


def test_a_front_matter_with_a_bad_date_keeps_the_article(tmp_path: Path) -> None:
    failure, article = read_file(write(tmp_path, "a.md", "---\npublished: last week\n---\nBody.\n"))
    assert isinstance(failure, Failure)
    assert failure.reason == "published is not a date: last week; kept the article, undated"
    assert isinstance(article, Article)
    assert (article.body, article.published, article.title) == ("Body.", None, "a")


def test_plain_text_takes_a_short_first_line_as_its_title(tmp_path: Path) -> None:
    article = only(write(tmp_path, "a.txt", "\n".join([CHINESE_TITLE, "", *CHINESE]).encode("gb18030")))
    assert (article.title, article.body, article.published) == (CHINESE_TITLE, "\n".join(CHINESE), None)


def test_plain_text_with_a_long_first_line_is_named_after_its_file(tmp_path: Path) -> None:
    article = only(write(tmp_path, "friday.txt", f"{ENGLISH[0]}\n{ENGLISH[1]}"))
    assert (article.title, article.body) == ("friday", f"{ENGLISH[0]}\n{ENGLISH[1]}")


def test_json_lines_are_articles(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", "\ufeff" + json.dumps(LINE) + "\n\n" + json.dumps({"body": ENGLISH[0]}) + "\n")
    first, second = read_file(path)
    assert first == Article("https://www.ledger.example/1", "T", "Ledger", "B", DAY)
    assert isinstance(second, Article)
    assert second.url == f"{path.as_uri()}#L3"
    assert ENGLISH[0].startswith(second.title)
    assert second.source == "a.jsonl"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{not json", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"title": "x"}', "has no body"),
        ('{"body": "  "}', "has no body"),
        ('{"body": 7}', "has no body"),
        (b'{"body": "\xff"}', "is not text in UTF-8"),
    ],
)
def test_a_bad_line_costs_only_itself(tmp_path: Path, line: str | bytes, words: str) -> None:
    raw = line.encode() if isinstance(line, str) else line
    good = json.dumps(LINE).encode()
    path = write(tmp_path, "a.jsonl", b"\n".join([good, raw, good]))
    first, failure, last = read_file(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert failure == Failure(f"{path}:2", words)


@pytest.mark.parametrize("said", ["last week", 20250829, "2025-13-01", True])
def test_a_line_with_a_bad_date_is_kept_undated_and_told(tmp_path: Path, said: object) -> None:
    path = write(tmp_path, "a.jsonl", json.dumps(LINE | {"published": said}))
    failure, article = read_file(path)
    assert failure == Failure(f"{path}:1", f"published is not a date: {said}; kept the article, undated")
    assert article == Article("https://www.ledger.example/1", "T", "Ledger", "B")


def test_a_line_beyond_all_measure_costs_only_itself(tmp_path: Path) -> None:
    good = json.dumps(LINE).encode()
    path = write(tmp_path, "a.jsonl", b"\n".join([good, b'{"body": "' + b"a" * 11_000_000 + b'"}', good]))
    first, failure, last = read_file(path)
    assert failure == Failure(f"{path}:2", "is longer than 10 MB")
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_a_file_beyond_all_measure_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    assert reason(path) == "is larger than 32 MB"


def test_a_line_without_a_source_is_named_after_its_host(tmp_path: Path) -> None:
    line = {name: value for name, value in LINE.items() if name not in {"source", "published"}}
    assert only(write(tmp_path, "a.jsonl", json.dumps(line))).source == "ledger.example"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(LINE, json_values)) | json_values, max_size=4))
def test_every_line_gives_an_article_or_a_reason(tmp_path: Path, values: list[object]) -> None:
    path = write(tmp_path, "a.jsonl", "\n".join(json.dumps(value) for value in [*values, LINE]))
    items = list(read_file(path))
    assert len(items) > len(values)
    for item in items:
        assert item.digest if isinstance(item, Article) else item.reason


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt", "a.jsonl"])
def test_empty_and_binary_files_are_told_apart(tmp_path: Path, name: str) -> None:
    assert reason(write(tmp_path, name, b"")) == "is empty"
    assert reason(write(tmp_path, name, b" \n\n")) == "is empty"
    assert reason(write(tmp_path, name, b"\x7fELF\x02\x01\0\0\0")) == "is not text"


def test_other_kinds_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    assert reason(write(tmp_path, "a.doc", "x")) == "is of a kind that is not read (.html, .pdf, .md, .txt, .jsonl are)"
    assert reason(tmp_path / "gone.txt") == "could not be opened: no such file or directory"
    (tmp_path / "folder.md").mkdir()
    assert reason(tmp_path / "folder.md") == "could not be opened: is a directory"


def test_a_folder_is_read_in_order_without_what_is_hidden_or_of_another_kind(tmp_path: Path) -> None:
    for folder in ("b", ".git"):
        (tmp_path / folder).mkdir()
    for name in ("z.txt", "a.md", "b/c.txt", ".hidden.txt", ".git/d.txt", "picture.png"):
        write(tmp_path, name, f"{name}\n\nWords.")
    titles = [item.url.removeprefix(tmp_path.as_uri()) for item in read_folder(tmp_path) if isinstance(item, Article)]
    assert titles == ["/a.md", "/z.txt", "/b/c.txt"]


def test_a_folder_with_nothing_to_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, "picture.png", "x")
    assert list(read_folder(tmp_path)) == [Failure(str(tmp_path), "has no .html, .pdf, .md, .txt or .jsonl file")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode), st.sampled_from(["md", "txt", "html", "jsonl"]))
def test_no_file_lets_an_error_out(tmp_path: Path, content: bytes, suffix: str) -> None:
    for item in read_file(write(tmp_path, f"a.{suffix}", content)):
        assert item.digest if isinstance(item, Article) else item.reason


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("-: \n'\"[]{}&*!|>#%@`abc123", max_size=40))
def test_no_front_matter_lets_an_error_out(tmp_path: Path, front: str) -> None:
    for item in read_file(write(tmp_path, "a.md", f"---\n{front}\n---\nBody.\n")):
        assert item.digest if isinstance(item, Article) else item.reason


def test_front_matter_with_aliases_is_refused_before_it_is_expanded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.md"
    lines = [
        "---",
        "a: &a [x, x, x, x, x, x, x, x, x]",
        *(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
    path.write_text("\n".join([*lines, "title: *i", "---", "A body."]), encoding="utf-8")
    (failure,) = read_file(path)
    assert isinstance(failure, Failure)
    assert "alias" in failure.reason
