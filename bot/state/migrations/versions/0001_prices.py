"""The last good quotes and histories, and the closes of the index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "quotes",
        sa.Column("symbol", sa.String(32), primary_key=True),
        sa.Column("fetched_at", sa.DateTime, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "histories",
        sa.Column("symbol", sa.String(32), primary_key=True),
        sa.Column("fetched_at", sa.DateTime, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "closes",
        sa.Column("symbol", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("close", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.DateTime, nullable=False),
    )
