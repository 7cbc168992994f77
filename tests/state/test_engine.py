"""The engine waits for locks, and says when it cannot have them."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from stabbur import settings
from stabbur.errors import Unavailable
from stabbur.state import audit, sqlite
from stabbur.state import engine as engines


def test_sqlite_is_in_wal_mode_and_synced(home: Path) -> None:
    with engines.reading(engines.engine(settings.load())) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    assert (settings.private() / "state.sqlite").exists()


def test_waits_while_another_writes(home: Path) -> None:
    made = engines.engine(settings.load())
    other = sqlite3.connect(
        settings.private() / "state.sqlite", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, lambda: other.execute("COMMIT")).start()
    with engines.writing(made) as connection:
        audit.record(connection, "kari", "x", "y")


def test_locked_for_too_long_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    made = engines.engine(settings.load())
    other = sqlite3.connect(settings.private() / "state.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    locked = pytest.raises(Unavailable, match="did not answer: database is locked")
    with locked as caught, engines.writing(made):
        pytest.fail("wrote beside another")
    assert caught.value.code == "state-unavailable"
    other.execute("ROLLBACK")


def test_password_is_not_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_STATE_PASSWORD", "hemmelig")
    told = {"address": "postgresql://a@127.0.0.1:1/x", "password": {"secret": "state/password"}}
    known = settings.Settings.model_validate({"state": told})
    with pytest.raises(Unavailable) as caught:
        engines.engine(known)
    assert "hemmelig" not in str(caught.value)
    assert engines.address(known).password == "hemmelig"
