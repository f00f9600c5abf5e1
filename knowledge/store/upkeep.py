"""Writing anew what is made of articles: their places among the stories, and the keyword index."""

from collections.abc import Callable

from sqlalchemy import Engine, delete, func, select, update

from knowledge.store.engine import guarded
from knowledge.store.rows import Placing, changed, place, write_keywords
from knowledge.store.tables import articles, passages, withdrawn

_AT_ONCE = 1_000


class Upkeep:
    """What a rebuild reads and writes. Blocking; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def in_order(self) -> list[int]:
        """The ids of all articles by the day on which their words were first public."""
        query = select(articles.c.id).order_by(articles.c.from_day, articles.c.published_at, articles.c.id)
        with guarded(), self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def first_passage(self, article_id: int) -> int | None:
        """The id of an article's first passage."""
        query = select(passages.c.id).where(passages.c.article_id == article_id).order_by(passages.c.position)
        with guarded(), self._engine.connect() as connection:
            return connection.execute(query.limit(1)).scalar()

    def undo_places(self) -> None:
        """Let every article begin a story of its own and stand, but for those that a later version replaced."""
        correction = articles.alias("correction")
        corrected = select(correction.c.id).where(
            correction.c.id == articles.c.replaced_by,
            correction.c.corrects.is_not(None),
            correction.c.url != articles.c.url,
        )
        with guarded(), self._engine.begin() as connection:
            revision = changed(connection)
            connection.execute(delete(withdrawn))
            standing = update(articles).where(corrected.exists())
            connection.execute(standing.values(until_day=None, replaced_by=None))
            alone = {"story_id": articles.c.id, "event": None, "corrects": None, "revision": revision}
            connection.execute(update(articles).values(alone))

    def place(self, article_id: int, placing: Placing) -> None:
        """Place an article that is stored."""
        event = placing.event.isoformat() if placing.event else None
        with guarded(), self._engine.begin() as connection:
            row = update(articles).where(articles.c.id == article_id)
            values = {"story_id": placing.story or article_id, "event": event, "revision": changed(connection)}
            connection.execute(row.values(values))
            from_day = connection.execute(select(articles.c.from_day).where(articles.c.id == article_id)).scalar_one()
            place(connection, article_id, placing, from_day)

    def rebuild_keywords(self, progress: Callable[[int, int], None]) -> None:
        """Write the keyword index anew from the passages, in one transaction."""
        query = select(passages.c.id, articles.c.title, passages.c.text).join(articles).order_by(passages.c.id)
        with guarded(), self._engine.begin() as connection:
            total = connection.execute(select(func.count()).select_from(passages)).scalar_one()
            connection.exec_driver_sql("DELETE FROM keywords")
            last = done = 0
            while rows := connection.execute(query.where(passages.c.id > last).limit(_AT_ONCE)).all():
                write_keywords(connection, [(row.id, row.title, row.text) for row in rows])
                last, done = rows[-1].id, done + len(rows)
                progress(done, total)
