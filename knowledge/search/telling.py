"""From a ranking of passages to what a reader sees: each story once, its best and newest telling first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from knowledge.model import Hit, Source
from knowledge.store.catalogue import Snapshot
from knowledge.store.records import Records, Stored

# How far below its story's best passage a newer telling may be ranked and still stand for the story.
_NEARLY = 0.12
# How many tellings of one story are read for an answer.
_TELLINGS = 4
# How many passages before and after a found one are read with it.
_CONTEXT = 3

Ranking = Sequence[tuple[int, float]]


class Teller:
    """Makes hits of ranked passages. Blocking."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def stories(
        self, ranking: Ranking, cosines: Mapping[int, float], snapshot: Snapshot, k: int, as_of: date | None
    ) -> list[Hit]:
        """The ``k`` best stories, each as one passage of its best and newest telling."""
        picked: dict[int, tuple[int, float]] = {}
        for story, tellings in _by_story(ranking, snapshot).items():
            if len(picked) == k:
                break
            picked[story] = _lead(tellings, snapshot)
        stored = self._records.passages([id_ for id_, _ in picked.values()])
        there = [(id_, score) for id_, score in picked.values() if id_ in stored]
        hits = [_hit(rank, score, cosines.get(id_), stored[id_]) for rank, (id_, score) in enumerate(there, start=1)]
        return self._sourced(hits, as_of)

    def articles(
        self, ranking: Ranking, cosines: Mapping[int, float], snapshot: Snapshot, n: int, as_of: date | None
    ) -> list[list[Hit]]:
        """The found articles of the ``n`` best stories, best first, each as its passages near those found."""
        found = {id_: (rank, score) for rank, (id_, score) in enumerate(ranking, start=1)}
        chosen: list[int] = []
        for tellings in list(_by_story(ranking, snapshot).values())[:n]:
            at = snapshot.find([id_ for id_, _ in tellings])
            chosen += list(dict.fromkeys(int(snapshot.article[where]) for where in at))[:_TELLINGS]
        best: dict[int, list[Hit]] = {}
        for passage in self._records.passages_of(chosen):
            rank, score = found.get(passage.passage_id, (0, 0.0))
            hit = _hit(rank, score, cosines.get(passage.passage_id), passage)
            best.setdefault(passage.article_id, []).append(hit)
        standing = snapshot.standing(as_of)
        read = [_near_found(_still(best[id_], snapshot, standing)) for id_ in chosen if id_ in best]
        sourced = iter(self._sourced([hit for hits in read for hit in hits], as_of))
        return [[next(sourced) for _ in hits] for hits in read if hits]

    def _sourced(self, hits: Sequence[Hit], as_of: date | None) -> list[Hit]:
        """Name the other places that tell each hit's story, and what its article corrects."""
        sources = self._records.sources(list({hit.story for hit in hits}), as_of)
        corrected = self._records.corrected([hit.article_id for hit in hits], as_of)
        return [
            replace(hit, also=_others(hit, sources.get(hit.story, [])), corrects=corrected.get(hit.article_id))
            for hit in hits
        ]


def _by_story(ranking: Ranking, snapshot: Snapshot) -> dict[int, list[tuple[int, float]]]:
    """The ranked passages of each story, stories in the order of their best."""
    at = snapshot.find([id_ for id_, _ in ranking])
    found: dict[int, list[tuple[int, float]]] = {}
    for item, where in zip(ranking, at, strict=True):
        if where >= 0:
            found.setdefault(int(snapshot.story[where]), []).append(item)
    return found


def _lead(tellings: Ranking, snapshot: Snapshot) -> tuple[int, float]:
    """The passage that stands for a story: of those nearly as good as its best, one of the newest news.

    Of several articles that tell the same day's news the last published leads; within an article the best passage.
    """
    best = tellings[0][1]
    near = [item for item in tellings if item[1] >= best - _NEARLY]
    at = snapshot.find([id_ for id_, _ in near])
    # A retelling is not newer for being published later.
    retold = (snapshot.published[at] - snapshot.told[at]) > 0
    newness = np.where(retold, snapshot.told[at] - 1, snapshot.published[at])
    lead = max(range(len(near)), key=lambda one: (int(newness[one]), near[one][1]))
    return near[lead][0], best


def _still(hits: list[Hit], snapshot: Snapshot, standing: "np.typing.NDArray[np.bool_]") -> list[Hit]:
    """Those that stand: a passage may have been withdrawn by a correction that leaves the rest of its article."""
    at = snapshot.find([hit.passage_id for hit in hits])
    return [hit for hit, where in zip(hits, at, strict=True) if where >= 0 and standing[where]]


def _near_found(hits: list[Hit]) -> list[Hit]:
    """The passages within :data:`_CONTEXT` of one that was found, and the first: it says what an article is about."""
    found = [at for at, hit in enumerate(hits) if hit.rank]
    return [hit for at, hit in enumerate(hits) if at == 0 or any(abs(at - other) <= _CONTEXT for other in found)]


def _others(hit: Hit, carried: Sequence[tuple[int, Source]]) -> tuple[Source, ...]:
    """The other places, one a publisher."""
    others: dict[str, Source] = {}
    for _, source in carried:
        if source.url != hit.url and source.name != hit.source:
            others.setdefault(source.name, source)
    return tuple(others.values())


def _hit(rank: int, score: float, cosine: float | None, stored: Stored) -> Hit:
    return Hit(
        rank=rank,
        score=round(score, 4),
        similarity=None if cosine is None else round(float(np.clip(cosine, -1, 1)), 4),
        passage_id=stored.passage_id,
        position=stored.position,
        text=stored.text,
        title=stored.title,
        url=stored.url,
        source=stored.source,
        published=stored.published,
        article_id=stored.article_id,
        story=stored.story,
        event=stored.event,
        suspicious=stored.suspicious,
    )
