"""How each feed has been doing: what it said of its state, when it answered, and when it may be asked again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.store.engine import guarded
from knowledge.store.tables import feeds


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of a feed after its last reading; every time is in UTC.

    ``etag`` and ``modified`` make the next request conditional. ``failures`` counts those since it last answered
    (``ok_at``), ``reason`` is the last one's, ``next_at`` when it is asked again. ``moved_to`` is where it has moved
    for good. ``stored`` counts the articles that its readings have given, those that were broken off aside;
    ``left_out`` the entries of its last reading that were on other subjects.
    """

    checked_at: datetime
    etag: str | None = None
    modified: str | None = None
    ok_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    next_at: datetime | None = None
    moved_to: str | None = None
    stored: int = 0
    left_out: int = 0


class FeedRecords:
    """The states of feeds, by address. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def state(self, url: str) -> FeedState | None:
        """The state of a feed; nothing before its first reading."""
        return self.states([url]).get(url)

    def states(self, urls: list[str]) -> dict[str, FeedState]:
        """The states of those feeds that have been read."""
        with guarded(), self._engine.connect() as connection:
            rows = connection.execute(select(feeds).where(feeds.c.url.in_(urls))).all()
        return {
            row.url: FeedState(**{name: getattr(row, name) for name in FeedState.__dataclass_fields__}) for row in rows
        }

    def keep(self, url: str, state: FeedState) -> None:
        """Keep the state of a feed."""
        values = {name: getattr(state, name) for name in FeedState.__dataclass_fields__}
        statement = upsert(feeds).values(url=url, **values)
        with guarded(), self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=values))
