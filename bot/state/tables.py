"""The bot's own tables. ``migrations/`` brings a database to this shape; a test keeps the two equal."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, MetaData, String, Table, Text

from knowledge.database import UtcDateTime

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})

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

# What Telegram has delivered, from before it was told so until it is worked off. `document` is what was understood of
# it (JSON), `state` is waiting, done or cancelled, `attempts` how often an answer was begun, `part_of` the update
# whose text it goes on.
updates = Table(
    "updates",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("kind", String(16), nullable=False),
    Column("document", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("part_of", BigInteger),
    Index(None, "chat_id"),
    Index(None, "state"),
)

# What is sent for an update, message by message: `sent` says how many of them are done with, `posted` is the message
# that shows the answer while it is being written.
replies = Table(
    "replies",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("document", Text),
    Column("sent", Integer, nullable=False),
    Column("posted", BigInteger),
    Column("composed_at", UtcDateTime, nullable=False),
    Index(None, "chat_id"),
)

# What was said in a chat, or in a topic of one (0 is none): questions as they were understood, and answers as JSON.
turns = Table(
    "turns",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Index(None, "chat_id", "thread_id", "at"),
)

# Chats the bot has been in. `gone` is one that it can no longer write to.
chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

# Users and groups that were let in by an invitation.
members = Table(
    "members",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("invited_by", BigInteger, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
)

# Invitations that can still be used: `code` stands in the link.
invitations = Table(
    "invitations",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("made_by", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("uses_left", Integer, nullable=False),
)

# Tokens of the language model that each user's questions have cost, by day in UTC.
usage = Table(
    "usage",
    metadata,
    Column("day", Date, primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
)
