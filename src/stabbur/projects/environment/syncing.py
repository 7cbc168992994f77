"""Install what the lock says into a project's own environment: all of it, or what stood before stays."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.projects import plain
from stabbur.projects.environment import declared, locking, merging, python
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.projects.undoing import all_or_nothing
from stabbur.settings import Settings
from stabbur.state.disk import failing

STAMP = "stabbur-stamp.json"
LARGEST = 100_000  # bytes of the stamp, which has a hash or two
Report = Callable[[str], None]
DRAFT = re.compile(r"\.venv-[0-9a-f]{8}")
FORM = 2  # to be raised when environments have to be built anew though nothing else has changed


def current(project: Project) -> bool:
    """Tell whether the environment is what lock, pyproject.toml, Python version and wheel say."""
    try:
        stamp = json.loads(plain.content(project.environment / STAMP, largest=LARGEST))
    except (OSError, ValueError):
        return False
    told = {key: value for key, value in stamp.items() if key != "wanted"}
    # the link of a Python that was removed since leads nowhere
    return bool(told == _stamp(project, project.environment)) and project.python.exists()


def sync(
    project: Project,
    *,
    settings: Settings | None = None,
    report: Report = lambda line: None,
) -> bool:
    """Make the environment what the lock says, and return whether anything had to be done.

    It is built beside the one that stands and takes its place when it is whole: what fails or is stopped
    leaves the old one as it was.

    Raises
    ------
    BadInput
        The Python that the project asks for is not here, or its lock is made for another one.
    Damaged
        A package of the index is not the one that was locked.
    Unavailable, NotAllowed
        The index does not answer, or refuses who signs in.
    """
    if current(project):
        return False
    with all_or_nothing(report), locking.alone(project):
        return install(project, settings or all_settings.load(project.root), report)


def install(project: Project, settings: Settings, report: Report) -> bool:
    """Do what `sync` does, for a caller who holds the project alone."""
    _put_back(project)
    if current(project):
        return False
    merging.settle(project, report)
    interpreter, version = python.found(project, settings)
    if not locking.fits(project, settings=settings):
        there = (project.root / locking.FILE).is_file()
        locking.resolve(project, settings)
        was = (
            "uv.lock did not fit pyproject.toml: locked anew" if there else "there was no uv.lock: locked now"
        )
        report(f"{was}; commit it, so that others get the same versions")
    words = ("export", "--frozen", "--all-groups", "--no-header", "--no-annotate")
    wanted = uv(project.root, *words, settings=settings)
    mark = _mark(project, wanted, version)
    if _holds(project, mark) and _told_anew(project, wanted, settings):
        _sign(project, project.environment, mark)
        return True
    draft = project.root / f"{project.environment.name}-{uuid4().hex[:8]}"
    try:
        fill(project, draft, interpreter, wanted, settings)
        _sign(project, draft, mark)
        _take_place(project, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    report(f"environment of Python {version} installed")
    return True


def _mark(project: Project, wanted: str, version: str) -> str:
    """Return the mark of all that an environment holds beside the project itself."""
    digest = sha256(f"{version}\n{wanted}".encode())
    for file in _inputs(project):
        if file.parent != project.root and file.is_file():
            digest.update(plain.digest(file))
    return digest.hexdigest()


def _holds(project: Project, mark: str) -> bool:
    """Tell whether the environment that stands has just these packages, untouched since."""
    try:
        stamp = json.loads(plain.content(project.environment / STAMP, largest=LARGEST))
        same = {**_stamp(project, project.environment), "wanted": mark, "inputs": stamp["inputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(stamp == same) and project.python.exists()


def _told_anew(project: Project, wanted: str, settings: Settings) -> bool:
    """Install the project itself again, whose needs are written otherwise; no other package is touched."""
    words = ("pip", "sync", "--verify-hashes", "--offline", "--python", project.environment, "-")
    try:
        uv(project.root, *words, settings=settings, given=wanted)
    except StabburError:
        return False  # all of it is built anew, and says what is wrong
    return True


def _sign(project: Project, environment: Path, mark: str) -> None:
    text = json.dumps({**_stamp(project, environment), "wanted": mark})
    locking.write(environment / STAMP, text)


def fill(project: Project, draft: Path, interpreter: Path, wanted: str, settings: Settings) -> None:
    """Make an environment in a new folder of what uv's export of a lock lists, and nothing else."""
    root = project.root
    # relocatable: its programs find their Python beside themselves, so that it may be renamed when it is whole
    uv(root, "venv", "--relocatable", "--no-project", "--python", interpreter, draft, settings=settings)
    install = ("pip", "sync", "--verify-hashes", "--python", draft, "-")
    try:
        # what was installed before lies in uv's cache, and needs no network
        uv(root, *install, "--offline", settings=settings, given=wanted)
    except StabburError:
        uv(root, *install, settings=settings, given=wanted)


def _take_place(project: Project, draft: Path) -> None:
    before = _before(project)
    with failing("write", project.environment):
        if os.path.lexists(project.environment):
            os.rename(project.environment, before)
        try:
            os.rename(draft, project.environment)
        except BaseException:
            if before.exists():
                os.rename(before, project.environment)
            raise
    _remove(before)


def _put_back(project: Project) -> None:
    """Finish what a killed process left: the old environment moved aside, or a new one half built."""
    before = _before(project)
    if before.is_dir():
        if project.environment.exists():
            _remove(before)
        else:
            os.rename(before, project.environment)
    for stray in project.root.glob(f"{project.environment.name}-*"):
        if DRAFT.fullmatch(stray.name):
            _remove(stray)


def _remove(folder: Path) -> None:
    """Take an environment away; a file or a link that stood in its place goes as well."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)


def _before(project: Project) -> Path:
    return project.environment.with_name(f"{project.environment.name}-before")


def _stamp(project: Project, environment: Path) -> dict[str, object]:
    """Return what an environment was made of, and which packages lie in it: pip may have been there since."""
    packages = sorted(folder.name for folder in environment.glob("lib*/python*/site-packages/*.dist-info"))
    held = sha256("\n".join(packages).encode()).hexdigest()
    return {"form": FORM, "inputs": inputs(project), "root": str(project.root), "packages": held}


def inputs(project: Project) -> str:
    """Return the hash of all that an environment is made of, wherever the project lies."""
    digest = sha256()
    for file in _inputs(project):
        digest.update(file.name.encode() + b"\0")
        with suppress(FileNotFoundError):
            digest.update(plain.digest(file))
    return digest.hexdigest()


def watched(project: Project) -> list[Path]:
    """Return what `current` looks at: while none of it is written or replaced, its answer holds."""
    found = project.environment.glob("lib*/python*/site-packages")
    return [*_inputs(project), project.environment / STAMP, project.python, *found]


def _inputs(project: Project) -> Iterator[Path]:
    """Yield the files that an environment is made of, other projects that it depends on included."""
    yield from (project.root / name for name in (locking.FILE, "pyproject.toml", python.FILE))
    try:
        told = declared.read(project)
    except StabburError:  # locking says what is wrong with it
        return
    paths = [project.root / source["path"] for _, source in declared.sources(told) if "path" in source]
    yield from (path / "pyproject.toml" if path.is_dir() else path for path in paths)
