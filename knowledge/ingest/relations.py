"""Where an article belongs among those that are stored: whose story it tells, what it corrects, when it happened."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from knowledge.embeddings import Vectors
from knowledge.errors import VectorIndexError
from knowledge.ingest.corrections import Correction, Corrects, correction_of
from knowledge.ingest.events import event_of
from knowledge.ingest.likeness import Likeness, is_same_story, likeness, log_odds
from knowledge.ingest.tellings import read_telling, values
from knowledge.model import RETOLD_AFTER, Article, Event, Published
from knowledge.store.records import Kept, Records, Stored
from knowledge.store.rows import Placing

# How many articles an article is compared with: the nearest by meaning and by the words of its headline.
_CANDIDATES = 24
# A corrected version follows what it corrects within so many days.
_CORRECTED_WITHIN = timedelta(days=60)
# The share of sentences, figures aside, that a corrected version has from what it corrects.
_CORRECTED = 0.5
_AGREED = 0.25


class ByWords(Protocol):
    """Finds passages by their words."""

    def best(self, query: str, k: int) -> list[tuple[int, float]]:
        """The ids of the best passages with their scores, best first."""
        ...


class ByMeaning(Protocol):
    """Finds passages by their vectors."""

    def nearest(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ids of the nearest passages with their cosines, best first; raises VectorIndexError."""
        ...


@dataclass(frozen=True, slots=True)
class Related:
    """A stored article beside a new one."""

    kept: Kept
    alike: Likeness


class Relations:
    """Places articles. Blocking: it reads the stored articles that may be related."""

    def __init__(self, records: Records, words: ByWords, meaning: ByMeaning | None) -> None:
        self._records = records
        self._words = words
        self._meaning = meaning

    def place(
        self,
        article: Article,
        made: Vectors | None,
        read_on: date,
        before: int | None = None,
        among: Collection[int] | None = None,
    ) -> Placing:
        """Place an article read on a day; ``before`` is the version of it that is stored under its address.

        ``made`` are the vectors of its passages. With ``among`` only those articles may be related.
        """
        # Where only some count, more are looked at, lest the others crowd them out.
        depth = _CANDIDATES if among is None else 4 * _CANDIDATES
        kept = [one for one in self._candidates(article, made, before, depth) if among is None or one.id in among]
        telling = read_telling(article.title, article.body, article.from_day(read_on))
        related = [Related(one, likeness(telling, read_telling(one.title, one.body, one.from_day))) for one in kept]
        placing = place(article, related, read_on, before)
        if placing.corrects is not None and not placing.replaces:
            wrong = [placing.corrects, *copies_of(placing.corrects, kept)]
            placing = withdraw(placing, self._records.passages_of(wrong), article)
        return placing

    def _candidates(self, article: Article, made: Vectors | None, before: int | None, depth: int) -> list[Kept]:
        found = [id_ for id_, _ in self._words.best(article.title, depth)]
        if made is not None and self._meaning is not None:
            # A failing index is told of and logged where it is kept; the words alone find most.
            with suppress(VectorIndexError):
                found += [id_ for id_, _ in self._meaning.nearest(made[0], depth)]
        ids = set(self._records.article_ids(found).values())
        return self._records.kept(sorted(ids | ({before} if before is not None else set())))


def place(article: Article, related: Sequence[Related], read_on: date, before: int | None) -> Placing:
    """Decide where an article belongs, by those that may be related. Pure."""
    from_day = article.from_day(read_on)
    correction = correction_of(article.title, article.body)
    own = next((one for one in related if one.kept.id == before), None)
    others = [one for one in related if one.kept.id != before]
    corrected: list[Related] = []
    if correction.corrects is Corrects.ARTICLE:
        corrected = _corrected(others, article, from_day)
    elif correction.corrects is Corrects.WORDS:
        corrected = _noted(others, article, correction, from_day)
    best = own or (corrected[0] if corrected else _best(others))
    event = event_of(article.title, article.body, article.published.day if article.published else None)
    if best is None:
        return Placing(event=event)
    members = [one for one in others if one.kept.story == best.kept.story and is_same_story(one.alike)]
    return Placing(
        story=best.kept.story,
        event=event or _retold([best, *members], article),
        corrects=corrected[0].kept.id if corrected else None,
        replaces=[one.kept.id for one in corrected] if correction.corrects is Corrects.ARTICLE else (),
        replaced_by=_replaced_by(members, article, from_day),
        retold_by=[one.kept.id for one in members if _is_retelling_of(one.kept, article, from_day)],
    )


def _best(related: Sequence[Related]) -> Related | None:
    """The one that most surely tells the same story."""
    same = [one for one in related if is_same_story(one.alike)]
    return max(same, key=lambda one: (one.alike.copied, log_odds(one.alike)), default=None)


