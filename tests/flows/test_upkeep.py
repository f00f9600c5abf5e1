"""``rallybot feeds``, ``forget`` and ``rebuild``, and what a refresh leaves alone, by the real command."""

from pathlib import Path

import pytest

from tests.flows.command import Rallybot, lines_of_json
from tests.knowledge.ingest.pages import article_page, rss, rss_item
from tests.standins.newsroom import Newsroom

TENCENT = "Tencent's games revenue rose 23% year on year to 63.6 billion yuan in the third quarter of 2025."
XIAOMI = "Xiaomi phone shipments fell 1% year on year to 43 million in the third quarter of 2025."


def own_list(rallybot: Rallybot, *urls: str, bundled: bool = False) -> str:
    """A list of feeds of the operator's own."""
    tables = [f'[[feed]]\nname = "Feed {number}"\nurl = "{url}"\n' for number, url in enumerate(urls, start=1)]
    path = rallybot.folder / "feeds.toml"
    path.write_text("\n".join([f"bundled = {str(bundled).lower()}", *tables]), encoding="utf-8")
    return str(path)


def row(name: str, body: str, source: str = "Harbour Ledger") -> dict[str, str]:
    return {
        "title": f"About {name}",
        "url": f"https://{source.partition(' ')[0].lower()}.example/{name}",
        "published": "2025-11-13",
        "source": source,
        "body": body,
    }


def urls(rallybot: Rallybot, query: str, *arguments: str) -> list[str]:
    found = rallybot("search", "--json", "-k", "20", *arguments, query).document["passages"]
    return [passage["url"] for passage in found]


def test_the_health_of_each_feed_is_shown_and_a_failing_one_is_left_alone(rallybot: Rallybot, site: Newsroom) -> None:
    story = site.page("/story", article_page([TENCENT, XIAOMI]))
    site.feed("/new", rss(rss_item(story, "Tencent grows 23%"), rss_item(story + "2", "A baker wins a prize")))
    listed = site.redirect("/moved", "/new", 301), site.page("/down", "out of order", status=500)
    settings = {"RALLYBOT_FEEDS": own_list(rallybot, *listed)}

    before = rallybot("feeds", **settings)
    assert (before.status, before.err) == (0, "")
    assert before.out.splitlines() == [
        f"  never read  Feed 1  {listed[0]}",
        f"  never read  Feed 2  {listed[1]}",
        "2 feeds: 0 well, 0 failing, 2 never read",
    ]
    assert [row["state"] for row in rallybot("feeds", "--json", **settings).document["feeds"]] == ["unread"] * 2

    report = rallybot("refresh", "--json", **settings)
    assert report.status == 0
    assert [report.document[key] for key in ("new", "left_out", "waiting")] == [1, 1, []]
    assert report.document["failed"] == [{"source": listed[1], "reason": "answered 500 (internal server error)"}]

    moved, down = rallybot("feeds", "--json", **settings).document["feeds"]
    assert (moved["state"], moved["stored"], moved["left_out"], moved["failures"]) == ("well", 1, 1, 0)
    assert (moved["moved_to"], moved["reason"], moved["next_at"]) == (f"{site.address}/new", None, None)
    assert (down["state"], down["failures"], down["ok_at"]) == ("failing", 1, None)
    assert down["next_at"] > down["checked_at"]
    shown = rallybot("feeds", **settings).out
    assert f"has moved for good to {site.address}/new: put that into your list of feeds" in shown
    assert "answered 500 (internal server error) (once, last " in shown
    assert "asked again from " in shown
    assert shown.endswith("2 feeds: 1 well, 1 failing, 0 never read\n")

    again = rallybot("refresh", **settings)
    assert again.status == 0
    assert f"  {listed[1]}: left alone until " in again.out
    assert again.out.endswith(" UTC, since it answered 500 (internal server error)\n")
    assert site.count("/down") == 1
    every = rallybot("refresh", "--every", "--json", **settings)
    assert (every.status, every.document["waiting"], len(every.document["failed"])) == (0, [], 1)
    assert site.count("/down") == 2


def test_ones_own_feeds_lie_on_top_of_the_bundled_ones(reader: Rallybot, tmp_path: Path) -> None:
    bundled = reader("feeds", "--json").document["feeds"]
    own = tmp_path / "own.toml"
    own.write_text(
        f'[[feed]]\nurl = "{bundled[0]["url"]}"\nenabled = false\n'
        f'[[feed]]\nurl = "{bundled[1]["url"]}"\nname = "Renamed"\n'
        '[[feed]]\nurl = "https://own.example/feed"\nname = "My own"\nfilter = false\nlanguage = "zh"\n',
        encoding="utf-8",
    )
    mine = reader("feeds", "--json", RALLYBOT_FEEDS=str(own)).document["feeds"]
    assert [feed["url"] for feed in mine] == [feed["url"] for feed in bundled[1:]] + ["https://own.example/feed"]
    assert mine[0]["name"] == "Renamed"
    assert (mine[-1]["name"], mine[-1]["filter"], mine[-1]["language"]) == ("My own", False, "zh")


