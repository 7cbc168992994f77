"""What a worker does beside its runs."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from stabbur import settings
from stabbur.runs.notices.receivers import Receiver
from stabbur.runs.notices.telling import add
from stabbur.runs.worker import chores as module
from stabbur.runs.worker.chores import (
    DELIVER,
    FILES,
    LATE,
    OVERDUE,
    PUSHES,
    SWEEP,
    TAKE_UP,
    TICK,
    Chore,
    Chores,
)
from stabbur.state import clock
from stabbur.state.engine import writing
from stabbur.state.tables import publication
from tests.runs.queue.given import make


def test_each_is_done_when_it_is_due_and_not_before() -> None:
    done: list[str] = []
    chores = Chores(
        [Chore(3600, lambda: done.append("now")), Chore(3600, lambda: done.append("later"), first=3600)]
    )
    chores.do()
    chores.do()
    assert done == ["now"]


def test_one_that_hangs_holds_up_neither_the_worker_nor_a_second_round() -> None:
    hanging, rounds = threading.Event(), []

    def hang() -> None:
        rounds.append(1)
        hanging.wait(30)

    chores = Chores([Chore(0, lambda: rounds.append(2))], [Chore(0, hang)])
    began = time.monotonic()
    for _ in range(3):
        chores.do()
    assert time.monotonic() - began < 10
    hanging.set()
    chores.finish(30)
    assert sorted(rounds) == [1, 2, 2, 2]


def test_one_that_fails_is_told_of_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    chores = Chores(slow=[Chore(3600, lambda: 1 // 0), Chore(3600, lambda: done.append(1))])
    chores.do()
    chores.finish(30)
    assert done == [1]
    assert "a chore failed" in caplog.text


def test_what_comes_last_is_done_once_more_before_a_worker_goes() -> None:
    done: list[str] = []
    chores = Chores(
        slow=[
            Chore(3600, lambda: done.append("usual"), first=3600),
            Chore(3600, lambda: done.append("last"), first=3600, last=True),
        ]
    )
    chores.do()
    chores.finish(5)
    assert done == ["last"]


def all_done(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the functions that a worker's chores call when all of them are due, once each."""
    called: list[str] = []
    monkeypatch.setattr(module, "_call", lambda name, *given: called.append(name))
    found = Chores.usual(engine, settings.load())
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + 1_000_000)
    found.do()
    found.finish(30)
    assert len(called) - len(set(called)) <= 2, "what is last may be done twice"
    return set(called)


def test_a_worker_does_all_that_there_is_to_do_and_no_more(
    engine: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all_done(engine, monkeypatch) == {TICK, SWEEP}
    make(engine, "a/b", ("bucket", "local/inn"), schedule="@daily", declared=1)
    package = {"kind": "package", "id": "skatt/tall", "title": "Tall", "access": "team", "bucket": "local"}
    with writing(engine) as connection:
        connection.execute(insert(publication).values(**package, created=clock.now()))
        add(connection, "late", "skatt/tall", "x", [Receiver("log", "")], details={})
    (settings.private() / "pushed" / "a" / "b").mkdir(parents=True)
    (settings.private() / "pushed" / "a" / "b" / "followed.json").touch()
    everything = {TICK, SWEEP, TAKE_UP, DELIVER, FILES, PUSHES, OVERDUE, LATE}
    assert all_done(engine, monkeypatch) == everything
