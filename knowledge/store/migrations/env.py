"""Alembic runs this on the connection that :mod:`knowledge.store.engine` hands over."""

from alembic import context

from knowledge.store.tables import metadata

VERSION_TABLE = "knowledge_version"

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
