"""News in by the real command, and questions answered from it."""

import signal
import socket
from pathlib import Path

from tests.flows.command import Rallybot, lines_of_json
from tests.knowledge.ingest.pages import article_page, front_page, rss, rss_item
from tests.standins.newsroom import Newsroom

SEPTEMBER = (
    "Alibaba Cloud revenue rose 34% year on year to 39.8 billion yuan in the September quarter of 2025, Alibaba "
    "reported on 25 November 2025.",
    "Demand for computing power was greater than what the company could offer, its finance chief told investors, and "
    "it will spend more on computing centres than it had planned.",
)
PINDUODUO = (
    "Pinduoduo revenue rose 9% year on year to 108.3 billion yuan in the third quarter of 2025, the company reported "
    "on 18 November 2025.",
    "Its shares fell in New York after the report, because analysts had hoped for more from its sites abroad.",
)


def publish(site: Newsroom, paragraphs: tuple[str, ...] = SEPTEMBER) -> str:
    """A feed of two reports on two pages."""
    cloud = site.page("/cloud", article_page(paragraphs, "Alibaba's cloud grows 34%"))
    shop = site.page("/shop", article_page(PINDUODUO, "Pinduoduo grows 9%"))
    return site.feed(
        "/feed",
        rss(
            rss_item(cloud, "Alibaba's cloud grows 34%", date="Tue, 25 Nov 2025 19:30:00 +0800"),
            rss_item(shop, "Pinduoduo grows 9%", date="Tue, 18 Nov 2025 19:30:00 +0800"),
        ),
        etag='"one"',
    )


def test_a_feeds_newest_report_leads_over_the_starters(rallybot: Rallybot, site: Newsroom) -> None:
    ingested = rallybot("ingest", publish(site))
    assert ingested.status == 0
    assert ingested.out == "2 new, 0 edited, 0 same as before, 0 copies, 0 failed\n"
    answer = rallybot("ask", "--json", "how much did Alibaba cloud grow?").document
    first = answer["citations"][0]
    assert "34%" in answer["text"].splitlines()[0]
    assert (first["url"], first["published"]) == (f"{site.address}/cloud", "2025-11-25")
    assert first["quotation"] == SEPTEMBER[0]
    assert answer["text"].index("34%") < answer["text"].find("26%") or "26%" not in answer["text"]
    before = rallybot("ask", "--json", "--as-of", "2025-11-24", "how much did Alibaba cloud grow?").document
    assert "34%" not in before["text"]
    assert "26%" in before["text"]


def test_the_report_tells_new_same_edited_and_copied_apart(rallybot: Rallybot, site: Newsroom, tmp_path: Path) -> None:
    feed = publish(site)
    assert rallybot("ingest", feed).status == 0
    publish(site, (SEPTEMBER[0], "The company will build computing centres in seven more countries, it said today."))
    tencent = {"title": "Tencent", "url": "https://news.example/t", "body": "Tencent revenue rose 15% in 2025."}
    file = lines_of_json(tmp_path / "more.jsonl", [tencent, {**tencent, "url": "https://other.example/t"}])
    report = rallybot("ingest", "--json", feed, file).document
    assert [report[count] for count in ("new", "edited", "same", "copies", "failed")] == [1, 1, 1, 1, []]
    assert {(article["url"], article["outcome"], article["published"]) for article in report["articles"]} == {
        (f"{site.address}/cloud", "edited", "2025-11-25T19:30:00+08:00"),
        (f"{site.address}/shop", "same", "2025-11-18T19:30:00+08:00"),
        ("https://news.example/t", "new", None),
        ("https://other.example/t", "copy", None),
    }
    [passage] = rallybot("search", "--json", "-k", "1", "computing centres in seven more countries").document[
        "passages"
    ]
    assert passage["url"] == f"{site.address}/cloud"
    assert "seven more countries" in passage["text"]


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_each_bad_source_is_a_row_and_the_rest_is_read(rallybot: Rallybot, site: Newsroom, tmp_path: Path) -> None:
    empty, binary, broken = tmp_path / "empty.md", tmp_path / "binary.txt", tmp_path / "broken.jsonl"
    empty.touch()
    binary.write_bytes(bytes(range(256)) * 8)
    broken.write_text('{"title": "A", "body": "JD.com sold more."}\nnot json\n{"title": "B"}\n', encoding="utf-8")
    good = tmp_path / "good.txt"
    good.write_text("Meituan\nMeituan deliveries rose 4% in October 2025.\n", encoding="utf-8")
    nobody = closed_port()
    bad = [site.address + "/none", nobody, site.page("/links", front_page()), str(empty), str(binary), "nowhere.md"]
    done = rallybot("ingest", "--json", *bad, str(broken), str(good))
    reasons = {row["source"]: row["reason"] for row in done.document["failed"]}
    assert done.status == 0
    assert {*bad} <= {*reasons}
    assert {source.rpartition(":")[2] for source in reasons if "broken" in source} == {"2", "3"}
    assert reasons[bad[0]] == "answered 404 (not found)"
    assert all(reasons.values())
    assert done.document["new"] == 2
    assert [article["title"] for article in done.document["articles"]] == ["A", "Meituan"]


