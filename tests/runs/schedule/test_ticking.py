"""What is due comes into the queue once, whoever looks and however late."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, event, select

from stabbur.runs.queue import reading
from stabbur.runs.queue.adding import add_all
from stabbur.runs.queue.values import NewRun
from stabbur.runs.schedule import cron, ticking
from stabbur.runs.schedule.due import said
from stabbur.runs.schedule.ticking import tick
from stabbur.state.tables import pipeline
from tests.runs.queue.given import ago, change, claimed, click, end, make, next_at, states

EACH = "* * * * *"


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be a moment by the queue's clock."""
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_CLOCK", str((moment - datetime.now(UTC)).total_seconds()))


def minutes_ago(count: int) -> datetime:
    """Return a whole minute so many minutes ago."""
    return ago(count * 60).replace(second=0)


def test_one_that_is_due_runs_with_its_interval_and_moves_on(engine: Engine) -> None:
    due = minutes_ago(0)
    make(engine, "a/b", schedule="0 6 * * *", next_at=due)
    make(engine, "a/later", schedule=EACH, next_at=ago(-60))
    make(engine, "a/paused", schedule=EACH, next_at=due, paused=1)
    make(engine, "a/never")
    assert tick(engine) == 1
    assert tick(engine) == 0
    run = reading.listed(engine)[0]
    assert (run.pipeline, run.occurrence, run.cause, run.actor) == ("a/b", said(due), "schedule", "kari")
    assert (run.scheduled_at, run.interval_end) == (due, due)
    assert run.interval_start is not None
    assert timedelta(0) < due - run.interval_start <= timedelta(hours=25)
    after = next_at(engine, "a/b")
    assert after is not None
    assert after > due


def test_the_interval_begins_when_it_was_due_before(engine: Engine) -> None:
    due = minutes_ago(0)
    make(engine, "a/b", schedule=EACH, next_at=due)
    tick(engine)
    assert reading.listed(engine)[0].interval_start == due - timedelta(minutes=1)


