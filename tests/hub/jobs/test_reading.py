"""What the pages ask of the state, the same from SQLite and from PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur import settings
from stabbur.accounts.actor import Actor, local
from stabbur.errors import NotFound
from stabbur.hub.jobs import reading
from stabbur.runs.queue.values import ACTIVE
from stabbur.state.engine import reading as read_state
from tests.hub.jobs import filled
from tests.hub.jobs.filled import NAME
from tests.runs.migrated import engine, migrated_postgres, migrated_sqlite
from tests.state.conftest import postgres

__all__ = ["engine", "migrated_postgres", "migrated_sqlite", "postgres"]


@pytest.fixture
def state(engine: Engine, home: Path, tmp_path: Path) -> Engine:
    filled.fill(filled.project(tmp_path / "prosjekt"), engine)
    assert settings.home() == home
    return engine


def test_runs_are_found_by_pipeline_state_and_number(state: Engine) -> None:
    with read_state(state) as connection:
        ids = [one.id for one in reading.runs(connection, local(), limit=3)]
        assert ids == [34, 33, 32]
        ended = reading.runs(connection, local(), pipeline=NAME, ended=True, before=30, limit=2)
        assert [one.id for one in ended] == [29, 28]
        assert {one.id for one in reading.runs(connection, local(), states=ACTIVE)} == {31, 32}
        assert reading.counted(connection, NAME, local()) == 31


def test_last_run_of_each_pipeline_is_the_newest_that_began(state: Engine) -> None:
    with read_state(state) as connection:
        found = {id: run.id for id, run in reading.latest(connection).items()}
    assert found == {NAME: 31, "demo/erklart": 33}


def test_test_run_is_there_for_whoever_started_it_alone(state: Engine) -> None:
    with read_state(state) as connection:
        assert reading.one_run(connection, 34, local()).purpose == "test"
        with pytest.raises(NotFound, match="34"):
            reading.one_run(connection, 34, Actor("somebody"))
        assert 34 not in [one.id for one in reading.runs(connection, Actor("somebody"))]


def test_usual_time_is_that_of_its_like(state: Engine) -> None:
    with read_state(state) as connection:
        usual = reading.usual(connection, reading.one_run(connection, 31, local()))
        assert usual is not None
        assert 38 <= usual <= 61
        assert reading.usual(connection, reading.one_run(connection, 32, local())) is None
        assert [one.id for one in reading.attempts(connection, reading.one_run(connection, 9, local()))] == [
            9
        ]
