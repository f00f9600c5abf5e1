"""Taking news out of the newsroom: what the operator wants forgotten, and what has grown too old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from knowledge.store.engine import guarded
from knowledge.store.rows import changed, date_row, remove_articles
from knowledge.store.stored import published_of
from knowledge.store.tables import addresses, articles, forgotten


@dataclass(frozen=True, slots=True)
class Removed:
    """How many addresses were forgotten, and how many articles went with them."""

    addresses: int
    articles: int


class Removal:
    """Removes articles with their passages, words and vectors, and queues that for the index. Blocking."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def forget(self, what: str, at: datetime) -> Removed:
        """Forget an address, or every address of a source by the name it is shown under or by its host.

        Words that another source carries too stay, under that one. A later refresh passes over what was forgotten.
        """
        with guarded(), self._engine.begin() as connection:
            gone = _meant(connection, what)
            if not gone:
                return Removed(0, 0)
            urls = [row.url for row in gone]
            articles_gone = 0
            for at_ in range(0, len(urls), _AT_ONCE):
                articles_gone += self._forget(connection, urls[at_ : at_ + _AT_ONCE], urls)
            _pass_over(connection, urls, at)
        return Removed(len(gone), articles_gone)

    def _forget(self, connection: Connection, urls: Sequence[str], all_urls: Sequence[str]) -> int:
        """Remove these addresses; those among ``all_urls`` give no other home to what they led to."""
        leaving = set(all_urls)
        led_to = select(addresses.c.article_id).where(addresses.c.url.in_(urls))
        ids = set(connection.execute(led_to).scalars())
        # Versions before the present one are kept under the same address.
        ids |= set(connection.execute(select(articles.c.id).where(articles.c.url.in_(urls))).scalars())
        homes = connection.execute(select(addresses).where(addresses.c.article_id.in_(ids))).all()
        others: dict[int, Row[Any]] = {}
        for row in homes:
            if row.url not in leaving:
                others.setdefault(row.article_id, row)
        connection.execute(delete(addresses).where(addresses.c.url.in_(urls)))
        for id_, home in others.items():
            _move(connection, id_, home, leaving)
        gone = [id_ for id_ in ids if id_ not in others]
        remove_articles(connection, gone)
        return len(gone)

    def older_than(self, moment: datetime, at: datetime) -> int:
        """Remove what was read, and published, before a moment, with every version of it; how many articles.

        A feed may have it still: a later refresh passes over it, as over what was forgotten.
        """
        newest = select(articles.c.url).where(_newer(moment))
        old = select(articles.c.id).where(~_newer(moment), articles.c.url.not_in(newest))
        with guarded(), self._engine.begin() as connection:
            ids = set(connection.execute(old).scalars())
            # What a correction has replaced does not outlive it, or it would stand again.
            chains = select(articles.c.id, articles.c.replaced_by).where(articles.c.replaced_by.is_not(None))
            replaced = connection.execute(chains).all()
            while more := {row.id for row in replaced if row.replaced_by in ids} - ids:
                ids |= more
            urls = list(connection.execute(select(addresses.c.url).where(addresses.c.article_id.in_(ids))).scalars())
            remove_articles(connection, list(ids))
            _pass_over(connection, urls, at)
        return len(ids)

    def is_forgotten(self, url: str) -> bool:
        """Whether the operator had this address forgotten."""
        with guarded(), self._engine.connect() as connection:
            return connection.execute(select(forgotten.c.url).where(forgotten.c.url == url)).first() is not None


_AT_ONCE = 500


def _pass_over(connection: Connection, urls: Sequence[str], at: datetime) -> None:
    """Let a refresh pass over these addresses from now on."""
    if urls:
        rows = [{"url": url, "at": at} for url in urls]
        connection.execute(upsert(forgotten).on_conflict_do_nothing(), rows)


def _newer(moment: datetime) -> Any:
    return func.max(articles.c.fetched_at, func.coalesce(articles.c.published_at, articles.c.fetched_at)) >= moment


def _meant(connection: Connection, what: str) -> Sequence[Row[Any]]:
    """The addresses that are meant: one, the lines of one file, or all of a source."""
    one = connection.execute(select(addresses).where(addresses.c.url == what)).all()
    if one:
        return one
    lines = select(addresses).where(addresses.c.url.startswith(f"{what}#", autoescape=True))
    if what.startswith("file:") and (found := connection.execute(lines).all()):
        return found
    wanted = what.strip().casefold()
    host = wanted.removeprefix("www.")
    if not host:
        return []
    rows = connection.execute(select(addresses)).all()
    return [row for row in rows if wanted == row.source.casefold() or host == _host(row.url)]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _move(connection: Connection, id_: int, home: Row[Any], leaving: set[str]) -> None:
    """Let an article be the other address's own, where its own is going."""
    own = connection.execute(select(articles.c.url).where(articles.c.id == id_)).scalar_one()
    if own in leaving:
        dated = date_row(published_of(home.published))
        values = {"url": home.url, "source": home.source, "from_day": home.from_day, **dated}
        statement = update(articles).where(articles.c.id == id_)
        connection.execute(statement.values(values | {"revision": changed(connection)}))
