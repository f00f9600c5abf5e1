from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

import pytest
from sqlalchemy import Engine, select

from knowledge.model import Published
from knowledge.store.records import Records
from knowledge.store.rows import Placing
from knowledge.store.tables import articles
from tests.knowledge.articles import NOW, faults, make_article
from tests.knowledge.embedder import HashEmbedder

DAY = date(2025, 8, 29)
ONE_DAY = timedelta(days=1)
EMBEDDER = HashEmbedder()


class Dated(TypedDict, total=False):
    published: date
    updated: date


def add(records: Records, name: str, *texts: str, published: date | datetime | None = None) -> None:
    texts = texts or (f"All about {name}.",)
    article = make_article(name, "\n".join(texts), published=published)
    records.add(article, texts, EMBEDDER.passages(texts), EMBEDDER.name, NOW)


def test_an_empty_newsroom_counts_nothing(records: Records) -> None:
    assert (records.count_articles(), records.count_articles(DAY), records.count_passages()) == (0, 0, 0)
    assert records.passages([1, 2]) == {}
    assert records.known("https://news.example/a") is None
    assert records.with_digest("0", "https://news.example/a") is None
    assert (records.kept([1]), records.article_ids([1]), records.sources([1]), records.corrected([1])) == (
        [],
        {},
        {},
        {},
    )


@pytest.mark.parametrize(
    "published",
    [
        None,
        Published(DAY),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T00:30:00+08:00")),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T23:59:59.123456-04:00")),
        Published.from_datetime(datetime.fromisoformat("2025-08-29T10:00:00+00:00")),
    ],
)
def test_a_date_comes_back_as_the_publisher_wrote_it(records: Records, published: Published | None) -> None:
    article = make_article("a", published=(published.at or published.day) if published else None)
    records.add(article, ["Text."], None, "", NOW)
    [stored] = records.passages([1]).values()
    assert stored.published == published
    if published and published.at:
        assert stored.published is not None
        assert stored.published.isoformat() == published.isoformat()


def test_passages_come_by_id_and_those_that_are_gone_are_left_out(records: Records) -> None:
    add(records, "a", "One.", "Two.")
    found = records.passages([2, 99])
    assert list(found) == [2]
    assert (found[2].text, found[2].position, found[2].title) == ("Two.", 1, "About a")


def test_the_passages_of_an_article_come_in_its_own_order(records: Records) -> None:
    add(records, "a", "One.", "Two.", "Three.")
    add(records, "b", "Four.")
    assert [stored.text for stored in records.passages_of([2, 1, 99])] == ["One.", "Two.", "Three.", "Four."]


def test_a_day_counts_what_was_out_by_its_end_and_the_undated_from_the_day_they_were_read(records: Records) -> None:
    add(records, "before", published=date(2025, 8, 28))
    add(records, "that-day", published=datetime.fromisoformat("2025-08-29T23:00:00-04:00"))
    add(records, "after", published=date(2025, 8, 30))
    add(records, "undated")
    assert records.count_articles() == 4
    read_on = NOW.date()
    assert [records.count_articles(day) for day in (DAY, read_on - ONE_DAY, read_on)] == [2, 3, 4]


def stored_days(engine: Engine) -> list[tuple[str, date, date | None]]:
    """Each article's words with the days on which they stood."""
    with engine.connect() as connection:
        rows = connection.execute(select(articles).order_by(articles.c.id))
        return [(row.body, row.from_day, row.until_day) for row in rows]


