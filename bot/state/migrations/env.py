"""Alembic runs this on the connection that :mod:`knowledge.database` hands over."""

from alembic import context

from bot.state.tables import metadata

VERSION_TABLE = "bot_version"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
