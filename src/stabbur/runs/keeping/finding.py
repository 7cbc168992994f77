"""Find the files of a run, or say why there are none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from stabbur import settings
from stabbur.errors import NotFound
from stabbur.runs.keeping import logs
from stabbur.runs.keeping.collecting import artefacts
from stabbur.runs.keeping.files import size
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import ENDED, Run
from stabbur.runs.worker.presence import host_name


def one(engine: Engine, id: int, actor: str) -> Run:
    """Return a run that somebody may see: a test is for whoever started it.

    Raises
    ------
    NotFound
        There is no such run, or it is another's test.
    """
    found = reading.one(engine, id)
    if _hidden(found, actor):
        raise reading.missing(id)
    return found


def listed(engine: Engine, actor: str, **wanted: Any) -> list[Run]:
    """Return the runs that somebody may see, newest first; what is wanted is as `queue.reading.listed` takes it."""
    return reading.listed(engine, seen_by=actor, **wanted)


def _hidden(run: Run, actor: str) -> bool:
    return run.purpose == "test" and run.actor != actor


def log_of(
    engine: Engine, id: int, actor: str, *, lines: int | None = None, follow: bool = False
) -> Iterator[str]:
    """Return what a run said, as text for a terminal; with `follow` until it ends.

    Raises
    ------
    NotFound
        There is no such run, or no file of it here.
    """
    folder = folder_of(one(engine, id, actor))

    def is_over() -> bool:
        # of a run whose shim was killed only its row tells the end
        return size(folder / "result.json") is not None or reading.one(engine, id).state in ENDED

    return logs.said(folder, lines=lines, is_over=is_over if follow else None)


def folder_of(run: Run) -> Path:
    """Return the folder of a run's last launch.

    Raises
    ------
    NotFound
        It never started, lies on another machine, or its time was over.
    """
    folder = settings.private() / "runs" / run.mark
    if folder.is_dir():
        return folder
    if not run.launch:
        why, hint = f"it has not started: it is {run.state}", f"stabbur runs show {run.id}"
    elif run.removed is not None:
        why = f"they were removed on {run.removed:%Y-%m-%d}"
        hint = "keep those to come for longer: the setting runs.keep_days"
    elif run.host and run.host != host_name():
        why, hint = f"they lie on '{run.host}'", f"ask there: stabbur runs log {run.id}"
    else:
        why, hint = "somebody has taken them away", f"stabbur runs show {run.id}"
    raise NotFound(f"run '{run.id}' has no files here: {why}", hint=hint, code="run-files", id=run.id)


def artefact(folder: Path, path: str) -> Path | None:
    """Return a file that a run left, by its path; None for anything else, such as what a link leads to."""
    left = folder / "artefacts"
    if left.is_symlink() or not any(one["path"] == path for one in artefacts(left)):
        return None  # a run writes its folder itself: only what was found there without following a link is given
    file = left / path
    return file if file.resolve() == left.resolve() / path else None
