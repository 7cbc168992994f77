"""Where a version came from: sources read by this process, packages, commit, notebook, environment."""

import hashlib
import os
import platform
import subprocess
import uuid
from pathlib import Path
from typing import Any

import stabbur
from stabbur.io import sources_read
from stabbur.state import clock

LOCKS = ("uv.lock", "requirements.lock", "requirements.txt", "poetry.lock", "pixi.lock")
GIT_SECONDS = 10


def lineage() -> dict[str, Any]:
    """Return what this process knows of where its data came from."""
    read = [shown(one, Path.cwd()) for one in sources_read.recorded()]
    found = {
        "published": clock.text(clock.now()),
        "nonce": uuid.uuid4().hex,
        "sources": [one for one in read if one.get("kind") != "package"],
        "packages": [one for one in read if one.get("kind") == "package"],
        "git": git(Path.cwd()),
        "notebook": notebook(),
        "lock": lock(Path.cwd()),
        "run": os.environ.get("STABBUR_RUN"),
        "stabbur": stabbur.__version__,
        "python": platform.python_version(),
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def shown(source: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what was read with a path that says nothing of this machine: below the folder, or the name alone."""
    path = Path(str(source.get("path", "")))
    if not path.is_absolute():
        return source
    inside = path.is_relative_to(folder)
    short = path.relative_to(folder).as_posix() if inside else path.name
    return {key: short if value == source["path"] else value for key, value in source.items()}


def git(folder: Path) -> dict[str, Any] | None:
    """Return the commit of a folder's repository and whether files differ from it."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    status = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit, "changed": status is None or bool(status)}


def notebook() -> str | None:
    """Return the name of the notebook that runs, without its folder."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    return Path(session).name if session.endswith(".ipynb") else None


def lock(folder: Path) -> dict[str, str] | None:
    """Return name and hash of the lock file of the project that a folder lies in."""
    for place in (folder, *folder.parents):
        for name in LOCKS:
            file = place / name
            if file.is_file():
                return {"file": name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        if (place / ".git").exists() or (place / "pyproject.toml").exists():
            break
    return None


def _git(folder: Path, *words: str) -> str | None:
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False)  # noqa: S603 (fixed words)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
