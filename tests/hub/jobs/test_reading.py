"""What the pages ask of the state, the same from SQLite and from PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, update

from stabbur import settings
from stabbur.accounts.actor import Actor, local
from stabbur.errors import NotFound
from stabbur.hub.jobs import reading
from stabbur.runs.queue.reading import listed
from stabbur.runs.queue.values import ACTIVE
from stabbur.state.engine import reading as read_state
from stabbur.state.engine import writing
from stabbur.state.tables import run
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


@pytest.mark.parametrize("id", [0, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_run_has_is_not_found_however_large(state: Engine, id: int) -> None:
    with read_state(state) as connection, pytest.raises(NotFound):
        reading.one_run(connection, id, local())


def test_a_list_reads_no_long_report(state: Engine) -> None:
    with writing(state) as connection:
        brief, long = '{"published": []}', f'{{"published": ["{"x" * 20_000}"]}}'
        connection.execute(update(run).where(run.c.id == 34).values(report=long))
        connection.execute(update(run).where(run.c.id == 33).values(report=brief))
    with read_state(state) as connection:
        found = {one.id: one.report for one in reading.runs(connection, local(), limit=2)}
        assert found == {34: None, 33: {"published": []}}
        whole = reading.one_run(connection, 34, local())
        assert whole.report
        assert all(one.report is None for one in reading.attempts(connection, whole))
    assert [one.report for one in listed(state, limit=2)] == [None, {"published": []}]


def test_usual_time_is_that_of_its_like(state: Engine) -> None:
    with read_state(state) as connection:
        usual = reading.usual(connection, reading.one_run(connection, 31, local()))
        assert usual is not None
        assert 38 <= usual <= 61
        assert reading.usual(connection, reading.one_run(connection, 32, local())) is None
        assert [one.id for one in reading.attempts(connection, reading.one_run(connection, 9, local()))] == [
            9
        ]


def test_what_runs_comes_before_what_waits_and_all_are_counted(state: Engine) -> None:
    with read_state(state) as connection:
        found, count = reading.active(connection, local(), limit=1)
        assert ([one.id for one in found], count) == ([31], 2), "run 32 waits"
        assert reading.active(connection, local(), NAME)[1] == 1


def test_usual_times_of_many_pipelines_are_one_question(state: Engine) -> None:
    asked = []
    event.listen(state, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with read_state(state) as connection:
        asked.clear()
        found = reading.usual_of(connection, [NAME, "demo/erklart", "demo/aldri"])
        assert len(asked) == 1
        assert found["demo/erklart"] == 4
        assert 38 <= found[NAME] <= 61
        assert set(found) == {NAME, "demo/erklart"}
        assert reading.usual_of(connection, []) == {}
