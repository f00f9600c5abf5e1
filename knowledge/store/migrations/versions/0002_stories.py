"""Stories, versions, corrections, the days on which words stood, the health of feeds, and what was forgotten."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_KEPT = "id, url, title, source, body, language, digest, published, published_at, published_day, fetched_at, partial"
_ADDED_TO_FEEDS = ("ok_at", "failures", "reason", "next_at", "moved_to", "stored", "left_out")


def upgrade() -> None:
    """Give every article a story of its own; ``rallybot rebuild`` finds those that belong together."""
    _make_articles()
    _make_passages_and_addresses()
    _make_feeds()
    op.create_table(
        "forgotten",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _columns_of_before(*, unique: bool) -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("url", sa.Text, nullable=False, unique=unique),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("published", sa.String(40)),
        sa.Column("published_at", sa.DateTime),
        sa.Column("published_day", sa.Date),
        sa.Column("fetched_at", sa.DateTime, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
    ]


def _make_articles() -> None:
    op.create_table(
        "articles_anew",
        *_columns_of_before(unique=False),
        sa.Column("updated", sa.String(40)),
        sa.Column("event", sa.String(10)),
        sa.Column("story_id", sa.Integer, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("until_day", sa.Date),
        sa.Column("replaced_by", sa.Integer, sa.ForeignKey("articles.id", ondelete="SET NULL")),
        sa.Column("corrects", sa.Integer, sa.ForeignKey("articles.id", ondelete="SET NULL")),
        sa.Column("suspicious", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.execute(
        f"INSERT INTO articles_anew ({_KEPT}, story_id, from_day, suspicious, revision) "  # noqa: S608 (names above)
        f"SELECT {_KEPT}, id, coalesce(published_day, date(fetched_at)), 0, 1 FROM articles"
    )
    op.drop_table("articles")
    op.rename_table("articles_anew", "articles")
    for column in ("url", "digest", "published_at", "story_id", "replaced_by", "corrects", "revision"):
        op.create_index(f"ix_articles_{column}", "articles", [column])
    op.execute("INSERT OR REPLACE INTO facts (name, value) VALUES ('changes', '1'), ('removals', '0')")


def _make_passages_and_addresses() -> None:
    op.create_table(
        "withdrawn",
        sa.Column("passage_id", sa.Integer, sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("by_article", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
    )
    op.create_index("ix_withdrawn_by_article", "withdrawn", ["by_article"])
    op.create_table(
        "addresses_anew",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published", sa.String(40)),
        sa.Column("from_day", sa.Date, nullable=False),
    )
    op.execute(
        "INSERT INTO addresses_anew SELECT addresses.url, article_id, addresses.source, published, from_day "
        "FROM addresses JOIN articles ON articles.id = article_id"
    )
    op.drop_table("addresses")
    op.rename_table("addresses_anew", "addresses")
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"])


def _make_feeds() -> None:
    for column in (
        sa.Column("ok_at", sa.DateTime),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reason", sa.Text),
        sa.Column("next_at", sa.DateTime),
        sa.Column("moved_to", sa.Text),
        sa.Column("stored", sa.Integer, nullable=False, server_default="0"),
        sa.Column("left_out", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("feeds", column)


def downgrade() -> None:
    """Keep the newest version of each address, and drop what was not known before."""
    gone = "FROM passages WHERE article_id NOT IN (SELECT article_id FROM addresses)"
    op.execute(f"INSERT OR REPLACE INTO unindexed SELECT id, 'remove' {gone}")
    op.execute(f"DELETE FROM keywords WHERE rowid IN (SELECT id {gone})")  # noqa: S608 (ours)
    op.execute(f"DELETE FROM vectors WHERE passage_id IN (SELECT id {gone})")  # noqa: S608 (ours)
    op.execute(f"DELETE {gone}")
    op.execute("DELETE FROM articles WHERE id NOT IN (SELECT article_id FROM addresses)")
    # A version whose own address has gone on to a newer one is kept for its copies: it moves to one of theirs.
    led = "addresses WHERE article_id = articles.id ORDER BY url LIMIT 1"
    op.execute(
        f"UPDATE articles SET source = (SELECT source FROM {led}), url = (SELECT url FROM {led}) "  # noqa: S608 (ours)
        "WHERE NOT EXISTS (SELECT 1 FROM addresses WHERE addresses.url = articles.url AND article_id = articles.id)"
    )
    for table in ("withdrawn", "forgotten"):
        op.drop_table(table)
    with op.batch_alter_table("feeds") as feeds:
        for name in _ADDED_TO_FEEDS:
            feeds.drop_column(name)
    with op.batch_alter_table("addresses") as addresses:
        for name in ("published", "from_day"):
            addresses.drop_column(name)
    op.create_table("articles_before", *_columns_of_before(unique=True))
    op.execute(f"INSERT INTO articles_before ({_KEPT}) SELECT {_KEPT} FROM articles")  # noqa: S608 (names above)
    op.drop_table("articles")
    op.rename_table("articles_before", "articles")
    for column in ("digest", "published_at"):
        op.create_index(f"ix_articles_{column}", "articles", [column])
    op.execute("DELETE FROM facts WHERE name IN ('changes', 'removals')")
