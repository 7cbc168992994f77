"""Which runs a waiting kernel may take, and that few wait, and none for long."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from stabbur.runs.launchers import spare, spares
from stabbur.runs.launchers.spares import Spares, fits
from stabbur.runs.queue.values import Run
from tests.runs.execution.conftest import write_notebook
from tests.runs.launchers.conftest import clicked, until


class StandIn:
    """What a worker sees of a kernel that waits."""

    def __init__(self, project: str, made_of: object) -> None:
        self.project, self.made_of = project, made_of
        self.up = self.current = True
        self.gone = self.ended = False

    def is_up(self) -> bool:
        return self.up

    def is_gone(self) -> bool:
        return self.gone

    def is_current(self) -> bool:
        return self.current

    def end(self) -> None:
        self.ended = True


Made = list[StandIn]


@pytest.fixture
def made(home: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """All that were made, oldest first: no process, but what stands for one."""
    found: Made = []

    def make(project: str, made_of: object) -> StandIn:
        found.append(StandIn(project, made_of))
        return found[-1]

    monkeypatch.setattr(spare, "make", make)
    monkeypatch.setattr(spare, "made_of", lambda project: [project])
    monkeypatch.setattr(spares, "LEAST_MEMORY", 0)
    return found


def click(kept: Spares, project: Path) -> object:
    """Take what waits for a project."""
    write_notebook(project / "a.ipynb", "1")
    return kept.take(clicked(project, "a.ipynb"))


@pytest.mark.parametrize(
    "more",
    [
        {"purpose": "test"},
        {"purpose": "build"},
        {"cause": "schedule"},
        {"cause": "retry"},
        {"pipeline": "morning"},
        {"commit": "0a1b"},
        {"gpu": 1},
        {"entry": "a.py"},
        {"entry": "m:f"},
        {"entry": "gone.ipynb"},
        {"entry": "r.ipynb"},
    ],
)
def test_only_a_notebook_of_python_that_a_person_waits_for_fits(tmp_path: Path, more: dict[str, str]) -> None:
    write_notebook(tmp_path / "a.ipynb", "1")
    write_notebook(tmp_path / "r.ipynb", "1", language="R")
    run: Run = clicked(tmp_path, "a.ipynb")
    assert fits(run)
    assert not fits(replace(run, **more))  # type: ignore[arg-type]


def test_stand_ins_wait_for_the_project_used_last_until_idle_changed_or_memory_is_short(
    tmp_path: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Spares(1, pause_seconds=0.02)
    assert click(kept, tmp_path / "one") is None
    until(lambda: len(made) == 1 and kept.waiting)
    assert click(kept, tmp_path / "one") is made[0]
    until(lambda: len(made) == 2 and kept.waiting)
    assert not made[0].ended

    assert click(kept, tmp_path / "two") is None
    until(lambda: len(made) == 3 and kept.waiting)
    assert made[1].ended
    assert made[2].project == str(tmp_path / "two")

    made[2].current = False
    until(lambda: len(made) == 4)
    assert made[2].ended

    monkeypatch.setattr(spares, "LEAST_MEMORY", 1 << 60)
    until(lambda: made[3].ended and not kept.waiting)
    monkeypatch.setattr(spares, "LEAST_MEMORY", 0)
    until(lambda: len(made) == 5)

    kept.idle_seconds = 0.0
    until(lambda: made[4].ended)
    kept.idle_seconds = 600.0
    click(kept, tmp_path / "two")
    until(lambda: len(made) == 6 and kept.waiting)
    kept.close()
    assert made[5].ended
    assert click(kept, tmp_path / "two") is None


def test_a_stand_in_that_changed_since_is_not_taken_and_one_that_does_not_come_up_is_not_made_again(
    tmp_path: Path, made: Made
) -> None:
    kept = Spares(2, pause_seconds=0.02)
    click(kept, tmp_path / "one")
    until(lambda: kept.waiting)
    kept.pause_seconds = 60.0
    made[0].current = False
    assert click(kept, tmp_path / "one") is None
    assert made[0].ended

    kept.pause_seconds = 0.02
    click(kept, tmp_path / "two")
    until(lambda: str(tmp_path / "two") in kept.waiting)
    last = next(one for one in made if one.project == str(tmp_path / "two"))
    last.up, last.gone = False, True
    until(lambda: last.ended)
    time.sleep(0.1)
    assert sum(one.project == last.project for one in made) == 1
    kept.close()


def test_nothing_waits_where_the_settings_say_none(tmp_path: Path, made: Made) -> None:
    kept = Spares(0, pause_seconds=0.0)
    assert click(kept, tmp_path / "one") is None
    time.sleep(0.05)
    assert not made
