"""Each of these tests runs on SQLite and on a real PostgreSQL."""

from tests.runs.migrated import engine, migrated_postgres, migrated_sqlite

__all__ = ["engine", "migrated_postgres", "migrated_sqlite"]
