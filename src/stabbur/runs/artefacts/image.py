"""A recipe of an image with a project and its locked environment, and how it is built here."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from stabbur.errors import Unavailable
from stabbur.projects import plain
from stabbur.projects.environment.locking import write
from stabbur.projects.environment.python import FILE as PYTHON
from stabbur.projects.git.command import answer, repository
from stabbur.projects.project import Project
from stabbur.projects.running import run

PROGRAMS = ("buildah", "podman", "docker")
VERSION = "3.12"
RECIPE = """\
# Made by Stabbur: the project '{name}' in an image with the environment of its lock.
# build: buildah build -t {name} --build-arg INDEX=ADDRESS .     (podman and docker take the same words)
ARG BASE=python:{version}-slim
FROM ${{BASE}}
# where packages come from; empty: where pip looks by itself
ARG INDEX=
WORKDIR /project
COPY environment/ /environment/
RUN python3 -m venv /opt/environment && cd /environment && \\
    PIP_INDEX_URL="${{INDEX}}" && if [ -n "$PIP_INDEX_URL" ]; then export PIP_INDEX_URL; else unset PIP_INDEX_URL; fi && \\
    /opt/environment/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY project/ /project/
ENV PATH=/opt/environment/bin:$PATH PYTHONUNBUFFERED=1
# who runs it is nobody in particular
USER 65534:65534
CMD ["python", "-c", "import {package}"]
"""
MISSING = f"no program builds images here (looked for {', '.join(PROGRAMS)}): apt-get install buildah"
BUILD_SECONDS = 1800.0
MADE = (".git", ".ipynb_checkpoints", "__pycache__", "*.pyc", "node_modules")
LEFT_OUT = (*MADE, ".venv*", "build", "data")  # at the top; further down they may be code


def recipe(project: Project) -> str:
    """Return the Containerfile of a project."""
    return RECIPE.format(name=project.name, package=project.package, version=_version(project))


def written(project: Project, shared: Path, place: Path) -> None:
    """Write recipe, lock and project into a folder that an image can be built in."""
    shutil.copytree(shared, place / "environment", dirs_exist_ok=True)
    _copied(project, place / "project")
    write(place / "Containerfile", recipe(project))


def _copied(project: Project, place: Path) -> None:
    """Copy what git has of a project; without git, all but what programs have made."""
    held = answer(project.root, "ls-files", "-z") if repository(project.root) else None
    if held is None:
        # links are taken as links: what they lead to on this machine is not the project's
        shutil.copytree(project.root, place, symlinks=True, ignore=_ignored(project.root), dirs_exist_ok=True)
        return
    for name in filter(None, held.split("\0")):
        file = project.root / name
        if file.is_symlink() or file.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, place / name, follow_symlinks=False)


def _ignored(root: Path) -> Callable[[str, list[str]], set[str]]:
    top, below = shutil.ignore_patterns(*LEFT_OUT), shutil.ignore_patterns(*MADE)
    return lambda folder, names: top(folder, names) if Path(folder) == root else below(folder, names)


def how(name: str) -> str:
    """Return the command that builds the image here, or what to install first."""
    words = command(name)
    return " ".join([*words, "."]) if words else MISSING


def command(tag: str, base: str = "") -> list[str]:
    """Return the words that build the image in the folder of its recipe; none where no program does it."""
    found = next(filter(shutil.which, PROGRAMS), None)
    if found is None:
        return []
    # in a container root may make no namespaces, and changes its root folder instead
    apart = ["--isolation", "chroot"] if found == "buildah" and os.geteuid() == 0 else []
    start = ["--build-arg", f"BASE={base}"] if base else []
    return [found, "build", *apart, *start, "-f", "Containerfile", "-t", tag]


def built(folder: Path, tag: str, base: str = "") -> str:
    """Build the image of a recipe in its folder, and return what it is called here.

    Raises
    ------
    Unavailable
        No program builds images here.
    StabburError
        It could not be built; the message has what the program said.
    """
    words = command(tag, base)
    if not words:
        raise Unavailable(MISSING, code="program-missing")
    run([*words, "."], folder=folder, seconds=BUILD_SECONDS)
    return tag


def _version(project: Project) -> str:
    """Return the Python that a project asks for, such as 3.12."""
    try:
        asked = plain.text(project.root / PYTHON, largest=1000).strip()
    except (OSError, UnicodeDecodeError):
        return VERSION
    parts = asked.split(".")
    return ".".join(parts[:2]) if len(parts) >= 2 and all(part.isdecimal() for part in parts[:2]) else VERSION