READ = date(2025, 9, 20)
AT = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        # The same day, or none, says nothing of the new words: they are known from the day they were read.
        ({"published": DAY}, {"published": DAY}, READ),
        ({"published": DAY}, {}, READ),
        ({}, {}, READ),
        # A day of its own does.
        ({"published": DAY}, {"published": date(2025, 9, 1)}, date(2025, 9, 1)),
        ({"published": DAY}, {"published": DAY, "updated": date(2025, 9, 2)}, date(2025, 9, 2)),
        (
            {"published": DAY, "updated": date(2025, 9, 5)},
            {"published": DAY, "updated": date(2025, 9, 2)},
            date(2025, 9, 5),
        ),
    ],
)
def test_an_edit_stands_from_the_day_it_is_known_to_have_been_public(
    records: Records, engine: Engine, first: Dated, second: Dated, day: date
) -> None:
    records.add(make_article("a", "Old words.", **first), ["Old words."], None, "", NOW)
    records.replace(1, make_article("a", "New words.", **second), ["New words."], None, "", AT)
    [old, new] = stored_days(engine)
    assert (old[2], new[1], new[2]) == (day, day, None)
    known = records.known("https://news.example/a")
    assert known is not None
    assert (known.article_id, known.own) == (2, True)


def test_an_edit_without_a_date_keeps_the_one_that_was_known_and_one_with_a_date_has_its_own(records: Records) -> None:
    add(records, "a", published=DAY)
    records.replace(1, make_article("a", "Two."), ["Two."], None, "", AT)
    records.replace(2, make_article("a", "Three.", published=READ), ["Three."], None, "", AT)
    assert [stored.published for stored in records.passages([1, 2, 3]).values()] == [
        Published(DAY), Published(DAY), Published(READ),
    ]  # fmt: skip


def test_a_feeds_summary_leaves_no_version_and_its_page_counts_from_its_publication(
    records: Records, engine: Engine
) -> None:
    summary = make_article("a", "In short.", published=DAY, partial=True)
    records.add(summary, ["In short."], EMBEDDER.passages(["In short."]), "hash", NOW)
    whole = make_article("a", "At length.", published=DAY)
    records.replace(1, whole, ["At length."], EMBEDDER.passages(["At length."]), "hash", AT)
    assert stored_days(engine) == [("At length.", DAY, None)]
    assert faults(engine) == []


def test_a_date_that_is_found_later_is_that_of_every_version_and_moves_only_the_first(
    records: Records, engine: Engine
) -> None:
    add(records, "a", "One.")
    records.replace(1, make_article("a", "Two."), ["Two."], None, "", AT)
    records.date(2, Published(DAY))
    assert stored_days(engine) == [("One.", DAY, READ), ("Two.", READ, None)]
    assert [stored.published for stored in records.passages([1, 2]).values()] == [Published(DAY)] * 2


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, True), (2, False)])
def test_a_date_after_the_day_of_reading_is_not_believed_but_for_a_zone_ahead(
    records: Records, days: int, kept: bool
) -> None:
    add(records, "a")
    day = NOW.date() + days * ONE_DAY
    records.date(1, Published(day))
    assert records.passages([1])[1].published == (Published(day) if kept else None)


def test_an_address_with_an_earlier_date_becomes_the_articles_own(records: Records, engine: Engine) -> None:
    add(records, "late", "One.", published=DAY)
    for name, day in (("later", DAY + ONE_DAY), ("undated", None), ("early", DAY - ONE_DAY)):
        records.add_address(make_article(name, "One.", published=day, source=f"The {name}"), 1, NOW)
    [stored] = records.passages([1]).values()
    assert (stored.url, stored.source, stored.published) == (
        "https://news.example/early", "The early", Published(DAY - ONE_DAY),
    )  # fmt: skip
    assert stored_days(engine) == [("One.", DAY - ONE_DAY, None)]
    story = stored.story
    named = {as_of: [source.name for _, source in records.sources([story], as_of).get(story, [])]
             for as_of in (None, NOW.date(), DAY + ONE_DAY, DAY, DAY - ONE_DAY, DAY - 2 * ONE_DAY)}  # fmt: skip
    assert list(named.values()) == [
        ["The early", "Harbour Ledger", "The later", "The undated"],
        ["The early", "Harbour Ledger", "The later", "The undated"],
        ["The early", "Harbour Ledger", "The later"],
        ["The early", "Harbour Ledger"],
        ["The early"],
        [],
    ]
    assert faults(engine, vectors=False) == []


