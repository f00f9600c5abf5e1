from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.errors import SourceError
from knowledge.ingest.feedlist import FeedSource, load_feeds

ONE = '[[feed]]\nname = "One"\nurl = "https://one.example/feed"\nlanguage = "en"\n'


def reason(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        load_feeds(path)
    assert str(caught.value).startswith(f"{path}: ")
    return caught.value.reason


def test_our_own_list_is_in_order() -> None:
    feeds = load_feeds(Path(knowledge.__file__).with_name("feeds.toml"))
    assert {feed.language for feed in feeds} == {"en", "zh"}
    assert len({feed.name for feed in feeds}) == len(feeds)
    assert all(feed.url.startswith("https://") for feed in feeds)


def test_a_feed_needs_no_language(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(ONE + '[[feed]]\nname = "二"\nurl = "http://two.example/"\n')
    assert load_feeds(path) == [
        FeedSource("One", "https://one.example/feed", "en"),
        FeedSource("二", "http://two.example/"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no [[feed]] table"),
        ("feed = 3", "has no [[feed]] table"),
        ("feed = [3]", "feed 1 is not a [[feed]] table"),
        ("[[feed]\n", "is not TOML: "),
        (ONE + '[[feed]]\nname = "Two"', "feed 2 has no url"),
        ('[[feed]]\nurl = "https://one.example/"', "feed 1 has no name"),
        (
            '[[feed]]\nname = "One"\nurl = "one.example/feed"',
            "feed 1 has a url that is not a web address: one.example/feed",
        ),
        ('[[feed]]\nname = "One"\nurl = 3', "feed 1 has no text for url"),
        (ONE + 'lang = "en"', "feed 1 has an unknown key: lang (name, url and language are known)"),
        (ONE + ONE, "feed 2 repeats the address of feed 1"),
    ],
)
def test_a_broken_list_says_what_is_wrong_and_where(tmp_path: Path, text: str, words: str) -> None:
    assert reason(tmp_path / "feeds.toml", text).startswith(words)


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="could not be opened: no such file or directory"):
        load_feeds(tmp_path / "gone.toml")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40) | st.text("[]feed=\"'\n name url 123{}", max_size=60).map(str.encode))
def test_no_list_lets_a_foreign_error_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feeds.toml"
    path.write_bytes(content)
    try:
        assert load_feeds(path)
    except SourceError as error:
        assert error.source == str(path)  # noqa: PT017 - either outcome is right
