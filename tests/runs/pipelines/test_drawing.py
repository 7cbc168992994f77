"""The history of a pipeline in the terminal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from stabbur.runs.keeping import statistics
from stabbur.runs.pipelines import drawing, listing, setting
from stabbur.runs.queue.rows import row_of
from stabbur.runs.queue.values import NewRun
from stabbur.state import clock
from stabbur.state.engine import writing
from stabbur.state.tables import run


def past(engine: Engine, project: Path, state: str, seconds: float, **figures: Any) -> None:
    """Let a run of a pipeline have been."""
    new = NewRun(project=str(project), entry="job.py", actor="kari", cause="person", pipeline="skatt/job")
    at = clock.now()
    row = row_of(new, f"free:{seconds}{state}", at) | {"state": state, "started": at}
    with writing(engine) as connection:
        connection.execute(insert(run).values(**row | {"ended": at + timedelta(seconds=seconds)} | figures))


def test_one_whose_only_run_was_cancelled_has_run(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    past(engine, project, "cancelled", 5)
    assert [one.state for one in listing.listed(engine)] == ["cancelled"]
    assert listing.shown(engine, "skatt/job").summary.state == "cancelled"


def test_a_bar_for_each_run_and_a_cross_where_it_failed(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    assert drawing.history(listing.shown(engine, "skatt/job").runs) == ""
    for state, seconds in (("succeeded", 10), ("failed", 1), ("succeeded", 40), ("cancelled", 5)):
        past(engine, project, state, seconds)
    found = listing.shown(engine, "skatt/job")
    assert drawing.history(found.runs) == "▂×█·"
    assert statistics.usual(found.runs) == 25
    assert found.summary.state == "succeeded", "what a person stopped says nothing of it"


@pytest.mark.parametrize("figures", [[], [0.0], [0.0, 0.0]])
def test_nothing_is_a_flat_line(figures: list[float]) -> None:
    assert drawing.bars(figures) == "▁" * len(figures)
