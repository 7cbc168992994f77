"""Migrations: once, whole, the copy first, newer schemas refused."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from stabbur.errors import StabburError
from stabbur.state import migrating, tables
from stabbur.state.migrating import HEAD, KNOWN, SCRIPTS, bring_up_to_date, current, keep_copy


def test_head_is_the_last_migration() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_current_head() == HEAD
    assert {one.revision for one in scripts.walk_revisions()} == set(KNOWN)


def test_migrations_make_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.METADATA) == []


def test_second_start_changes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_migrate", lambda engine: pytest.fail("migrated again"))
    bring_up_to_date(engine)
    assert current(engine) == HEAD


def test_many_start_at_once(empty: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        for started in [pool.submit(bring_up_to_date, empty) for _ in range(6)]:
            started.result()
    assert current(empty) == HEAD


def test_newer_schema_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StabburError, match="the state has schema '9999', this Stabbur knows up to") as caught:
        bring_up_to_date(engine)
    assert caught.value.code == "state-newer"
    assert current(engine) == "9999"


def test_sqlite_is_copied_first(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE old (a)")
        connection.execute("INSERT INTO old VALUES (1)")
    copy = keep_copy(file, "0000")
    assert copy is not None
    assert sqlite3.connect(copy).execute("SELECT a FROM old").fetchall() == [(1,)]


def test_cut_migration_leaves_nothing_half(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def cut(*_given: object) -> None:
        raise OSError("cut")

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_index", cut)
        with pytest.raises(OSError, match="cut"):
            bring_up_to_date(empty)
    assert current(empty) is None
    bring_up_to_date(empty)
    assert current(empty) == HEAD
