"""Name the commit that a run runs, when it starts and not before: what waits runs what was committed meanwhile."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from stabbur.projects.git.command import answer
from stabbur.runs.queue import claiming
from stabbur.runs.queue.values import Run

NEWEST = "HEAD"


def pinned(engine: Engine, run: Run) -> Run:
    """Return a run that names its commit; where there is none, its launch says so."""
    if run.commit != NEWEST:
        return run
    commit = answer(Path(run.project), "rev-parse", "--verify", "--quiet", NEWEST)
    if not commit or not claiming.keep(engine, run, commit=commit):
        return run
    return replace(run, commit=commit)