def test_a_list_of_feeds_that_is_not_there_is_told_in_a_line(reader: Rallybot) -> None:
    done = reader("feeds", RALLYBOT_FEEDS="none.toml")
    assert (done.status, done.out) == (1, "")
    reason = "could not be opened: no such file or directory; RALLYBOT_FEEDS names the list of feeds"
    assert done.complaint == f"none.toml: {reason}"


def test_an_article_a_source_and_a_file_can_be_forgotten(rallybot: Rallybot) -> None:
    rows = [row("tencent", TENCENT), row("xiaomi", XIAOMI), row("tencent", TENCENT, "Canton Post")]
    rows += [row(f"b{number}", f"BYD sold {number}0,000 cars.", "Delta Daily") for number in (3, 4)]
    notes = rallybot.folder / "notes"
    notes.mkdir()
    (notes / "jd.txt").write_text("JD notes\nJD.com sold 7% more in October 2025, said its managers.\n")
    assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", rows), "notes").status == 0

    done = rallybot("forget", "https://harbour.example/xiaomi")
    assert (done.status, done.out, done.err) == (0, "Forgotten: 1 article, 1 address.\n", "")
    assert "https://harbour.example/xiaomi" not in urls(rallybot, "Xiaomi phone shipments")

    copied = rallybot("forget", "https://harbour.example/tencent")
    assert copied.out == "Forgotten: 0 articles, 1 address. The same words stay under other addresses.\n"
    found = urls(rallybot, "Tencent games revenue")
    assert ("https://canton.example/tencent" in found, "https://harbour.example/tencent" in found) == (True, False)

    assert rallybot("forget", "--json", "delta daily").document == {"addresses": 2, "articles": 2}
    assert rallybot("forget", "canton.example").out == "Forgotten: 1 article, 1 address.\n"
    assert rallybot("forget", "notes/jd.txt").out == "Forgotten: 1 article, 1 address.\n"
    assert all(url.startswith("starter:") for url in urls(rallybot, "Tencent Xiaomi BYD JD.com"))

    again = rallybot("forget", "notes/jd.txt")
    assert (again.status, again.out) == (1, "")
    assert again.err.splitlines() == [f"rallybot: {again.complaint}"]
    assert again.complaint == (
        "nothing is stored under notes/jd.txt: name an address or a source as rallybot search --json shows them."
    )
    nothing = rallybot("forget", "--json", "https://nowhere.example/")
    assert (nothing.status, nothing.document) == (1, {"addresses": 0, "articles": 0})
    assert nothing.complaint.startswith("nothing is stored under https://nowhere.example/")
    assert rallybot("forget", " ").status == 2
    # What is ingested again is no longer forgotten.
    assert rallybot("ingest", "--json", "notes").document["new"] == 1


def test_everything_made_of_articles_can_be_made_anew(rallybot: Rallybot) -> None:
    rows = [row("tencent", TENCENT), row("xiaomi", XIAOMI)]
    assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", rows)).status == 0
    before = rallybot("search", "--json", "Tencent games revenue").document
    done = rallybot("rebuild")
    assert (done.status, done.out) == (0, "Rebuilt from 13 articles.\n")
    assert done.err.splitlines() == [
        "Writing the keyword index: 13",
        "Bringing the vector index up to date: 13",
        "Finding the stories of all articles: 13",
    ]
    after = rallybot("search", "--json", "Tencent games revenue").document
    assert after["passages"][0] == before["passages"][0]
    with rallybot.at_a_terminal("rebuild") as rebuild:
        rebuild.shows("Writing the keyword index: 13 of 13")
        rebuild.shows("Finding the stories of all articles: 13 of 13")
        rebuild.shows("Rebuilt from 13 articles.")
        assert rebuild.ends() == 0


def test_beside_another_writer_upkeep_waits_its_turn_and_looking_does_not(rallybot: Rallybot) -> None:
    with rallybot.running("chat") as chat:
        chat.shows("11 articles")
        for command in (["rebuild"], ["forget", "https://a.example/"], ["refresh", "--every"]):
            refused = rallybot(*command)
            assert (refused.status, refused.out) == (1, "")
            assert refused.err.splitlines() == [f"rallybot: {refused.complaint}"]
            assert refused.complaint.startswith("another rallybot is using this newsroom for writing")
        assert rallybot("feeds").status == 0
        chat.types("/quit\n")
        assert chat.ends() == 0


