"""The bot's own tables. ``migrations/`` brings a database to this shape; a test keeps the two equal."""

from sqlalchemy import Column, Date, LargeBinary, MetaData, String, Table, Text

from knowledge.database import UtcDateTime

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

# The last good answers of the source, to be offered with their age when it is down. `document` is the answer as JSON.
quotes = Table(
    "quotes",
    metadata,
    Column("symbol", String(32), primary_key=True),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),
)

# The same for histories, compressed: a long one has thousands of rows.
histories = Table(
    "histories",
    metadata,
    Column("symbol", String(32), primary_key=True),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

# Closes of an index whose history the source does not give, from the first day on which the bot ran.
closes = Table(
    "closes",
    metadata,
    Column("symbol", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    # A decimal number as text: SQLite has none, and a float would not give back what was put in.
    Column("close", String(32), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
