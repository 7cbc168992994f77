"""Lock a project's packages: each with version and hashes, and no word of the index that they came from."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.projects.environment import foreign, index, python, remembered
from stabbur.projects.environment.uv import uv
from stabbur.projects.git.lock import neutral as neutral
from stabbur.projects.project import Project
from stabbur.settings import Settings
from stabbur.state.disk import failing
from stabbur.state.locks import exclusive

FILE = "uv.lock"
OPTIONS = re.compile(r"^\[options[^\]]*\]\n(?:[^\[\n].*\n)*\n?", re.MULTILINE)


def lock(project: Project, *, settings: Settings | None = None, upgrade: Sequence[str] | None = None) -> bool:
    """Write a project's uv.lock, and return whether it is another one than before.

    Versions that fit stay as they are.

    Parameters
    ----------
    project
        Its pyproject.toml says what it needs.
    settings
        Where packages come from; without them those that hold in the project's folder.
    upgrade
        Packages that are to go to their newest version; an empty list means all of them.

    Raises
    ------
    BadInput
        There is no set of versions that fits, or a package is not in the index.
    Unavailable, NotAllowed
        The index does not answer, or refuses who signs in; the lock is as it was.
    """
    file = project.root / FILE
    with alone(project):
        before = file.read_bytes() if file.is_file() else b""
        resolve(project, settings or all_settings.load(project.root), upgrade=upgrade)
        return file.read_bytes() != before


def resolve(
    project: Project,
    settings: Settings,
    *,
    upgrade: Sequence[str] | None = None,
    older: Mapping[str, datetime] | None = None,
    asked: bool = False,
) -> str:
    """Do what `lock` does, for a caller who holds the project alone; return the lock as uv wrote it.

    Of a package in `older` only what was there at that time is taken. When the index was `asked` of all
    of it before, what it said then is taken from uv's cache.
    """
    foreign.refuse(project)
    words = [word for name in upgrade or () for word in ("--upgrade-package", name)]
    words += ["--upgrade"] if upgrade is not None and not upgrade else []
    for name, when in (older or {}).items():
        words += ["--exclude-newer-package", f"{name}={when.isoformat()}"]
    file = project.root / FILE
    first = not file.is_file() and not words
    with kept(file):
        if first and (found := remembered.recall(project, settings)):
            write(file, found)
            if fits(project, settings=settings):
                return found
            file.unlink()
        command: list[str | Path] = ["lock", *words, *_python(project, settings)]
        try:
            uv(project.root, *command, *(["--offline"] if asked else []), settings=settings)
        except StabburError:
            if not asked:
                raise
            uv(project.root, *command, settings=settings)
        made = file.read_text(encoding="utf-8")
        # what was left out today stays out by its version; kept in the lock, uv would ask for it each time
        write(file, neutral(OPTIONS.sub("", made) if older else made))
    if first:
        remembered.keep(project, settings, neutral(made))
    return made


def fits(project: Project, *, settings: Settings | None = None) -> bool:
    """Tell whether uv.lock has what pyproject.toml asks for; no index is asked."""
    if not (project.root / FILE).is_file():
        return False
    settings = settings or all_settings.load(project.root)
    words = ("lock", "--check", "--offline", *_python(project, settings))
    try:
        uv(project.root, *words, settings=settings, environ=index.nowhere())
    except StabburError as error:
        if error.code == "lock-broken":
            raise
        return False
    return True


def _python(project: Project, settings: Settings) -> tuple[str, Path]:
    """Return the words that name the project's Python: uv would start every one of the machine to find it."""
    return "--python", python.found(project, settings)[0]


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Wait until no other process changes this project's packages."""
    mark = sha256(str(project.root).encode()).hexdigest()[:20]
    with exclusive(all_settings.home() / "locks" / f"project-{mark}"):
        yield


@contextmanager
def kept(*files: Path) -> Iterator[None]:
    """Put files back as they were when what is done inside fails or is stopped."""
    back = standing(*files)
    try:
        yield
    except BaseException:
        back()
        raise


def standing(*files: Path) -> Callable[[], None]:
    """Look at files as they are, and return what puts them back."""
    before = {file: file.read_bytes() if file.is_file() else None for file in files}

    def back() -> None:
        for file, content in before.items():
            if content is None:
                file.unlink(missing_ok=True)
            elif not file.is_file() or file.read_bytes() != content:
                write(file, content)

    return back


def write(file: Path, content: str | bytes) -> None:
    """Write a file in one step, so that it is never half there."""
    draft = file.with_name(f".{file.name}.{uuid4().hex}.draft")
    with failing("write", file):
        try:
            draft.write_bytes(content.encode() if isinstance(content, str) else content)
            os.replace(draft, file)
        finally:
            draft.unlink(missing_ok=True)