def _corrected(related: Sequence[Related], article: Article, from_day: date) -> list[Related]:
    """What a corrected version stands in for: the article it follows nearly word for word, and that one's copies."""
    before = [
        one
        for one in related
        if _words_alike(one.alike)
        and not one.kept.replaced
        and _follows(from_day, article.published, one.kept.from_day, one.kept.published)
        and (_corrects(one.kept) is Corrects.NOTHING or _is_later(article.published, one.kept.published))
    ]
    # Of its own publisher's first: a template of another day is alike as well.
    before.sort(key=lambda one: (one.kept.source == article.source, log_odds(one.alike)), reverse=True)
    return [one for one in before if one.kept.story == before[0].kept.story]


def _words_alike(alike: Likeness) -> bool:
    """Whether one may be the other's corrected version: most sentences are the same, and figures, if there are any."""
    figures = alike.agreeing >= _AGREED or alike.no_figures > 0
    return alike.same + alike.stamped >= _CORRECTED and figures and not alike.others


def _follows(day: date, published: Published | None, before: date, published_before: Published | None) -> bool:
    """Whether a correction came soon enough after what it may correct; where one has no date that is left open."""
    if published is None or published_before is None:
        return True
    return timedelta(0) <= day - before <= _CORRECTED_WITHIN


def _corrects(kept: Kept) -> Corrects:
    return correction_of(kept.title, kept.body).corrects


def _is_later(one: Published | None, other: Published | None) -> bool:
    """Whether a correction came after another: where it is not known, both stand."""
    return one is not None and other is not None and one.instant > other.instant


def _noted(related: Sequence[Related], article: Article, correction: Correction, from_day: date) -> list[Related]:
    """The article, if any, of which a note says that words were wrong: its publisher's, with one of its figures."""
    own = [
        one
        for one in related
        if one.kept.source == article.source
        and one.kept.from_day <= from_day
        and _corrects(one.kept) is Corrects.NOTHING
        and one.alike.names > 0
        and correction.figures & values([one.kept.title, one.kept.body])
    ]
    return sorted(own, key=lambda one: log_odds(one.alike), reverse=True)[:1]


def _replaced_by(members: Sequence[Related], article: Article, from_day: date) -> int | None:
    """A correction that was read before what it corrects, as feeds have the newest first."""
    own = correction_of(article.title, article.body).corrects
    corrections = (
        one.kept.id
        for one in members
        if _follows(one.kept.from_day, one.kept.published, from_day, article.published)
        and not one.kept.replaced
        and _words_alike(one.alike)
        and _corrects(one.kept) is Corrects.ARTICLE
        and (own is Corrects.NOTHING or (own is Corrects.ARTICLE and _is_later(one.kept.published, article.published)))
    )
    return next(corrections, None)


def _retold(members: Sequence[Related], article: Article) -> Event | None:
    """The day of the old event that an article tells anew, by the first telling of its story."""
    if article.published is None:
        return None
    known = [one.kept.event for one in members if one.kept.event is not None]
    first = min((Event(one.kept.from_day) for one in members if one.kept.published), default=None)
    happened = min([*known, *([first] if first else [])], default=None)
    return happened if happened and article.published.day - happened.day > RETOLD_AFTER else None


def _is_retelling_of(kept: Kept, article: Article, from_day: date) -> bool:
    """Whether a stored article turns out to tell anew what this older one told first."""
    if kept.published is None or article.published is None or kept.event is not None:
        return False
    return kept.published.day - from_day > RETOLD_AFTER


def copies_of(id_: int, kept: Sequence[Kept]) -> list[int]:
    """The articles of the same story that copy one of them word for word: what is wrong in it is wrong in them."""
    own = next((one for one in kept if one.id == id_), None)
    if own is None:
        return []
    telling = read_telling(own.title, own.body, own.from_day)
    fellows = (one for one in kept if one.id != id_ and one.story == own.story)
    return [one.id for one in fellows if likeness(telling, read_telling(one.title, one.body, one.from_day)).copied]


def withdraw(placing: Placing, passages: Sequence[Stored], note: Article) -> Placing:
    """Withdraw the passages that hold the figure a note calls wrong: one that it names and that only stands there.

    Where no passage can be told to be the wrong one, all stay; the note leads, being newer.
    """
    wrong = wrong_figures(note, values(passage.text for passage in passages))
    ids = [passage.passage_id for passage in passages if wrong & values([passage.text])]
    return Placing(
        story=placing.story, event=placing.event, corrects=placing.corrects, withdraws=ids, retold_by=placing.retold_by
    )


def wrong_figures(note: Article, told: frozenset[str]) -> frozenset[str]:
    """The figures of a note that are wrong: those in the place of which it puts others that were not told."""
    named = values([note.title, note.body])
    right = named - told
    return named & told if right else frozenset()