def test_an_undated_article_is_not_dated_by_a_copy_of_after_it_was_read(records: Records) -> None:
    add(records, "a", "One.")
    records.add_address(make_article("b", "One.", published=NOW.date() + 3 * ONE_DAY), 1, AT)
    [stored] = records.passages([1]).values()
    assert (stored.url, stored.published) == ("https://news.example/a", None)


def test_an_address_that_turns_into_a_copy_has_the_words_only_since(records: Records, engine: Engine) -> None:
    add(records, "a", "One.", published=DAY)
    add(records, "b", "Two.", published=date(2025, 9, 10))
    known = records.known("https://news.example/a")
    records.add_address(make_article("a", "Two.", published=DAY), 2, AT, known)
    assert stored_days(engine) == [("One.", DAY, READ), ("Two.", date(2025, 9, 10), None)]
    assert [source.url[-1] for _, source in records.sources([2], date(2025, 9, 19))[2]] == ["b"]
    assert [source.url[-1] for _, source in records.sources([2])[2]] == ["b", "a"]


def test_a_summary_whose_page_turns_out_to_be_a_copy_goes(records: Records, engine: Engine) -> None:
    add(records, "b", "Two.", published=date(2025, 9, 10))
    summary = make_article("a", "In short.", published=DAY, partial=True)
    records.add(summary, ["In short."], EMBEDDER.passages(["In short."]), "hash", NOW)
    records.add_address(make_article("a", "Two.", published=DAY), 1, AT, records.known("https://news.example/a"))
    assert stored_days(engine) == [("Two.", DAY, None)]
    assert faults(engine) == []


def test_the_places_of_a_day_are_those_of_the_versions_that_stood_then(records: Records) -> None:
    add(records, "a", "One.", published=DAY)
    records.replace(1, make_article("a", "Two."), ["Two."], None, "", AT, Placing(story=1))
    assert [id_ for id_, _ in records.sources([1], DAY)[1]] == [1]
    assert [(id_, source.url[-1]) for id_, source in records.sources([1], READ)[1]] == [(2, "a")]


def test_what_an_article_corrects_is_named_once_both_are_public(records: Records) -> None:
    add(records, "a", "Wrong.", published=DAY)
    right = make_article("b", "Right.", published=READ)
    records.add(right, ["Right."], None, "", AT, Placing(story=1, corrects=1, replaces=[1]))
    assert {id_: source.url[-1] for id_, source in records.corrected([1, 2]).items()} == {2: "a"}
    assert [records.count_articles(day) for day in (DAY, READ - ONE_DAY, READ)] == [1, 1, 1]
    assert records.corrected([2], DAY - ONE_DAY) == {}


def test_the_first_correction_says_how_long_wrong_words_stood(records: Records, engine: Engine) -> None:
    add(records, "a", "Wrong.", published=DAY)
    for name, day in (("b", date(2025, 9, 2)), ("c", date(2025, 9, 9))):
        right = make_article(name, f"Right {name}.", published=day)
        records.add(right, ["Right."], None, "", AT, Placing(story=1, corrects=1, replaces=[1]))
    assert stored_days(engine)[0] == ("Wrong.", DAY, date(2025, 9, 2))


def test_an_article_that_fails_half_way_is_not_stored_at_all(records: Records, engine: Engine) -> None:
    add(records, "a")
    with pytest.raises(ValueError, match="zip"):
        records.add(make_article("b"), ["One.", "Two."], EMBEDDER.passages(["One."]), "hash", NOW)
    with pytest.raises(ValueError, match="zip"):
        records.replace(1, make_article("a"), ["One.", "Two."], EMBEDDER.passages(["One."]), "hash", NOW)
    with pytest.raises(ValueError, match="without words"):
        records.add(make_article("c"), [], None, "", NOW)
    assert records.count_articles() == 1
    assert [stored.text for stored in records.passages(range(9)).values()] == ["All about a."]
    assert faults(engine) == []
