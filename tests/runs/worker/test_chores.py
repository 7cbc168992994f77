"""What a worker does beside its runs."""

import threading
import time

import pytest

from stabbur.runs.worker.chores import Chore, Chores


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
