"""What a pipeline runs is read while nothing is locked: a slow disk holds up nobody who writes."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from stabbur.runs.pipelines import entries, rows, setting
from stabbur.runs.pipelines.declaring import take_up
from stabbur.runs.pipelines.starting import run_now
from stabbur.runs.queue import reading as runs
from stabbur.state.engine import writing
from stabbur.state.tables import pipeline
from tests.runs.pipelines.conftest import MakeProject
from tests.runs.pipelines.test_declaring import MORNING

Read = Callable[..., dict[str, Any]]


def free(engine: Engine) -> bool:
    """Say whether somebody else could change a pipeline now."""
    if engine.dialect.name == "sqlite":
        other = sqlite3.connect(str(engine.url.database), timeout=0.1, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        finally:
            other.close()
        return True
    with engine.begin() as connection:
        alone = connection.execute(text("SELECT pg_try_advisory_xact_lock(hashtext('pipelines'))")).scalar()
        there = len(connection.execute(select(pipeline)).all())
        held = select(pipeline).with_for_update(skip_locked=True)
        return bool(alone) and len(connection.execute(held).all()) == there


@pytest.fixture
def looks(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether others could write, at each time when an entry was read."""
    seen: list[bool] = []
    read: Read = entries.checked

    def looked(*given: Any) -> dict[str, Any]:
        seen.append(free(engine))
        return read(*given)

    monkeypatch.setattr(entries, "checked", looked)
    return seen


def test_others_write_while_entries_are_read(
    engine: Engine, make_project: MakeProject, looks: list[bool]
) -> None:
    root = make_project(MORNING)
    take_up(root, engine=engine)
    setting.make(engine, root, "job", {"entry": "job.py"})
    setting.change(engine, "skatt/job", {"retries": 1})
    run_now(engine, "skatt/growth")
    assert looks == [True] * 4


def test_a_change_that_comes_while_entries_are_read_is_neither_lost_nor_overlooked(
    engine: Engine, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.make(engine, project, "growth", {"entry": "notebooks/growth.ipynb"})
    read: Read = entries.checked
    others: list[dict[str, Any]] = [{"retries": 3}, {"parameters": '{"year": 2025}'}]

    def looked(*given: Any) -> dict[str, Any]:
        found = read(*given)
        if others:
            with writing(engine) as connection:
                rows.alone(connection)
                connection.execute(pipeline.update().values(**others.pop(0)))
        return found

    monkeypatch.setattr(entries, "checked", looked)
    changed = setting.change(engine, "skatt/growth", {"memory": "1 GB"})
    assert (changed.retries, changed.memory_bytes) == (3, 1_000_000_000)
    others.append({"parameters": '{"year": 2026}'})
    number = run_now(engine, "skatt/growth")
    assert runs.one(engine, number).parameters == {"year": 2026}
