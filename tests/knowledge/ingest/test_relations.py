"""Articles find their story, and corrections what they correct, in whatever order they are read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from benchmarks.stories import articles, b_cubed, by_kind
from knowledge.ingest.likeness import likeness
from knowledge.ingest.relations import Related, place, withdraw, wrong_figures
from knowledge.ingest.tellings import read_telling, values
from knowledge.model import Article, Event, Published, is_retelling
from knowledge.store.records import Kept, Stored
from knowledge.store.rows import Placing

READ_ON = date(2026, 10, 1)
DAY = date(2025, 8, 29)
BODY = (
    "Alibaba Group said cloud revenue rose 62% to 33.4 billion yuan in the June quarter.\n\n"
    "Group revenue came in at 247.7 billion yuan, up 2% from a year earlier.\n\n"
    "Sales and marketing costs came to 53.2 billion yuan, against 32.7 billion yuan a year before."
)
RIGHT = BODY.replace("62%", "26%")


def make(name: str, title: str, body: str, day: date | None = DAY, source: str = "Harbour Wire") -> Article:
    return Article(f"https://news.example/{name}", title, source, body, Published(day) if day else None)


ORIGINAL = make("original", "Alibaba cloud revenue rises 62%", BODY)
COPY = make("copy", "Alibaba cloud revenue rises 62%", "HONG KONG (Harbour Wire) - " + BODY, source="Nanyang Daily")
CORRECTED = make("corrected", "CORRECTED-Alibaba cloud revenue rises 26%", RIGHT, DAY + timedelta(days=1))
AGAIN = make(
    "again", "CORRECTED-Alibaba cloud revenue rises 26%", RIGHT.replace("53.2", "35.2"), DAY + timedelta(days=2)
)
TEMPLATE = make(
    "template",
    "Tencent cloud revenue rises 44%",
    "Tencent Holdings said cloud revenue rose 44% to 21.8 billion yuan in the June quarter.\n\n"
    "Group revenue came in at 184.5 billion yuan, up 15% from a year earlier.\n\n"
    "Sales and marketing costs came to 9.4 billion yuan, against 9.1 billion yuan a year before.",
)
NOTE = make(
    "note", "Correction: Alibaba results",
    "An article on 29 August about Alibaba misstated the rise in cloud revenue as 62%. It was 26%.",
    DAY + timedelta(days=1),
)  # fmt: skip


@dataclass
class Shelf:
    """Stored articles in memory: each new one is placed beside all others, as a newsroom does."""

    kept: dict[int, Kept] = field(default_factory=dict)

    def add(self, article: Article) -> Placing:
        telling = read_telling(article.title, article.body, article.from_day(READ_ON))
        related = [
            Related(one, likeness(telling, other))
            for one in self.kept.values()
            if (other := read_telling(one.title, one.body, one.from_day)).names & telling.names
            or other.figures & telling.figures
        ]
        placing = place(article, related, READ_ON, None)
        id_ = len(self.kept) + 1
        self.kept[id_] = Kept(
            id_, article.url, article.title, article.source, article.body, article.published, article.updated,
            article.from_day(READ_ON), placing.story or id_, placing.event, placing.corrects,
            placing.replaced_by is not None,
        )  # fmt: skip
        for old in placing.replaces:
            self.kept[old] = replace(self.kept[old], replaced=True)
        for old in placing.retold_by:
            self.kept[old] = replace(self.kept[old], event=placing.event or Event(article.from_day(READ_ON)))
        return placing

    def stories(self) -> set[frozenset[str]]:
        gathered: dict[int, set[str]] = defaultdict(set)
        for one in self.kept.values():
            gathered[one.story].add(one.url.rpartition("/")[2])
        return {frozenset(urls) for urls in gathered.values()}

    def replaced(self) -> set[str]:
        return {one.url.rpartition("/")[2] for one in self.kept.values() if one.replaced}


def shelf(*read: Article) -> Shelf:
    filled = Shelf()
    for article in read:
        filled.add(article)
    return filled


def orders(*read: Article) -> Iterable[Sequence[Article]]:
    return permutations(read)


def test_the_first_article_begins_a_story() -> None:
    assert shelf().add(ORIGINAL).story is None


def test_a_correction_replaces_what_it_corrects_and_its_copies_in_any_order() -> None:
    for order in orders(ORIGINAL, COPY, CORRECTED, TEMPLATE):
        found = shelf(*order)
        assert found.stories() == {frozenset({"original", "copy", "corrected"}), frozenset({"template"})}
        assert found.replaced() == {"original", "copy"}


def test_a_correction_of_a_correction_replaces_both_in_any_order() -> None:
    for order in orders(ORIGINAL, CORRECTED, AGAIN):
        assert shelf(*order).replaced() == {"original", "corrected"}


def test_a_correction_of_what_is_not_stored_stands_alone() -> None:
    assert shelf().add(CORRECTED) == Placing()
    assert shelf(TEMPLATE).add(CORRECTED) == Placing()


@pytest.mark.parametrize("undated", [ORIGINAL, CORRECTED])
def test_a_correction_is_known_without_dates(undated: Article) -> None:
    others = [one for one in (ORIGINAL, CORRECTED) if one is not undated]
    for order in orders(replace(undated, published=None), *others):
        assert shelf(*order).replaced() == {"original"}


def test_a_correction_leaves_the_same_template_of_another_day_alone() -> None:
    text = "Tencent bought back {} shares for HK${} million on {}. It paid up to HK${} a share, and HK${} on average."
    other = make("other", "Tencent buys back shares", text.format(864_000, 547.3, "27 August", 641.5, 633.2), DAY)
    wrong = make("wrong", "Tencent buys back shares", text.format(857_000, 550.2, "28 August", 646.5, 642.1), DAY)
    right = make(
        "right", "CORRECTED-Tencent buys back shares", text.format(875_000, 550.2, "28 August", 646.5, 642.1), DAY
    )
    for order in orders(other, wrong, right):
        assert shelf(*order).replaced() == {"wrong"}


def test_the_version_stored_before_keeps_its_story() -> None:
    kept = next(iter(shelf(ORIGINAL).kept.values()))
    new = make("original", "Something else", "Not one word is as it was.")
    unlike = likeness(read_telling("a", "b", DAY), read_telling("c", "d", DAY))
    assert place(new, [Related(replace(kept, story=7), unlike)], READ_ON, kept.id).story == 7


def test_a_note_corrects_its_publishers_article_and_replaces_nothing() -> None:
    placing = shelf(TEMPLATE, ORIGINAL).add(NOTE)
    assert (placing.story, placing.corrects, list(placing.replaces)) == (2, 2, [])


def passages(*texts: str) -> list[Stored]:
    return [
        Stored(at, at, text, "", "", "", None, 1, 1, None, None, suspicious=False) for at, text in enumerate(texts, 1)
    ]


def test_a_note_withdraws_only_the_passages_with_the_wrong_figure() -> None:
    placing = withdraw(Placing(story=1, corrects=1), passages("It rose 62%.", "Profit was 5 billion yuan."), NOTE)
    assert list(placing.withdraws) == [1]


def test_a_note_withdraws_nothing_where_the_right_figure_stands() -> None:
    placing = withdraw(Placing(story=1, corrects=1), passages("It rose 26%, not 62%.", "Profit fell."), NOTE)
    assert list(placing.withdraws) == []


def test_a_figure_is_not_wrong_for_being_written_otherwise() -> None:
    note = make("note", "Correction", "An article on Alibaba gave revenue of 334亿元 wrongly as for the year.")
    assert wrong_figures(note, values(["Revenue was 33.4 billion yuan."])) == frozenset()


def test_a_retelling_gets_the_old_event_whichever_is_read_first() -> None:
    old = replace(ORIGINAL, body=BODY.replace("said", "said on 29 August"))
    again = make("retelling", "How Alibaba's cloud grew 62%", BODY, DAY + timedelta(days=90))
    for order in orders(old, again):
        kept = {one.url.rpartition("/")[2]: one for one in shelf(*order).kept.values()}
        assert kept["retelling"].event == Event(DAY)
        assert kept["original"].story == kept["retelling"].story


def test_half_the_labelled_articles_are_gathered_rightly() -> None:
    rows = sorted(articles("test"), key=lambda row: str(row["published"]))
    gathered = shelf(*(_article(row) for row in rows))
    groups = {one.url: one.story for one in gathered.kept.values()}
    precision, recall = b_cubed(rows, groups)
    assert precision >= 0.98
    assert recall >= 0.87
    shares = {kind: right / of for kind, right, of in by_kind(rows, groups)}
    assert shares["template"] >= 0.98
    assert min(shares["copy"], shares["correction"]) >= 0.95
    events = {one.url: one for one in gathered.kept.values()}
    _check_events([(row, events[row["url"]]) for row in rows])


def _article(row: Any) -> Article:
    published, updated = (Published.from_isoformat(at) if at else None for at in (row["published"], row["updated"]))
    return Article(row["url"], row["title"], row["source"], row["body"], published, updated=updated)


def _check_events(found: list[tuple[Any, Kept]]) -> None:
    days = [kept.event.day.isoformat() == row["event_day"] for row, kept in found if kept.event and row["event_day"]]
    whole = [kept.event.whole_month for row, kept in found if kept.event and row["event_day"]]
    assert sum(a or b for a, b in zip(days, whole, strict=True)) / len(days) >= 0.95
    others = [is_retelling(kept.published, kept.event) for row, kept in found if row["kind"] != "retelling"]
    assert sum(others) / len(others) <= 0.02


def test_the_order_of_reading_makes_no_other_stories_of_a_few_labelled_ones() -> None:
    rows = articles("test")
    by_story: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_story[row["story"]].append(row)
    few = [members for members in by_story.values() if any(row["kind"] == "correction" for row in members)][:4]
    for members in few:
        # A note that is read before its article is not brought to it: it holds too little to be known by.
        read = [_article(row) for row in members if row["kind"] != "correction_note"][:4]
        results = {(frozenset(found.stories()), frozenset(found.replaced())) for found in map(_fill, orders(*read))}
        assert len(results) == 1, [article.url for article in read]


def _fill(order: Sequence[Article]) -> Shelf:
    return shelf(*order)
