"""The environment of a run: the project's own, or for a commit with another lock one that is kept by its hash."""

import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from stabbur import settings as all_settings
from stabbur.errors import NotFound
from stabbur.projects.environment import locking, python, syncing
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.runs.execution import start
from stabbur.settings import Settings
from stabbur.state.disk import failing
from stabbur.state.locks import exclusive

Report = Callable[[str], None]
USED = "stabbur-used"
EXPORT = ("export", "--frozen", "--all-groups", "--no-header", "--no-annotate", "--no-emit-project")


@dataclass(frozen=True)
class AtCommit(Project):
    """A project as a commit has it, in a checkout; its environment is kept by its lock, and not beside it."""

    origin: Project
    kept: Path

    @property
    def environment(self) -> Path:
        """The folder of the environment of its lock."""
        return self.kept

    @property
    def sources(self) -> str:
        """Where its own code lies, which comes before what is installed: that may be the folder's as it is now."""
        return str(self.root / "src")


def of_tree(project: Project, settings: Settings, report: Report) -> Path:
    """Return the environment of a project's own folder; what is missing in it is installed first."""
    before = {str(path): start.stamp(str(path)) for path in syncing.watched(project)}
    if not syncing.current(project):
        syncing.sync(project, settings=settings, report=report)
        before = {str(path): start.stamp(str(path)) for path in syncing.watched(project)}
        if not syncing.current(project):
            return project.environment
    # looked at before it was found current: what changes meanwhile is seen by the next run
    locking.write(project.environment / start.SEEN, json.dumps(before))
    return project.environment


def of_commit(project: Project, work: Path, settings: Settings, report: Report) -> Path:
    """Return an environment of the lock that a commit has, built on its first use and kept for the next.

    Raises
    ------
    NotFound
        The commit has no lock.
    BadInput, Unavailable
        As for the environment of a project.
    """
    at, place = Project(work, project.name), where(project, work)
    if place == project.environment:
        return place
    with alone(place):
        if (place / "bin" / "python").exists():
            (place / USED).touch()  # what nobody has used for long is swept
            return place
        if not (work / locking.FILE).is_file():
            raise NotFound(
                f"the commit has no {locking.FILE}, so nobody knows what it ran with",
                hint="run what lies in the folder, without --at; or commit the lock",
                code="lock-missing",
            )
        interpreter, version = python.found(at, settings)
        report(f"environment: Python {version} is installed as the lock of the commit says")
        _build(at, place, interpreter, settings)
    return place


def where(project: Project, work: Path) -> Path:
    """Return where the environment of a checkout's lock lies, or will: the project's own while that is the same."""
    mark = syncing.inputs(Project(work, project.name))
    if syncing.inputs(project) == mark and syncing.current(project):
        return project.environment
    return shared() / mark[:32]


def shared() -> Path:
    """Return the folder of the environments that are kept by their lock."""
    return all_settings.home() / "shared" / "environments"


def alone(place: Path) -> AbstractContextManager[None]:
    """Let one process at a time make or take away the environment of a lock."""
    return exclusive(all_settings.home() / "locks" / f"environment-{place.name[:20]}")


def last_used(place: Path) -> float:
    """Return when a run was given an environment last, in seconds since 1970; that is when it was made at first."""
    for file in (place / USED, place):
        with suppress(OSError):
            return file.stat().st_mtime
    return float("inf")  # it went meanwhile


def _build(at: Project, place: Path, interpreter: Path, settings: Settings) -> None:
    wanted = uv(at.root, *EXPORT, settings=settings)
    draft = place.with_name(f".{place.name}-{uuid4().hex[:8]}")
    with failing("write", place):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            syncing.fill(at, draft, interpreter, wanted, settings)
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
