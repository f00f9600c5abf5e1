"""Articles to store, a clock to store them by, and whether what is stored is whole."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from knowledge.model import Article, Published

NOW = datetime(2025, 9, 18, 8, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def make_article(
    name: str = "cloud",
    body: str = "Cloud sales rose by a quarter.",
    *,
    title: str = "",
    published: date | datetime | None = None,
    source: str = "Harbour Ledger",
) -> Article:
    """An article at ``https://news.example/<name>``."""
    if isinstance(published, datetime):
        dated: Published | None = Published.from_datetime(published)
    else:
        dated = Published(published) if published else None
    return Article(f"https://news.example/{name}", title or f"About {name}", source, body, dated)


def faults(engine: Engine) -> list[str]:
    """What does not fit together in a database; nothing in one that is whole."""
    counts = {
        "articles without an address of their own": "SELECT count(*) FROM articles WHERE NOT EXISTS "
        "(SELECT 1 FROM addresses WHERE url = articles.url AND article_id = articles.id)",
        "articles without passages": "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM passages)",
        "passages without words": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM keywords)",
        "words without a passage": "SELECT count(*) FROM keywords WHERE rowid NOT IN (SELECT id FROM passages)",
        "passages without a vector": "SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage_id FROM vectors)",
        "rows that lead nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
        "damage": "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    }
    with engine.connect() as connection:
        found = {what: connection.exec_driver_sql(query).scalar_one() for what, query in counts.items()}
        connection.exec_driver_sql("INSERT INTO keywords (keywords) VALUES ('integrity-check')")
    return [f"{count} {what}" for what, count in found.items() if count]
