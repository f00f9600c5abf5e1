"""The newsroom: articles and their addresses, passages, vectors, keywords, feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("url", sa.Text, nullable=False, unique=True),
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
    )
    op.create_index("ix_articles_digest", "articles", ["digest"])
    op.create_index("ix_articles_published_at", "articles", ["published_at"])
    op.create_table(
        "addresses",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"])
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.Integer, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passages_article_id", "passages", ["article_id"])
    op.create_index("ix_passages_article_position", "passages", ["article_id", "position"], unique=True)
    op.create_table(
        "vectors",
        sa.Column("passage_id", sa.Integer, sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("embedder", sa.String(120), primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "unindexed",
        sa.Column("passage_id", sa.Integer, primary_key=True),
        sa.Column("change", sa.String(8), nullable=False),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
        sa.Column("checked_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    # Its rowid is the passage's id; the columns hold folded words, Chinese as overlapping pairs.
    op.execute(
        "CREATE VIRTUAL TABLE keywords USING fts5(title, text, tokenize = 'porter unicode61 remove_diacritics 2')"
    )


def downgrade() -> None:
    """Drop every table."""
    op.execute("DROP TABLE keywords")
    for table in ("facts", "feeds", "unindexed", "vectors", "passages", "addresses", "articles"):
        op.drop_table(table)
