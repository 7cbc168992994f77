"""What a save starts: pipelines that wait for it, and a build of its project once nobody has saved for a minute."""

from datetime import timedelta

from sqlalchemy import Connection, update

from stabbur.projects.project import Project
from stabbur.runs.queue import moments
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import fire
from stabbur.runs.queue.values import QUEUED, NewRun
from stabbur.settings import Settings
from stabbur.state import turns
from stabbur.state.tables import run

QUIET = 60.0  # seconds
ENTRY = "artefacts"


def queue(
    connection: Connection, project: Project, path: str, number: int, known: Settings, actor: str
) -> None:
    """Put into the queue what waits for a notebook to be saved, in the transaction of its version."""
    root = str(project.root)
    fire(connection, "save", f"{root}/{path}", f"save:{path[:200]}@{number}", actor=actor)
    if known.artefacts.build != "save":
        return
    turns.take(connection, f"build:{root}")  # two saves at once must not both find that nothing waits
    until = moments.now(connection) + timedelta(seconds=QUIET)
    waiting = (run.c.project == root, run.c.purpose == "build", run.c.cause == "save", run.c.state == QUEUED)
    # whoever goes on working is waited for, however often they save
    if not connection.execute(update(run).where(*waiting).values(not_before=until)).rowcount:
        add(connection, build_of(project, "save", actor, delay_seconds=QUIET))


def build_of(
    project: Project,
    cause: str,
    actor: str,
    *,
    commit: str | None = None,
    occurrence: str = "",
    delay_seconds: float = 0.0,
) -> NewRun:
    """Return a build of a project's artefacts as the queue takes it."""
    return NewRun(
        project=str(project.root),
        entry=ENTRY,
        actor=actor,
        cause=cause,
        purpose="build",
        commit=commit,
        occurrence=occurrence,
        delay_seconds=delay_seconds,
    )
