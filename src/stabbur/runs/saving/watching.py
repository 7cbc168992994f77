"""Watch the notebooks of a project, whatever program saves them, and keep each as a version."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from stabbur import settings
from stabbur.errors import StabburError
from stabbur.projects import project as projects
from stabbur.projects.project import Project
from stabbur.runs.artefacts import chosen
from stabbur.runs.saving import keeping

SECONDS = 1.0
Seen = dict[Path, tuple[int, int]]


def watch(
    folder: Path | None = None,
    *,
    report: Callable[[str], object],
    stop: threading.Event | None = None,
    seconds: float = SECONDS,
) -> None:
    """Keep each notebook of the project that a folder lies in, now and whenever it is saved, until told to stop.

    Raises
    ------
    NotFound
        The folder lies in no project.
    """
    project = projects.find(folder)
    wanted = settings.load(project.root).artefacts.build
    if wanted == "never":
        report("artefacts.build is 'never' in stabbur.toml: nothing is kept until it says save or push")
    stop, seen = stop or threading.Event(), Seen()
    while True:
        seen = look(project, seen, report)
        if stop.wait(seconds):
            return


def look(project: Project, before: Seen, report: Callable[[str], object]) -> Seen:
    """Keep what was saved since the last look, and return what was seen; one that can't be kept is told once."""
    now: Seen = {}
    for file in notebooks(project):
        try:
            told = file.stat()
        except OSError:
            continue  # gone between two looks
        now[file] = (told.st_mtime_ns, told.st_size)
        if before.get(file) == now[file]:
            continue
        try:
            kept = keeping.keep(file)
        except StabburError as error:
            # half written: the next look finds it whole, and changed
            report(f"'{file.relative_to(project.root)}' was not kept: {error}")
        else:
            if kept:
                report(f"'{kept.path}' kept as version {kept.number}")
    return now


def notebooks(project: Project) -> Iterator[Path]:
    """Yield the notebooks of a project, but those that programs have made."""
    root = project.root.resolve()
    for folder, inside, files in os.walk(root):
        inside[:] = sorted(
            name for name in inside if not name.startswith(".") and name not in (*chosen.APART, "build")
        )
        for name in sorted(files):
            if name.endswith(".ipynb") and not name.startswith("."):
                yield Path(folder, name)
