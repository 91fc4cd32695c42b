"""Alembic's entry: runs the revisions on the connection that mlcore.store.migrate hands over."""

from alembic import context

from mlcore.store.migrate import VERSION_TABLE
from mlcore.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
