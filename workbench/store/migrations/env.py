"""How Alembic runs the migrations: on the connection that the store hands over, inside its one transaction."""

from alembic import context

from workbench.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, render_as_batch=connection.dialect.name == "sqlite", compare_type=True
)
with context.begin_transaction():
    context.run_migrations()
