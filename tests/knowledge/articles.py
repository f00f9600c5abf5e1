"""Articles to store, a clock to store them by, and whether what is stored is whole."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from knowledge.model import Article, Published

NOW = datetime(2025, 9, 18, 8, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


class Clock:
    """A clock that a test sets, at eight in the morning in UTC of a day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.combine(self.day, NOW.timetz())


def make_article(
    name: str = "cloud",
    body: str = "Cloud sales rose by a quarter.",
    *,
    title: str = "",
    published: date | datetime | None = None,
    source: str = "Harbour Ledger",
    partial: bool = False,
    updated: date | None = None,
) -> Article:
    """An article at ``https://news.example/<name>``."""
    if isinstance(published, datetime):
        dated: Published | None = Published.from_datetime(published)
    else:
        dated = Published(published) if published else None
    changed = Published(updated) if updated else None
    return Article(
        f"https://news.example/{name}", title or f"About {name}", source, body, dated, partial=partial, updated=changed
    )


def faults(engine: Engine, *, vectors: bool = True) -> list[str]:
    """What does not fit together in a database; nothing in one that is whole. Without ``vectors`` some may lack."""
    counts = {
        "standing articles without an address of their own": "SELECT count(*) FROM articles WHERE until_day IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM addresses WHERE url = articles.url AND article_id = articles.id)",
        "replaced articles that stand": "SELECT count(*) FROM articles "
        "WHERE (until_day IS NULL) <> (replaced_by IS NULL)",
        "articles of no story": "SELECT count(*) FROM articles WHERE story_id < 1",
        "changes that were not counted": "SELECT count(*) FROM articles WHERE revision > "
        "(SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'changes')",
        "forgotten addresses": "SELECT count(*) FROM addresses JOIN forgotten USING (url)",
        "articles without passages": "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM passages)",
        "passages without words": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM keywords)",
        "words without a passage": "SELECT count(*) FROM keywords WHERE rowid NOT IN (SELECT id FROM passages)",
        "passages without a vector": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage_id FROM vectors)",
        "rows that lead nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
        "damage": "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    }
    if not vectors:
        del counts["passages without a vector"]
    with engine.connect() as connection:
        found = {what: connection.exec_driver_sql(query).scalar_one() for what, query in counts.items()}
        connection.exec_driver_sql("INSERT INTO keywords (keywords) VALUES ('integrity-check')")
    return [f"{count} {what}" for what, count in found.items() if count]
