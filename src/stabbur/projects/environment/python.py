"""Which Python a project runs on: what .python-version asks for, found on this machine."""

import json
import platform
import re
import sys
import tomllib
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from stabbur import settings as all_settings
from stabbur.errors import BadInput
from stabbur.projects import plain
from stabbur.projects.environment import declared, index
from stabbur.projects.environment.uv import uv
from stabbur.projects.project import Project
from stabbur.settings import Settings

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

FILE = ".python-version"
LARGEST = 10_000  # bytes: it holds a version, and comments perhaps


def wanted(project: Project) -> str:
    """Return the version that .python-version asks for; nothing where there is no such file."""
    try:
        text = plain.text(project.root / FILE, largest=LARGEST)
    except FileNotFoundError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    # it is handed to uv as a word: nothing but a version, so that no clone names a program of its own
    if not lines or not re.fullmatch(r"(cpython-)?\d+(\.\d+){0,2}((a|b|rc)\d+)?", lines[0]):
        raise BadInput(
            f"'{project.root / FILE}' gives no version of Python",
            hint="write one into it, such as 3.12",
            code="python-version",
        )
    return lines[0].removeprefix("cpython-")


def found(project: Project, settings: Settings) -> tuple[Path, str]:
    """Return this machine's Python for a project with its version.

    Raises
    ------
    BadInput
        .python-version asks for one that is not here, or that the lock is not made for.
    """
    version = wanted(project)
    own = platform.python_version()
    # the Python that we run on, where it fits: asking every one of a machine takes a second
    if _is(own, version) and _allowed(project).contains(own, prereleases=True):
        return Path(sys.executable).resolve(), own
    here = _here(project, settings)
    fitting = [one for one in here if _is(one[0], version)]
    allowed = _allowed(project)
    if fitting and version and not any(allowed.contains(one, prereleases=True) for one, _ in fitting):
        raise BadInput(
            f"the lock of '{project.name}' is made for Python {allowed}, and .python-version asks for {version}",
            hint="write a version that fits into .python-version, or lock anew: rm uv.lock && stabbur build",
            code="python-not-locked",
        )
    usable = [one for one in fitting if allowed.contains(one[0], prereleases=True)]
    if not usable:
        asked = version or str(allowed)
        has = ", ".join(dict.fromkeys(one for one, _ in here)) or "none"
        raise BadInput(
            f"'{project.name}' asks for Python {asked}, and this machine has {has}",
            hint=f"uv python install {quote(asked)}",
            code="python-missing",
        )
    return Path(usable[0][1]), usable[0][0]


def _is(version: str, asked: str) -> bool:
    return not asked or f"{version}.".startswith(f"{asked}.")


def _here(project: Project, settings: Settings) -> list[tuple[str, str]]:
    """Return versions and paths of each CPython that is installed here, as uv ranks them."""
    words = ("python", "list", "--only-installed", "--no-python-downloads", "--output-format", "json")
    # not in a folder of the project: uv asks the Python of each .venv in it and above what it is
    place = all_settings.home()
    place.mkdir(parents=True, exist_ok=True)
    # what is installed is no matter of an index, whose password may lie where nobody can ask just now
    listed = json.loads(uv(place, *words, settings=settings, environ=index.nowhere()))
    return [
        (one["version"], one["path"])
        for one in listed
        if one.get("implementation") == "cpython" and one.get("variant", "default") == "default"
    ]


def _allowed(project: Project) -> "SpecifierSet":
    """Return what the lock, or else pyproject.toml, says that the project runs on."""
    # only here: a build that has nothing to do asks for no Python, and would wait for it
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        # its first lines only: reading a large lock whole takes longer than all else here
        with (project.root / "uv.lock").open(encoding="utf-8") as lock:
            # nor more of a line than one has: a clone may lead it to a device
            lines = [lock.readline(LARGEST) for _ in range(8)]
        text = next(line for line in lines if line.startswith("requires-python"))
        asked = str(tomllib.loads(text)["requires-python"])
    except (FileNotFoundError, StopIteration, tomllib.TOMLDecodeError):
        asked = declared.read(project).get("project", {}).get("requires-python", "")
    try:
        return SpecifierSet(asked)
    except InvalidSpecifier:
        raise BadInput(f"'{asked}' is no range of Python versions", code="project-bad") from None
