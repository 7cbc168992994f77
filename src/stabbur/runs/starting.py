"""Ask for a run by hand: what is wrong with its entry or its values is told before anything waits or starts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from stabbur import settings as all_settings
from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import demand
from stabbur.errors import BadInput, Conflict, NotFound, Unavailable
from stabbur.projects import project as projects
from stabbur.projects.kernels import specs
from stabbur.projects.project import Project
from stabbur.runs.execution import checkout
from stabbur.runs.parameters.checking import check
from stabbur.runs.parameters.entry import Entry, look
from stabbur.runs.parameters.sayable import sayable
from stabbur.runs.pipelines.entries import looked_at, within
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.values import PERSON_WAITS, PURPOSES, NewRun
from stabbur.state.engine import engine as opened
from stabbur.state.engine import writing
from stabbur.state.tables import run


@dataclass(frozen=True)
class Limits:
    """What a run may use; None: what the settings say."""

    cpu: float | None = None
    memory_bytes: int | None = None
    timeout_seconds: float | None = None
    gpu: int = 0
    group: str = ""
    """A concurrency group, of whose places it takes one."""


NONE = Limits()


def start(
    entry: str,
    parameters: Mapping[str, object] | None = None,
    *,
    folder: Path | None = None,
    commit: str | None = None,
    purpose: str = "run",
    limits: Limits = NONE,
    actor: Actor | None = None,
    occurrence: str = "",
    engine: Engine | None = None,
) -> int:
    """Put a run into the queue, from which `stabbur up` or `stabbur worker` takes it, and return its number.

    Parameters
    ----------
    entry
        A notebook, script or Quarto document, seen from `folder` or from its project; or module:function.
    parameters
        Values by name; text is read as the parameter's type says.
    folder
        A folder of the project; default: the one that you stand in.
    commit
        What runs is a clean checkout of it; without one what lies in the folder.
    purpose
        `run`, or `test`: then nothing is published or written but to a place of the run.
    occurrence
        What a click is known by: the same one sent again gives the same run.

    Raises
    ------
    NotFound
        There is no such project, entry or commit.
    BadInput
        The entry can't run, or a value does not fit its parameter.
    NotAllowed
        The actor may not start runs.
    """
    new = asked(entry, parameters, folder=folder, commit=commit, purpose=purpose, limits=limits, actor=actor)
    return queued(new, engine, occurrence)


def queued(new: NewRun, engine: Engine | None = None, occurrence: str = "") -> int:
    """Put a run that was `asked` for into the queue, and return its number."""
    with writing(engine or opened(all_settings.load(Path(new.project)))) as connection:
        return added(connection, new, occurrence)


def asked(
    entry: str,
    parameters: Mapping[str, object] | None = None,
    *,
    folder: Path | None = None,
    commit: str | None = None,
    purpose: str = "run",
    limits: Limits = NONE,
    actor: Actor | None = None,
) -> NewRun:
    """Return the run that is asked for, found to be one that can start; the state knows nothing of it yet."""
    actor = actor or actors.local()
    demand(actor, "runs:start")
    if all_settings.place_of_test():
        raise Conflict(
            f"'{entry}' cannot be started by a test run: what it publishes would be published",
            hint=f"run it by itself: stabbur run --test {entry}",
            code="run-in-test",
        )
    sayable(entry, commit or "", str(folder or ""), parameters or {})
    if limits.timeout_seconds is not None and not isfinite(limits.timeout_seconds):
        raise BadInput(
            f"'{limits.timeout_seconds}' is no number of seconds", hint="leave it out for the usual one"
        )
    if purpose not in PURPOSES:
        raise BadInput(f"'{purpose}' is no purpose of a run: it can be {', '.join(PURPOSES)}")
    stands = (folder or Path.cwd()).resolve()
    project = projects.find(stands)
    name = within(project.root, entry, stands)
    if commit:
        commit = checkout.known(project, commit)
        found = _of_commit(project, commit, name, stands)
    else:
        found = looked_at(project.root, name)
    _kernel(project, found)
    return NewRun(
        project=str(project.root),
        entry=found.name,
        actor=actor.slug,
        cause="person",
        purpose=purpose,
        parameters=check(found.parameters, parameters or {}, of=found.name),
        commit=commit or None,
        timeout_seconds=limits.timeout_seconds,
        cpu=limits.cpu,
        memory_bytes=limits.memory_bytes,
        gpu=limits.gpu,
        group_name=limits.group or None,
        priority=PERSON_WAITS,
    )


def added(connection: Connection, new: NewRun, occurrence: str = "") -> int:
    """Add a run in a transaction and return its number; that of the first where the same click came before."""
    number = add(connection, replace(new, occurrence=f"click:{occurrence}" if occurrence else ""))
    if number is not None:
        return number
    same = (run.c.pipeline == "", run.c.occurrence == f"click:{occurrence}", run.c.attempt == 1)
    return int(connection.execute(select(run.c.id).where(*same)).scalar_one())


def _of_commit(project: Project, commit: str, name: str, stands: Path) -> Entry:
    """Return the entry as a commit has it, which may have files that are gone since."""

    def read(path: str) -> bytes | None:
        return checkout.content(project, commit, path)

    beside = stands / name
    if beside.is_relative_to(project.root) and read(beside.relative_to(project.root).as_posix()) is not None:
        name = beside.relative_to(project.root).as_posix()
    try:
        return look(name, read)
    except NotFound:
        if not (project.root / name).is_file():
            raise
        raise checkout.has_not(name, commit) from None


def _kernel(project: Project, found: Entry) -> None:
    """Raise unless the project has, or will have when it is built, a kernel for a notebook."""
    if found.kind != "notebook" or found.language == "python":
        return
    languages = {one.language.lower() for one in specs.own(project)}
    if found.language.lower() not in languages:
        raise Unavailable(
            f"'{found.name}' is a notebook in {found.language}, and the project has no kernel for it",
            hint="stabbur build",
            code="kernel-missing",
            language=found.language,
        )
