"""What became of the builds of a commit: in the state, as a note on it in a repository here, as its status on a forge."""

from pathlib import Path

from sqlalchemy import Engine, select

from stabbur.errors import StabburError
from stabbur.projects.git.command import answer, git
from stabbur.projects.project import called
from stabbur.runs.notices import causes
from stabbur.runs.pushing import following, statuses, webhook
from stabbur.runs.pushing.following import Followed
from stabbur.runs.queue import reading
from stabbur.runs.queue.rows import run_of
from stabbur.runs.queue.values import ENDED, SUCCEEDED, Run
from stabbur.state.engine import reading as read_state
from stabbur.state.tables import run

NOTES = "stabbur"  # git log --notes=stabbur
TOLD = "told"
MOST = 500  # of the newest builds; older ones were told of long ago
WHO = ("-c", "user.name=Stabbur", "-c", "user.email=stabbur@localhost.invalid")
LONGEST = 300


def of_commit(engine: Engine, commit: str) -> list[Run]:
    """Return the builds of a commit, newest first."""
    wanted = select(run).where(run.c.commit == commit, run.c.purpose == "build").order_by(run.c.id.desc())
    with read_state(engine) as connection:
        return [run_of(row) for row in connection.execute(wanted)]


def whole_name(commit: str, folder: Path) -> str:
    """Return the whole name of a commit by a short one, a tag or HEAD, where the repository of a folder knows it."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    return answer(folder, *asked) or commit


def rows(engine: Engine, commit: str) -> list[dict[str, object]]:
    """Return them as rows of a list."""
    return [
        {"run": one.id, "project": called(Path(one.project)), "state": one.state, "why": one.reason or ""}
        for one in of_commit(engine, commit)
    ]


def look(engine: Engine) -> None:
    """Take the pushes that wait, and tell how builds ended: what a worker does from time to time."""
    webhook.work_off_all()
    tell(engine)
    statuses.tell(engine)


def tell(engine: Engine) -> int:
    """Note on each commit in a bare repository of this machine how its builds ended; return how many are new."""
    places = {one.clone: one for one in following.every() if is_bare(one)}
    if not places:
        return 0
    told = 0
    for one in reversed(reading.listed(engine, purpose="build", state=ENDED, limit=MOST)):
        found = next(
            (place for clone, place in places.items() if Path(one.project).is_relative_to(clone)), None
        )
        if found is not None and one.commit and one.cause == "push":
            told += _noted(found, one)
    return told


def is_bare(followed: Followed) -> bool:
    """Tell whether a repository is a bare one of this machine; on a forge its commits have statuses."""
    place = Path(followed.address)
    return place.is_absolute() and answer(place, "rev-parse", "--is-bare-repository") == "true"


def line(one: Run) -> str:
    """Return in one line how a build ended, without data, as whoever has the repository reads it."""
    told = causes.cause(one) if one.state != SUCCEEDED else []
    why = f": {told[0]}" if told else ""
    text = f"{called(Path(one.project))}: {one.state}, run {one.id}{why}"
    return "".join(letter if letter.isprintable() else " " for letter in text)[:LONGEST]


def _noted(followed: Followed, one: Run) -> bool:
    mark = followed.folder / TOLD / str(one.id)
    if mark.exists():
        return False
    mark.parent.mkdir(mode=0o700, exist_ok=True)
    place, commit = Path(followed.address), str(one.commit)
    try:
        # a file that is there says that it was told: a kill in between tells it twice, and never not at all
        if line(one) not in (answer(place, "notes", f"--ref={NOTES}", "show", commit) or ""):
            git(place, *WHO, "notes", f"--ref={NOTES}", "append", "-m", line(one), commit)
    except StabburError:
        return False  # the repository is away, or the commit gone: the run tells it all the same
    mark.touch()
    return True
