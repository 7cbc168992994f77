"""A pipeline that has not run since is told of once; one that is paused, runs or waits is not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from stabbur.runs.notices import overdue
from stabbur.runs.notices.composing import message
from stabbur.runs.pipelines import setting, starting
from stabbur.runs.queue.claiming import claim
from stabbur.state import clock
from stabbur.state.engine import reading, writing
from stabbur.state.tables import notice, pipeline, run
from tests.runs.notices.conftest import End, Given, Later


@pytest.fixture
def hourly(engine: Engine, project: Path) -> str:
    setting.make(engine, project, "job", {"entry": "job.py", "schedule": "0 * * * *", "tell": ("log",)})
    return "skatt/job"


def told(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [row.kind for row in connection.execute(select(notice))]


def test_one_that_never_ran_is_told_of_once_with_since_when(
    engine: Engine, hourly: str, given: Given, later: Later
) -> None:
    assert overdue.tell(engine) == 0
    later(5)
    assert overdue.tell(engine) == 1
    assert overdue.tell(engine) == 0
    with reading(engine) as connection:
        row = connection.execute(select(notice)).one()
    made = message(engine, given(), row)
    assert made.headline.startswith("skatt/job har ikke gått siden 20")
    assert made.lines[0].startswith("Skulle gått 20")


def test_when_it_runs_and_stops_again_it_is_told_anew(
    engine: Engine, hourly: str, end: End, later: Later
) -> None:
    later(5)
    overdue.tell(engine)
    end("succeeded")
    assert overdue.tell(engine) == 0
    later(5)
    assert overdue.tell(engine) == 1
    assert told(engine) == ["missing", "missing"]


def test_one_time_that_is_missed_is_no_news(engine: Engine, hourly: str, end: End) -> None:
    end("succeeded")
    moment = clock.now()
    late = moment.replace(minute=0, second=0, microsecond=0) - timedelta(minutes=30)
    with writing(engine) as connection:
        connection.execute(update(run).values(started=late))
        connection.execute(update(pipeline).values(created=late))
    assert overdue.tell(engine) == 0


def test_what_is_paused_runs_or_has_just_begun_to_wait_is_left_alone(
    engine: Engine, hourly: str, later: Later
) -> None:
    later(5)
    starting.run_now(engine, hourly)
    assert overdue.tell(engine) == 0
    claim(engine, "host", "worker", lease_seconds=30)
    later(5)
    assert overdue.tell(engine) == 0, "it runs, and long"
    setting.pause(engine, hourly)
    with writing(engine) as connection:
        connection.execute(update(run).values(state="cancelled"))
    later(5)
    assert overdue.tell(engine) == 0
    setting.resume(engine, hourly)
    assert overdue.tell(engine) == 0, "the time that it was paused does not count"
    later(5)
    assert overdue.tell(engine) == 1


def test_what_waits_in_the_queue_for_long_does_not_run(engine: Engine, hourly: str, later: Later) -> None:
    starting.run_now(engine, hourly)
    later(5)
    assert overdue.tell(engine) == 1


@pytest.mark.parametrize("changes", [{"schedule": ""}, {"tell_of": ("failure",)}])
def test_what_has_no_schedule_or_does_not_want_it_is_not_told(
    engine: Engine, hourly: str, changes: dict[str, object], later: Later
) -> None:
    setting.change(engine, hourly, changes)
    later(500)
    assert overdue.tell(engine) == 0


def test_many_pipelines_take_little_time(engine: Engine, hourly: str) -> None:
    import time

    with writing(engine) as connection:
        one = dict(connection.execute(select(pipeline)).one()._mapping)
        more = [
            {**one, "id": f"skatt/p{number}", "next_at": datetime.now().astimezone()}
            for number in range(2000)
        ]
        connection.execute(pipeline.insert(), more)
    begun = time.process_time()
    overdue.tell(engine)
    assert time.process_time() - begun < 5, "each pipeline must not be asked for by itself"
