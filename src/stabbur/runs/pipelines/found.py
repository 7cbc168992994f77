"""What could become a pipeline: the projects that this state knows, and what in each of them runs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath

from sqlalchemy import Connection, or_, select

from stabbur.runs.artefacts.chosen import APART
from stabbur.runs.parameters.entry import KINDS
from stabbur.state.tables import pipeline, run, saved

LATELY = 2000  # runs whose projects are known beside those of pipelines
MOST = 100  # entries of a project that are listed; any other is typed
FOLDERS = 2000  # folders of a project that are looked into
CODE = {"src", "tests", "build"}
"""Folders whose files are imported, tried or made, and not run by themselves."""


@dataclass(frozen=True)
class Found:
    """A project with the files in it that run; `more` when there are more of them."""

    root: Path
    entries: tuple[str, ...]
    more: bool


def projects(connection: Connection, actor: str) -> list[Path]:
    """Return the folders of the projects that somebody may know of and that are still there, by name."""
    may = or_(run.c.purpose != "test", run.c.actor == actor)
    lately = select(run.c.project).where(may).order_by(run.c.id.desc()).limit(LATELY).subquery()
    known = set(connection.execute(select(pipeline.c.project).distinct()).scalars())
    known |= set(connection.execute(select(lately.c.project).distinct()).scalars())
    known |= set(connection.execute(select(saved.c.project).distinct()).scalars())
    there = [Path(one) for one in known if (Path(one) / "stabbur.toml").is_file()]
    return sorted(there, key=lambda root: (root.name, str(root)))


def entries(root: Path) -> Found:
    """Return the notebooks, scripts and Quarto documents of a project, seen from its folder."""
    found = list(islice(_files(root), MOST + 1))
    return Found(root, tuple(found[:MOST]), len(found) > MOST)


def _files(root: Path) -> Iterator[str]:
    for folder, inside, files in islice(os.walk(root), FOLDERS):
        skipped = APART | CODE if folder == str(root) else APART
        inside[:] = sorted(name for name in inside if not name.startswith(".") and name not in skipped)
        for name in sorted(files):
            file = Path(folder, name)
            if not name.startswith(".") and PurePath(name).suffix.lower() in KINDS and not file.is_symlink():
                yield file.relative_to(root).as_posix()
