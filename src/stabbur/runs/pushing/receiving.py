"""Take a push: builds of the projects that it touched, and pipelines that wait for it, are put into the queue."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, select

from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.projects.git.command import answer
from stabbur.projects.project import Project, named
from stabbur.runs.pipelines import declaring
from stabbur.runs.pipelines.copies import is_copy
from stabbur.runs.pushing import following, touched
from stabbur.runs.pushing.following import Followed
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import fire
from stabbur.runs.saving.building import build_of
from stabbur.settings.reading import load
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import reading, writing
from stabbur.state.locks import exclusive
from stabbur.state.tables import trigger

COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
HEADS = "refs/heads/"
MOST = 20  # branches of one push that are looked at


@dataclass(frozen=True)
class Update:
    """A branch that a push moved from one commit to another."""

    ref: str
    before: str
    after: str

    @property
    def counts(self) -> bool:
        """Whether it is a branch that is there after the push; tags and branches that went start nothing."""
        good = COMMIT.fullmatch(self.before) and COMMIT.fullmatch(self.after)
        return bool(good and self.ref.startswith(HEADS) and self.after.strip("0"))


@dataclass
class Received:
    """What a push put into the queue, and what there is to tell of it."""

    builds: dict[str, int] = field(default_factory=dict)
    started: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def receive(
    followed: Followed, updates: Iterable[Update], *, actor: str, engine: Engine | None = None
) -> Received:
    """Fetch what was pushed and put what it starts into the queue, once however often it is told.

    Commits are taken from the repository itself: what only somebody's word says is not there.

    Raises
    ------
    StabburError
        Git could not fetch it; the next push fetches this one, too.
    """
    made, done = engine or open_state(all_settings.load(followed.folder)), Received()
    good = [update for update in updates if update.counts][:MOST]
    if not good:
        return done
    with exclusive(followed.alone()):
        tip = following.fetch(followed)
        main = HEADS + following.main_branch(followed)
        for update in good:
            if not _there(followed, update):
                done.lines.append(
                    f"'{_shown(update.ref)}' has no commit '{update.after[:12]}': nothing is built"
                )
                continue
            folders = touched.touched(followed.clone, update.before, update.after, main=tip)
            for folder in folders:
                _project(followed, folder, update, update.ref == main, actor, made, done)
            if not folders:
                done.lines.append(f"no project of '{_shown(update.ref)}' has changed: nothing is built")
    return done


def _there(followed: Followed, update: Update) -> bool:
    """Tell whether a branch of the repository has a commit, so that nobody else's is built in its name."""
    name = following.WORKING + update.ref.removeprefix(HEADS)
    return answer(followed.clone, "merge-base", "--is-ancestor", update.after, name) is not None


def _project(
    followed: Followed, folder: str, update: Update, is_main: bool, actor: str, engine: Engine, done: Received
) -> None:
    root = followed.clone / folder
    if _leads_away(followed, root):
        done.lines.append(f"'{_shown(folder)}' is not built: a link of the main branch leads out of it")
        return
    try:
        # what is on the main branch decides, so that no other branch lets itself have more
        project = Project(root, named(root / "pyproject.toml"))
        wanted = load(root).artefacts.build
        taken = declaring.take_up(root, engine=engine, actor=actor) if is_main else None
    except (StabburError, OSError) as error:
        fresh = not is_main and not root.is_dir()
        why = "it is built once the main branch has it" if fresh else str(error)
        done.lines.append(f"'{_shown(folder)}' is not built: {why}")
        return
    done.lines += taken.lines if taken else []
    copies = _copies(engine, root) if is_main else []
    with writing(engine) as connection:
        if wanted == "push":
            occurrence = f"push:{update.after}:{folder[:200]}"
            wish = build_of(project, "push", actor, commit=update.after, occurrence=occurrence)
            number = add(connection, wish)
            if number is not None:
                done.builds[folder] = number
                done.lines.append(f"'{project.name}' is built: run {number}")
        if is_main:
            push = f"push:{update.after}"
            started = fire(connection, "push", str(root), push, actor=actor)
            for copy in copies:
                started += fire(connection, "push", copy, push, actor=actor, place=str(root))
            done.started += started
            done.lines += [f"run {number} of a pipeline starts" for number in started]


def _copies(engine: Engine, root: Path) -> list[str]:
    """Return the folders of this project in which somebody made a pipeline that waits for a push."""
    with reading(engine) as connection:
        found = connection.scalars(select(trigger.c.subject).where(trigger.c.kind == "push").distinct())
        subjects = sorted(one for one in found if one)
    return [one for one in subjects if is_copy(Path(one), root)]


def _leads_away(followed: Followed, root: Path) -> bool:
    """Tell whether links take a project or what it declares to another place of this machine."""
    whole = followed.clone.resolve() / root.relative_to(followed.clone)
    return root.resolve() != whole or any((root / name).is_symlink() for name in touched.MARKS)


def _shown(text: str) -> str:
    """Return a name of somebody's choice as one line of printable letters."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:80]