def test_what_was_read_within_the_days_it_is_to_be_kept_stays(rallybot: Rallybot) -> None:
    # Every article has just been read, so that a day keeps them all.
    rows = [row("tencent", TENCENT)]
    assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", rows)).status == 0
    assert "https://harbour.example/tencent" in urls(rallybot, "Tencent games revenue")
    kept = rallybot("search", "--json", "Tencent games revenue", RALLYBOT_RETENTION_DAYS="1").document["passages"]
    assert kept[0]["url"] == "https://harbour.example/tencent"


@pytest.mark.parametrize("days", ["0", "-1", "a year", "99999999999"])
def test_a_retention_that_is_no_number_of_days_is_told_in_a_line(reader: Rallybot, days: str) -> None:
    done = reader("search", "Tencent", RALLYBOT_RETENTION_DAYS=days)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [f"rallybot: {done.complaint}"]
    assert done.complaint.startswith("RALLYBOT_RETENTION_DAYS is wrong: Input should be ")
    assert days not in done.complaint.removeprefix("RALLYBOT_RETENTION_DAYS is wrong: Input should be greater than")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("day", ["yesterday", "2025-02-30", "2025-9", "20250829"])
def test_a_day_that_is_none_is_a_wrong_call(reader: Rallybot, command: str, day: str) -> None:
    done = reader(command, "--as-of", day, "Alibaba")
    assert (done.status, done.out) == (2, "")
    assert f"'{day}' is not a day, such as 2025-08-29." in done.err


# -- as things stood --------------------------------------------------------------------------------------------------


def test_a_search_as_of_a_day_sees_what_was_published_by_then(reader: Rallybot) -> None:
    assert "starter:alibaba-own-chips" in urls(reader, "Alibaba chips")
    early = urls(reader, "Alibaba chips", "--as-of", "2025-09-16")
    assert "starter:alibaba-own-chips" not in early
    assert early
    nothing = reader("search", "--as-of", "1999-12-31", "Alibaba chips")
    assert (nothing.status, nothing.out) == (
        0,
        "Nothing found: the newsroom has no article published by 1999-12-31.\n",
    )


def test_an_answer_as_of_a_day_is_out_of_what_stood_then(rallybot: Rallybot) -> None:
    told = "Meituan's revenue rose {} year on year to {} billion yuan in the third quarter of 2025, the company said."
    more = (
        "It lost 16.0 billion yuan, against a profit of 12.9 billion yuan a year before. Its chief executive spoke of "
        "750,000 more couriers, of new warehouses in ten cities and of a year of investment."
    )
    wrong = {**row("meituan", f"{told.format('18%', '110.4')} {more}"), "title": "Meituan grows in the third quarter"}
    right = {
        **row("meituan-corrected", f"(Corrects the rise in paragraph 1)\n{told.format('8%', '110.4')} {more}"),
        "title": "CORRECTED-Meituan grows in the third quarter",
        "published": "2025-11-15",
    }
    assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", [wrong, right])).status == 0
    question = "how much did Meituan's revenue grow in the third quarter of 2025?"

    now = rallybot("ask", "--json", question).document
    assert "8%" in now["text"].splitlines()[0]
    assert "18%" not in now["text"]
    assert "This corrects what Harbour Ledger reported on 13 November 2025." in now["text"]
    assert now["citations"][0]["corrects"] == {"source": "Harbour Ledger", "published": "2025-11-13"}
    assert "correcting Harbour Ledger, 13 November 2025" in rallybot("ask", question).out

    before = rallybot("ask", "--json", "--as-of", "2025-11-14", question).document
    assert "18%" in before["text"].splitlines()[0]
    assert before["citations"][0]["corrects"] is None
    assert rallybot("ask", "--json", "--as-of", "2025-11-12", question).document["status"] == "unknown"

    chinese = rallybot("ask", "--json", "美团2025年第三季度收入增长了多少？").document
    assert "此为对Harbour Ledger于2025年11月13日所作报道的更正。" in chinese["text"]


def test_an_answer_as_of_a_day_knows_nothing_of_a_later_edit(rallybot: Rallybot) -> None:
    first = row("kuaishou", "Kuaishou's revenue rose 14% to 35.6 billion yuan in the third quarter of 2025.")
    edited = {
        **first,
        "body": "Kuaishou's revenue rose 15% to 35.9 billion yuan in the third quarter of 2025.",
        "published": "2025-11-20",
    }
    for version in (first, edited):
        assert rallybot("ingest", lines_of_json(rallybot.folder / "news.jsonl", [version])).status == 0
    question = "how much did Kuaishou's revenue grow?"
    assert "15%" in rallybot("ask", question).out.splitlines()[0]
    before = rallybot("ask", "--json", "--as-of", "2025-11-19", question).document
    assert "14%" in before["text"].splitlines()[0]
    assert "15%" not in before["text"]