def test_only_where_nothing_at_all_was_read_is_it_a_failure(rallybot: Rallybot) -> None:
    done = rallybot("ingest", "--json", "nowhere.md", "no/folder")
    assert done.status == 1
    assert done.err.splitlines() == ["rallybot: nothing could be read: nowhere.md: no such file or folder (and 1 more)"]
    assert done.document["articles"] == []
    assert [row["source"] for row in done.document["failed"]] == ["nowhere.md", "no/folder"]


def feed_list(rallybot: Rallybot, *addresses: str) -> str:
    path = rallybot.folder / "feeds.toml"
    tables = [f'[[feed]]\nname = "Feed {at}"\nurl = "{url}"\nfilter = false\n' for at, url in enumerate(addresses)]
    path.write_text("\n".join(["bundled = false", *tables]), encoding="utf-8")
    return str(path)


def test_a_second_refresh_asks_whether_anything_changed_and_reads_nothing(rallybot: Rallybot, site: Newsroom) -> None:
    feeds = feed_list(rallybot, publish(site), f"{site.address}/gone")
    first = rallybot("refresh", "--json", RALLYBOT_FEEDS=feeds)
    assert (first.status, first.document["new"]) == (0, 2)
    assert first.document["failed"] == [{"source": f"{site.address}/gone", "reason": "answered 404 (not found)"}]
    second = rallybot("refresh", RALLYBOT_FEEDS=feed_list(rallybot, f"{site.address}/feed"))
    assert (second.status, second.out) == (0, "0 new, 0 edited, 0 same as before, 0 copies, 0 failed\n")
    asked = [request.headers.get("if-none-match") for request in site.requests if request.path == "/feed"]
    assert asked == [None, '"one"']
    assert site.count("/cloud") == 1


def test_a_list_of_feeds_that_is_not_there_is_a_failure_with_a_document(rallybot: Rallybot) -> None:
    done = rallybot("refresh", "--json", RALLYBOT_FEEDS="none.toml")
    assert done.status == 1
    reason = "could not be opened: no such file or directory; RALLYBOT_FEEDS names the list of feeds"
    assert done.document["failed"] == [{"source": "none.toml", "reason": reason}]
    assert done.complaint == f"nothing could be read: none.toml: {reason}"


def many(path: Path, count: int) -> str:
    rows = [
        {
            "title": f"Company {number}",
            "url": f"https://news.example/{number}",
            "published": "2025-10-01",
            "source": "Harbour Ledger",
            "body": f"Company number {number} of the list sold {number} thousand gadgets in October 2025.",
        }
        for number in range(count)
    ]
    return lines_of_json(path, rows)


def test_an_ingest_stopped_in_the_middle_keeps_what_it_has_and_goes_on_when_called_again(rallybot: Rallybot) -> None:
    file = many(rallybot.folder / "many.jsonl", 50)
    with rallybot.running("ingest", file) as ingest:
        ingest.shows("25 articles")
        ingest.interrupts(signal.SIGINT)
        assert ingest.ends() == 130
    [said] = [line for line in ingest.shown.splitlines() if line.startswith("Stopped")]
    stored = int(said.split()[2])
    assert 25 <= stored < 50
    assert said == f"Stopped with {stored} articles stored; run it again for the rest."
    [passage] = rallybot("search", "--json", "-k", "1", "Company number 3 gadgets").document["passages"]
    assert passage["url"] == "https://news.example/3"
    again = rallybot("ingest", "--json", file).document
    # The article in hand is finished too, and was not yet counted.
    assert again["same"] in {stored, stored + 1}
    assert again["new"] == 50 - again["same"]
    assert again["failed"] == []


def test_at_a_terminal_an_ingest_shows_how_far_it_is(rallybot: Rallybot) -> None:
    file = many(rallybot.folder / "few.jsonl", 8)
    with rallybot.at_a_terminal("ingest", file, "nowhere.md", TERM="xterm") as ingest:
        ingest.shows(": Company ")
        ingest.shows("8 new, 0 edited, 0 same as before, 0 copies, 1 failed:")
        ingest.shows("nowhere.md: no such file or folder")
        assert ingest.ends() == 0
