"""A test run has a state of its own that knows what is published; the real one hears nothing of it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from stabbur.settings import Settings
from stabbur.state import audit, clock, tables
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import reading, writing

ROW = {"kind": "package", "id": "demo/tall", "title": "Tall", "access": "team"}


@pytest.fixture
def known(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings by which the state of `engine` is opened."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return Settings.model_validate({"state": {"address": str(url)}})
    monkeypatch.setenv("STABBUR_SECRET_STATE_PASSWORD", str(url.password))
    where = f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}"
    return Settings.model_validate({"state": {"address": where, "password": {"secret": "state/password"}}})


def counted(made: Engine) -> dict[str, int]:
    with reading(made) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.METADATA.tables.items()
        }


def test_knows_what_is_published_and_writes_apart(
    engine: Engine, known: Settings, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as connection:
        connection.execute(insert(tables.publication).values(**ROW, bucket="local", created=clock.now()))
        audit.record(connection, "anna", "package.published", "demo/tall")
    before = counted(engine)
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
    made = open_state(known)
    assert made.url.database == str(tmp_path / "test" / "state.sqlite")
    with writing(made) as connection:
        assert connection.execute(select(tables.publication.c.id)).scalar_one() == "demo/tall"
        assert connection.execute(select(func.count()).select_from(tables.audit)).scalar_one() == 0
        audit.record(connection, "anna", "package.access", "demo/tall")
    assert counted(engine) == before
    assert not list(home.rglob("audit-*")), "what this machine remembers of the log is the real one's"
    assert open_state(known) is made, "asked again, it is the same"


def test_a_state_that_is_not_there_is_not_made(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
    assert counted(open_state(Settings()))["publication"] == 0
    assert not (home / "private" / "state.sqlite").exists()


def test_it_is_made_once_whoever_asks_first(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(open_state, Settings()) for _ in range(6)]
        made = [one.result() for one in asked]
    for number, one in enumerate(made):
        with writing(one) as connection:
            audit.record(connection, "anna", "package.access", f"demo/tall{number}")
    assert counted(open_state(Settings()))["audit"] == 6
    assert not list((tmp_path / "test").glob("*.part"))