@pytest.mark.parametrize(("catch_up", "queued"), [("none", 0), ("last", 1), ("all", 50)])
def test_R09_what_was_missed_is_made_good_as_the_pipeline_says(
    engine: Engine, catch_up: str, queued: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = minutes_ago(60)
    at(monkeypatch, first + timedelta(minutes=49, seconds=45))
    make(engine, "a/b", schedule=EACH, catch_up=catch_up, next_at=first, overlap="skip")
    assert tick(engine) == queued
    runs = [one for one in reading.listed(engine) if one.state == "queued"]
    assert [one.occurrence for one in runs] == [
        said(first + timedelta(minutes=49 - n)) for n in range(queued)
    ]
    skipped = [one for one in reading.listed(engine) if one.state == "skipped"]
    reason = f"{50 - queued} missed: {said(first)} to {said(first + timedelta(minutes=49 - queued))}"
    assert [one.reason for one in skipped] == [reason] * (queued < 50)
    assert tick(engine) == 0
    assert next_at(engine, "a/b") == first + timedelta(minutes=50)


def test_R09_what_is_made_good_together_waits_for_one_that_runs(engine: Engine) -> None:
    make(engine, "a/b", schedule=EACH, catch_up="all", overlap="skip")
    click(engine, "a/b", "by hand")
    claimed(engine)
    change(engine, "a/b", next_at=minutes_ago(5))
    made = tick(engine)
    assert made >= 6
    assert states(engine) == {"running": 1, "queued": made}


def test_R10_one_that_still_runs_when_it_is_due_is_met_as_the_pipeline_says(engine: Engine) -> None:
    for policy in ("skip", "queue", "replace"):
        make(engine, f"a/{policy}", overlap=policy, schedule=EACH)
        click(engine, f"a/{policy}", "by hand")
        claimed(engine)
        change(engine, f"a/{policy}", next_at=minutes_ago(0))
    tick(engine)
    assert states(engine, "a/skip") == {"running": 1, "skipped": 1}
    assert states(engine, "a/queue") == {"running": 1, "queued": 1}
    assert [one.cancel for one in reading.listed(engine, state="running")] == [True, False, False]


def test_many_schedulers_at_once_make_each_run_once(engine: Engine) -> None:
    due = minutes_ago(0)
    for number in range(40):
        make(engine, f"a/{number}", schedule=EACH, next_at=due)
    made, barrier = [], threading.Barrier(4)

    def look() -> None:
        barrier.wait()
        made.append(tick(engine))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert (len(made), sum(made)) == (4, 40)
    assert states(engine) == {"queued": 40}


def test_one_that_another_scheduler_is_at_is_left_to_it_and_holds_up_nobody(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":  # elsewhere one writes at a time
        return
    for id in ("a/1", "a/2"):
        make(engine, id, schedule=EACH, next_at=minutes_ago(0))
    made: list[int] = []
    look = threading.Thread(target=lambda: made.append(tick(engine)))
    with engine.begin() as connection:
        connection.execute(select(pipeline.c.id).where(pipeline.c.id == "a/1").with_for_update())
        look.start()
        look.join(5)
        assert made == [1]
    look.join(60)
    assert tick(engine) == 1


def test_more_than_one_transaction_takes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "AT_ONCE", 2)
    for number in range(5):
        make(engine, f"a/{number}", schedule=EACH, next_at=minutes_ago(0))
    assert tick(engine) == 5


def test_a_look_that_finds_nothing_locks_and_writes_nothing(engine: Engine) -> None:
    make(engine, "a/b", schedule=EACH, next_at=ago(-3600))
    tick(engine)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert tick(engine) == 0
    assert all(one.startswith("SELECT") or one == "BEGIN" for one in asked)
    assert len(asked) <= 6


def test_one_whose_schedule_cannot_be_read_does_not_stop_the_others(engine: Engine) -> None:
    due = minutes_ago(0)
    make(engine, "a/bad", schedule="61 * * * *", next_at=due)
    make(engine, "a/gone", schedule=EACH, timezone="Europe/Atlantis", next_at=due)
    make(engine, "b/good", schedule=EACH, next_at=due)
    assert tick(engine) == 1
    assert tick(engine) == 0
    assert (states(engine, "b/good"), next_at(engine, "a/bad")) == ({"queued": 1}, None)
    skipped = reading.listed(engine, pipeline="a/gone")[0]
    assert (skipped.state, skipped.reason) == ("skipped", "there is no time zone 'Europe/Atlantis'")


@pytest.mark.parametrize(
    ("day", "daily"),
    [(datetime(2026, 10, 25, tzinfo=UTC), "00:30"), (datetime(2026, 3, 29, tzinfo=UTC), "01:00")],
)
def test_R23_fold_and_gap_through_every_tick_of_a_day(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, day: datetime, daily: str
) -> None:
    start = day - timedelta(hours=3)
    first = cron.following("30 2 * * *", "Europe/Oslo", start)[0]
    make(engine, "a/daily", schedule="30 2 * * *", next_at=first, catch_up="all")
    make(engine, "a/hourly", schedule="0 * * * *", next_at=start, catch_up="all")
    for step in range(24 * 2):
        at(monkeypatch, start + timedelta(minutes=30 * step, seconds=1))
        tick(engine)
    hourly = [one.occurrence for one in reading.listed(engine, pipeline="a/hourly")][::-1]
    assert hourly == [said(start + timedelta(hours=hour)) for hour in range(24)]
    assert [one.occurrence for one in reading.listed(engine, pipeline="a/daily")] == [
        f"{day:%Y-%m-%d}T{daily}:00Z"
    ]


def test_a_schedule_that_another_run_follows_runs_to_its_end(engine: Engine) -> None:
    make(engine, "a/b", schedule=EACH, next_at=minutes_ago(0))
    make(engine, "a/next", ("pipeline", "a/b"))
    tick(engine)
    end(engine, claimed(engine))
    assert claimed(engine).pipeline == "a/next"


def test_R09_what_is_made_good_comes_in_bounded_pieces(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = list[int]()

    def counted(connection: Connection, news: Sequence[NewRun], overlaps: dict[str, str]) -> list[int | None]:
        pieces.append(len(news))
        return add_all(connection, news, overlaps)

    monkeypatch.setattr(ticking, "add_all", counted)
    monkeypatch.setattr(ticking, "ROOM", 15)
    monkeypatch.setattr(ticking, "MOST", 30)
    for number in range(5):
        make(engine, f"a/{number}", schedule=EACH, next_at=minutes_ago(9), catch_up="all")
    assert tick(engine) == 40
    assert pieces == [20, 20]
    assert tick(engine) == 10
