"""Take up the pipelines that a project declares in its stabbur.toml; each stands or falls by itself."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine

from stabbur.errors import StabburError
from stabbur.runs.pipelines import checking, rows
from stabbur.runs.pipelines.checking import Checked
from stabbur.runs.pipelines.copies import is_copy
from stabbur.settings import Settings, home, local_person
from stabbur.settings.reading import read
from stabbur.settings.runs import Pipeline as Wish
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import reading, writing


@dataclass
class TakenUp:
    """What became of the pipelines that a project declares, by id."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    """Those that are as they were pushed, whatever lies in the folder."""
    refused: dict[str, StabburError] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """What there is to tell of it, a line each."""
        told = [
            f"pipeline '{id}' {what}"
            for what, names in (("made", self.made), ("changed", self.changed), ("removed", self.removed))
            for id in names
        ]
        told += [f"pipeline '{id}' is as it was pushed: push what you change" for id in self.pushed]
        return [*told, *(f"pipeline '{id}' is not in use: {error}" for id, error in self.refused.items())]


def declared(root: Path) -> tuple[dict[str, Wish], Settings]:
    """Return the pipelines that a project's own stabbur.toml declares, and the settings that hold there."""
    settings, origins = read(root)
    own = {
        key[1]
        for key, origin in origins.items()
        if key[0] == "pipelines" and len(key) > 1 and origin.level == "project"
    }
    return {name: wish for name, wish in settings.pipelines.items() if name in own}, settings


def take_up(root: Path, *, engine: Engine | None = None, actor: str = "") -> TakenUp:
    """Let the state have what a project declares: new, changed and removed pipelines.

    One that can't be right, or whose name another project has, is told in `refused`; the others go on.

    Raises
    ------
    BadInput
        The project's stabbur.toml can't be read.
    """
    root = root.resolve()
    wishes, settings = declared(root)
    made = engine or open_state(settings)
    owner, done = settings.owner or local_person(), TakenUp()
    if not wishes and not _any(made, root):
        return done
    ids = {checking.full_id(name, owner): wish for name, wish in wishes.items()}
    # notebooks are read before anything is locked: on a slow disk everybody else would wait
    found = {id: _looked_at(wish, root, owner, settings) for id, wish in ids.items()}
    copies = _copies(made, ids, root)
    with writing(made) as connection:
        rows.alone(connection, project=root)
        there = {one.id for one in rows.every(connection, project=root) if one.declared}
        for id in sorted(there - ids.keys()):
            rows.remove(connection, id, actor=actor or local_person())
            done.removed.append(id)
        waits = _waits(connection, ids, owner)
        for id, one in found.items():
            _keep(connection, id, one, waits, actor or local_person(), done, copies)
    return done


def _copies(engine: Engine, ids: Collection[str], root: Path) -> set[Path]:
    """Return the other places of this project that have a pipeline of one of these names; git is asked."""
    with reading(engine) as connection:
        others = {one.project for one in rows.every(connection) if one.id in ids and one.project != root}
    return {one for one in others if is_copy(one, root) or is_copy(root, one)}


def _looked_at(wish: Wish, root: Path, owner: str, settings: Settings) -> Checked | StabburError:
    """Return what is to be kept of a pipeline, or what is wrong with it."""
    try:
        return checking.checked(wish, root, owner=owner, settings=settings)
    except StabburError as error:
        return error


def _keep(
    connection: Connection,
    id: str,
    found: Checked | StabburError,
    waits: dict[str, list[str]],
    actor: str,
    done: TakenUp,
    copies: set[Path],
) -> None:
    try:
        if isinstance(found, StabburError):
            raise found
        checking.no_circle(id, found.triggers, waits)
        what = rows.keep(connection, id, found, declared=True, actor=actor, copies=copies)
    except StabburError as error:
        # what was taken up before stays as it was: a mistake in a file must not stop what ran yesterday
        done.refused[id] = error
    else:
        if what:
            {"made": done.made, "changed": done.changed, "pushed": done.pushed}[what].append(id)


def told(root: Path) -> list[str]:
    """Take up what a project declares, and return what there is to tell; one that never declared any has no state."""
    wishes, settings = declared(root)
    if not wishes and not settings.state.address and not (home() / "private").is_dir():
        return []
    return take_up(root).lines


def take_up_all(engine: Engine, *, actor: str = "") -> dict[Path, TakenUp | StabburError]:
    """Do so for every project that the state has pipelines of; one that is gone or wrong holds up no other."""
    with reading(engine) as connection:
        roots = sorted({one.project for one in rows.every(connection) if one.declared and not one.gone})
    found: dict[Path, TakenUp | StabburError] = {}
    for root in roots:
        try:
            found[root] = take_up(root, engine=engine, actor=actor)
        except StabburError as error:
            found[root] = error
    return found


def _any(engine: Engine, root: Path) -> bool:
    with reading(engine) as connection:
        return any(one.declared for one in rows.every(connection, project=root))


def _waits(connection: Connection, ids: dict[str, Wish], owner: str) -> dict[str, list[str]]:
    """Return for each pipeline, of the state or declared here, those whose success starts it."""
    found = rows.waits(connection)
    for id, wish in ids.items():
        # a name that can't be one is told when its own pipeline is looked at
        found[id] = [name if "/" in name else f"{owner}/{name}" for name in wish.after]
    return found
