"""The project's own R library, with the R package stabbur of the same Stabbur as in its environment."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from stabbur.errors import Unavailable
from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, installed
from stabbur.projects.r.installed import DEBIAN, Installed
from stabbur.projects.r.renv import FILE, replace
from stabbur.projects.running import run

OWN = Path(__file__).parent / "package"
STAMP = "stabbur-stamp.json"


def source(project: Project) -> Path:
    """Return the source of the R package: of the project's environment, or else of this Stabbur."""
    inside = Path("site-packages", "stabbur", "projects", "r", "package")
    places = [*project.environment.glob(f"lib/python*/{inside}"), project.environment / "Lib" / inside]
    return next((place for place in places if place.is_dir()), OWN)


def install(project: Project, have: Installed) -> bool:
    """Install the R package into the project's library; False when it lies there as it should.

    Raises
    ------
    Unavailable
        Packages that it needs are not installed.
    """
    lacking = installed.lacking(have)
    if lacking:
        listed = ", ".join(f"'{name}'" for name in lacking)
        raise Unavailable(f"R lacks {listed}", hint=DEBIAN, code="program-missing", program=lacking[0])
    place, wanted = installed.library(project), digest(source(project))
    if (place / "stabbur" / "DESCRIPTION").is_file() and noted(project).get("package") == wanted:
        return False
    # R locks a library while it installs, and one that is stopped leaves the lock: so not into the library itself
    with tempfile.TemporaryDirectory(prefix=".making-", dir=place) as made:
        words: list[str | Path] = [
            installed.program(),
            "CMD",
            "INSTALL",
            "--no-test-load",
            f"--library={made}",
            source(project),
        ]
        run(words, folder=Path(project.root.anchor), hint=DEBIAN)
        if (place / "stabbur").exists():
            (place / "stabbur").rename(Path(made) / "before")
        (Path(made) / "stabbur").rename(place / "stabbur")
    return True


def noted(project: Project) -> dict[str, Any]:
    """Return what the last build noted of the library."""
    try:
        found = json.loads((installed.library(project) / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note(project: Project, have: Installed) -> None:
    """Note how things stand, so that the next build can see that nothing has changed without starting R."""
    libraries = [str(place) for place in have.libraries]
    found = {"package": digest(source(project)), "libraries": libraries}
    replace(installed.library(project) / STAMP, json.dumps(found | {"state": state(project, libraries)}))


def current(project: Project) -> bool:
    """Tell whether nothing has changed since the last build: code, lock, R and the packages in its libraries."""
    found = noted(project)
    here = (installed.library(project) / "stabbur" / "DESCRIPTION").is_file()
    return here and bool(found) and found.get("state") == state(project, found.get("libraries", []))


def state(project: Project, libraries: list[str]) -> str:
    """Return a text that is another one as soon as a package comes or goes, or code names another one."""
    lock = project.root / FILE
    seen = {
        "named": dict(sorted(dependencies.found(project).packages.items())),
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "",
        "program": str(shutil.which("R")),
        "package": digest(source(project)),
        "libraries": {place: folders(Path(place)) for place in libraries},
    }
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def folders(place: Path) -> list[list[str]]:
    """Return the packages of a library, each with when its DESCRIPTION was written."""
    if not place.is_dir():
        return []
    found = ((one.name, one / "DESCRIPTION") for one in sorted(place.iterdir()))
    return [[name, str(file.stat().st_mtime_ns)] for name, file in found if file.is_file()]


def digest(place: Path) -> str:
    """Return a hash of the files of a folder."""
    seen = hashlib.sha256()
    for file in sorted(place.rglob("*")):
        if file.is_file():
            seen.update(f"{file.relative_to(place).as_posix()}\0".encode() + file.read_bytes())
    return seen.hexdigest()


def remove(project: Project) -> Path | None:
    """Remove the project's library, when it is one that was built here; None when there is none."""
    place = installed.library(project)
    if place.is_symlink() or not (place / STAMP).is_file():
        return None
    shutil.rmtree(place)
    return place
