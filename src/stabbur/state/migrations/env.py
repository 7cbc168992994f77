"""How Alembic runs our migrations: on the connection and in the transaction that it is handed."""

from alembic import context


def migrate() -> None:
    """Run the migrations that are wanted."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=context.config.attributes["metadata"],
        render_as_batch=True,
    )
    context.run_migrations()


# Alembic runs this file to migrate; offline it would only print SQL, and there is no connection for that
if not context.is_offline_mode():
    migrate()
