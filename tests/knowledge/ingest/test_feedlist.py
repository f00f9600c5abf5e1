from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import SourceError
from knowledge.ingest.feedlist import BUNDLED_FEEDS, FeedSource, load_feeds, read_feed_file

ONE = '[[feed]]\nname = "One"\nurl = "https://one.example/feed"\nlanguage = "en"\n'
ALONE = "bundled = false\n"
SCMP = "https://www.scmp.com/rss/36/feed"
SWITCHED_OFF = "https://gateway.caixin.com/api/data/global/feedlyRss.xml"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "feeds.toml"


def reason(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    with pytest.raises(SourceError) as caught:
        load_feeds(path)
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value.reason


def by_url(feeds: list[FeedSource]) -> dict[str, FeedSource]:
    return {feed.url: feed for feed in feeds}


def test_our_own_list_is_in_order() -> None:
    feeds = load_feeds()
    assert len(feeds) >= 30
    assert {feed.language for feed in feeds} == {"en", "zh"}
    assert len({feed.name for feed in feeds}) == len(feeds)
    assert all(feed.url.startswith("https://") for feed in feeds)


def test_only_newsrooms_and_filings_go_unfiltered() -> None:
    unfiltered = [table.name or "" for table in read_feed_file(BUNDLED_FEEDS).tables if table.filter is False]
    assert unfiltered
    assert all("Investor" in name or "SEC" in name or "Alizila" in name for name in unfiltered)


def test_a_list_that_stands_alone_is_read_as_written(own: Path) -> None:
    own.write_text(ALONE + ONE + '[[feed]]\nname = "二"\nurl = "http://two.example/"\nfilter = false\n', "utf-8")
    assert load_feeds(own) == [
        FeedSource("One", "https://one.example/feed", "en"),
        FeedSource("二", "http://two.example/", filter=False),
    ]


def test_a_feed_of_ones_own_is_read_after_the_bundled_ones(own: Path) -> None:
    own.write_text(ONE)
    assert load_feeds(own) == [*load_feeds(), FeedSource("One", "https://one.example/feed", "en")]


def test_the_bundled_list_laid_on_itself_changes_nothing() -> None:
    assert load_feeds(BUNDLED_FEEDS) == load_feeds()


def test_a_table_with_a_bundled_url_changes_that_feed_in_its_place(own: Path) -> None:
    own.write_text(f'[[feed]]\nurl = "{SCMP}"\nname = "Post"\nfilter = false\n')
    feeds, bundled = load_feeds(own), load_feeds()
    assert [feed.url for feed in feeds] == [feed.url for feed in bundled]
    assert by_url(feeds)[SCMP] == FeedSource("Post", SCMP, "en", filter=False)
    assert [feed for feed in feeds if feed.url != SCMP] == [feed for feed in bundled if feed.url != SCMP]


@pytest.mark.parametrize("written", [SCMP, f"{SCMP}/", "https://WWW.SCMP.com:443/rss/36/feed", f"  {SCMP} "])
def test_a_bundled_feed_is_switched_off_however_its_address_is_written(own: Path, written: str) -> None:
    own.write_text(f'[[feed]]\nurl = "{written}"\nenabled = false\n')
    assert load_feeds(own) == [feed for feed in load_feeds() if feed.url != SCMP]


def test_a_feed_that_comes_switched_off_can_be_switched_on(own: Path) -> None:
    own.write_text(f'[[feed]]\nurl = "{SWITCHED_OFF}"\nenabled = true\n')
    assert SWITCHED_OFF not in by_url(load_feeds())
    assert by_url(load_feeds(own))[SWITCHED_OFF].name == "Caixin Global"


def test_a_feed_of_ones_own_may_rest(own: Path) -> None:
    own.write_text(ONE + "enabled = false\n")
    assert load_feeds(own) == load_feeds()


def test_a_list_that_leaves_nothing_to_read_is_told(own: Path) -> None:
    assert reason(own, ALONE + ONE + "enabled = false\n") == "leaves no feed to read"


KNOWN = "name, url, language, filter and enabled are known"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no [[feed]] table"),
        ("feed = 3", "has no [[feed]] table"),
        ("[feed]\nname = 'One'", "has no [[feed]] table"),
        ("feed = [3]", "feed 1 is not a [[feed]] table"),
        ("[[feed]\n", "is not TOML: "),
        ("x = " + "[" * 5000, "is not TOML: "),
        ("bundled = 0\n" + ONE, "has no true or false for bundled"),
        ("bundle = false\n" + ONE, "has an unknown key: bundle (bundled and [[feed]] tables are known)"),
        (ONE + '[[feed]]\nname = "Two"', "feed 2 has no url"),
        (ALONE + '[[feed]]\nurl = "https://one.example/"', "feed 1 has no name"),
        (
            '[[feed]]\nurl = "https://www.scmp.com/rss/63/feed"\nenabled = false',
            "feed 1 has no name, and is no feed of the bundled list: www.scmp.com/rss/63/feed",
        ),
        (
            '[[feed]]\nname = "One"\nurl = "one.example/feed"',
            "feed 1 has a url that is not a web address: one.example/feed",
        ),
        ('[[feed]]\nname = "One"\nurl = "http://h:x/feed"', "feed 1 has a url that is not a web address: h:x/feed"),
        ('[[feed]]\nname = "One"\nurl = 3', "feed 1 has no text for url"),
        ('[[feed]]\nname = " "\nurl = "https://one.example/"', "feed 1 has no text for name"),
        (ONE + 'lang = "en"', f"feed 1 has an unknown key: lang ({KNOWN})"),
        (ONE + 'enabled = "no"', "feed 1 has no true or false for enabled"),
        (ONE + "filter = 1", "feed 1 has no true or false for filter"),
        (ONE.replace('"en"', '"jp"'), "feed 1 has a language that is not known: jp (en and zh are)"),
        (ONE + ONE, "feed 2 repeats the address of feed 1: one.example/feed"),
        (ONE + ONE.replace("/feed", "/feed/"), "feed 2 repeats the address of feed 1: one.example/feed/"),
    ],
)
def test_a_broken_list_says_what_is_wrong_and_where(own: Path, text: str, words: str) -> None:
    assert reason(own, text).startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        '[[feed]]\nname = "A"\nurl = "ftp://me:secret@one.example/feed?key=secret#secret"',
        '[[feed]]\nname = "A"\nurl = "me:secret@one.example/feed?key=secret"',
        '[[feed]]\nurl = "https://me:secret@one.example/feed?key=secret#secret"',
        '[[feed]]\nname = "A"\nurl = "https://me:secret@one.example/feed?key=secret"\n' * 2,
    ],
)
def test_no_secret_of_an_address_is_shown(own: Path, text: str) -> None:
    shown = reason(own, text)
    assert "one.example/feed" in shown
    assert "secret" not in shown


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="could not be opened: no such file or directory"):
        load_feeds(tmp_path / "gone.toml")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40) | st.text("[]feed=\"'\n name url 123{}", max_size=60).map(str.encode))
def test_no_list_lets_a_foreign_error_out(own: Path, content: bytes) -> None:
    own.write_bytes(content)
    try:
        assert load_feeds(own)
    except SourceError as error:
        assert error.source == str(own)  # noqa: PT017 - either outcome is right


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_no_address_lets_a_foreign_error_out(own: Path, address: str) -> None:
    written = address.replace("\\", "").replace('"', "")
    own.write_text(f'{ALONE}[[feed]]\nname = "One"\nurl = "https:/{written}"\n', "utf-8")
    try:
        assert load_feeds(own)
    except SourceError as error:
        assert error.source == str(own)  # noqa: PT017 - either outcome is right
