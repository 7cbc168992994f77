"""Keep a saved notebook as a version: without outputs unless chosen, with its script beside it."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, func, insert, select

from stabbur import settings as all_settings
from stabbur.errors import BadInput, NotFound
from stabbur.projects import plain
from stabbur.projects import project as projects
from stabbur.projects.notebooks.stripping import stripped
from stabbur.projects.project import Project
from stabbur.registry.here import connect
from stabbur.registry.keeping.indexing import follow_quietly
from stabbur.runs.artefacts import chosen, scripts
from stabbur.runs.saving import building
from stabbur.settings import Settings
from stabbur.state import clock, events
from stabbur.state.disk import failing
from stabbur.state.engine import engine as open_state
from stabbur.state.engine import reading, writing
from stabbur.state.locks import exclusive
from stabbur.state.tables import saved

LARGEST = 50_000_000  # bytes of a notebook
LONGEST = 500  # letters of a path, as the state has room for
MOST = 500  # versions of one notebook; the oldest go
NOTEBOOK, ABOUT = "notebook.ipynb", "about.json"


@dataclass(frozen=True)
class Version:
    """One version of a notebook: its project's folder, its path there, and the folder that it lies in."""

    project: str
    path: str
    number: int
    folder: Path


def keep(
    file: Path, *, actor: str = "", engine: Engine | None = None, held: bytes | None = None
) -> Version | None:
    """Keep a notebook of a project as it is now; None where it is as its last version, or the project wants none.

    `held` is what was saved, for whoever comes to it later than the next save.

    What waits for a save is put into the queue with it: pipelines of this entry, and a build after a quiet minute.

    Raises
    ------
    NotFound
        It is not there, or lies in no project.
    BadInput
        It is no notebook, or leads out of its project.
    Unavailable
        Disk or state take nothing; what was kept before stays.
    """
    project = projects.find(file.parent)
    known = all_settings.load(project.root)
    if known.artefacts.build == "never":
        return None
    path = _path(project, file)
    raw, digest = _content(file, known, held)
    made = engine or open_state(known)
    place = folder_of(project.root, path)
    with failing("write", place), exclusive(place.with_name(f"{place.name}.lock")):
        number, before = _last(made, project, path)
        if before == digest:
            return None
        version = Version(str(project.root), path, number + 1, place / f"v{number + 1}")
        about = _about(project, path, version.number, known)
        _write(version.folder, raw, about)
        with writing(made) as connection:
            old = _note(connection, version, digest, actor or all_settings.local_person())
            building.queue(
                connection, project, path, version.number, known, actor or all_settings.local_person()
            )
            # the index follows it as it follows what is published
            events.add(connection, "notebook.saved", str(about["id"]))
        for one in old:
            shutil.rmtree(one, ignore_errors=True)
    if engine is None:  # the index is that of the settings' state
        follow_quietly(connect(known).desk)
    return version


def folder_of(root: Path, path: str) -> Path:
    """Return the folder of a notebook's versions: a hash, since path and project may hold anything."""
    digest = sha256(f"{root}\0{path}".encode("utf-8", "surrogateescape")).hexdigest()
    return all_settings.private() / "saved" / digest[:16]


def versions(project: Project, path: str, *, engine: Engine | None = None) -> list[Version]:
    """Return the versions of a notebook, newest first."""
    made = engine or open_state(all_settings.load(project.root))
    wanted = select(saved).where(saved.c.project == str(project.root), saved.c.path == path)
    with reading(made) as connection:
        rows = connection.execute(wanted.order_by(saved.c.number.desc()))
        return [Version(row.project, row.path, row.number, Path(row.folder)) for row in rows]


def _path(project: Project, file: Path) -> str:
    root = project.root.resolve()
    whole = Path(os.path.abspath(file))
    if whole.suffix != ".ipynb" or not whole.is_relative_to(root) or not chosen.inside(root, whole):
        if not whole.exists():
            raise NotFound(f"'{file}' is not there", code="file-unknown", path=str(file))
        raise BadInput(
            f"'{file}' is no notebook of '{project.name}'",
            hint="keep notebooks in the project, and no links to others",
            code="notebook-bad",
            path=str(file),
        )
    path = whole.relative_to(root).as_posix()
    if len(path) > LONGEST or len(str(root)) > LONGEST or not path.isprintable():
        raise BadInput(
            f"'{ascii(path[:80])[1:-1]}' is kept in no version: its path is too long, or no text",
            hint="give the notebook another name",
            code="notebook-bad",
        )
    return path


def _content(file: Path, known: Settings, held: bytes | None) -> tuple[bytes, str]:
    raw = plain.content(file, largest=LARGEST) if held is None else held
    try:
        found = json.loads(raw.decode("utf-8"))
        good = isinstance(found["cells"], list)
    except (ValueError, RecursionError, KeyError, TypeError):
        good = False
    if not good:
        raise BadInput(f"'{file}' is no notebook", code="notebook-bad", path=str(file))
    told = raw if known.artefacts.keep_outputs else stripped(raw)
    return told, sha256(told).hexdigest()


def _last(engine: Engine, project: Project, path: str) -> tuple[int, str]:
    wanted = (
        select(saved.c.number, saved.c.digest)
        .where(saved.c.project == str(project.root), saved.c.path == path)
        .order_by(saved.c.number.desc())
        .limit(1)
    )
    with reading(engine) as connection:
        row = connection.execute(wanted).one_or_none()
    return (row.number, row.digest) if row else (0, "")


def _about(project: Project, path: str, number: int, known: Settings) -> dict[str, object]:
    """Return what the catalogue is told of a version beside its text."""
    stem = chosen.plainly(Path(path).stem)[:60]
    return {
        "schema": 1,
        "id": f"{chosen.plainly(project.name)}/{stem}-{folder_of(project.root, path).name}",
        "owner": known.owner or all_settings.local_person(),
        "project": str(project.root),
        "path": path,
        "number": number,
        "at": clock.text(clock.now()),
    }


def _write(folder: Path, raw: bytes, about: dict[str, object]) -> None:
    """Write a version whole; one without a row, left by a process that was killed, is written over."""
    draft = folder.with_name(f".{folder.name}-{uuid4().hex[:8]}")
    draft.mkdir(mode=0o700, parents=True)
    try:
        (draft / NOTEBOOK).write_bytes(raw)
        content = json.loads(raw)
        ending = scripts.ENDINGS.get(scripts.language(content))
        if ending:
            text = scripts.script(content)
            (draft / f"notebook{ending}").write_text(text, encoding="utf-8", errors="replace", newline="\n")
        (draft / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8", errors="replace")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _note(connection: Connection, version: Version, digest: str, actor: str) -> Sequence[str]:
    """Write a version's row, and return the folders of those that are too many."""
    mine = (saved.c.project == version.project, saved.c.path == version.path)
    row = {"number": version.number, "at": clock.now(), "actor": actor, "digest": digest}
    place = {"project": version.project, "path": version.path, "folder": str(version.folder)}
    connection.execute(insert(saved).values(**row, **place))
    count = connection.execute(select(func.count()).select_from(saved).where(*mine)).scalar_one()
    if count <= MOST:
        return ()
    too_old = (*mine, saved.c.number <= version.number - MOST)
    return list(connection.execute(delete(saved).where(*too_old).returning(saved.c.folder)).scalars())
