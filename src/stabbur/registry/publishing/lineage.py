"""Where a version came from: sources read by this process, packages, commit, notebook, environment."""

import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import psutil

import stabbur
from stabbur.io import sources_read
from stabbur.state import clock

LOCKS = ("uv.lock", "requirements.lock", "requirements.txt", "poetry.lock", "pixi.lock")
GIT_SECONDS = 10
LOCAL = re.compile(r"(?:(?:file|sqlite|duckdb)://)?(?P<path>/.*)", re.DOTALL)


def lineage() -> dict[str, Any]:
    """Return what this process knows of where its data came from."""
    read = once([shown(one, Path.cwd()) for one in sources_read.recorded()])
    found = {
        "published": clock.text(clock.now()),
        # two who publish equal content still have different marks, so each knows its own when it reads back
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


def once(read: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each source once, as it was read last: a notebook that is run again reads all of it anew."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in read:
        key = tuple(str(one.get(name)) for name in ("kind", "source", "path", "query_sha256"))
        found.pop(key, None)
        found[key] = one
    return list(found.values())


def shown(source: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what was read with paths that say nothing of this machine's folders."""
    return source | {key: short(source[key], folder) for key in ("source", "path") if key in source}


def short(address: str, folder: Path) -> str:
    """Return a path below the folder, or else its name alone; any other address as it is."""
    local = LOCAL.fullmatch(address)
    if local is None:
        return address
    path = Path(local["path"])
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def git(folder: Path) -> dict[str, Any] | None:
    """Return the commit of a folder's repository, whether files differ from it, and which of them runs."""
    if told := checked_out(folder):
        return told
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    status = _git(folder, "status", "--porcelain", "--untracked-files=no")
    found = {"commit": commit, "changed": status is None or bool(status)}
    script = tracked(folder, running(folder))
    # the commit of a folder says nothing of code that was pasted, lies elsewhere or was never committed
    return found | ({"script": script} if script else {"outside": True})


def checked_out(folder: Path) -> dict[str, Any] | None:
    """Return the commit that a run checked out into this folder, which is no repository itself."""
    try:
        told = json.loads(Path(os.environ.get("STABBUR_RUN_FOLDER", ""), "prepared.json").read_bytes())
        here = told["commit"] and folder.resolve().is_relative_to(Path(told["root"]).resolve())
        return {"commit": told["commit"], "changed": False, "script": told["script"]} if here else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def running(folder: Path) -> Path | None:
    """Return the file of the code that runs: a notebook or a script; None when it comes from no file."""
    told = _notebook()
    if told:  # servers tell the path below their own root, and kernels start in the notebook's folder
        places = (folder / told, folder / Path(told).name)
        return next((place for place in places if place.is_file()), None)
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    return folder / file if isinstance(file, str) else None


def tracked(folder: Path, file: Path | None) -> str | None:
    """Return the path of a file in the repository of a folder when the last commit has it, else None."""
    root = _git(folder, "rev-parse", "--show-toplevel")
    if file is None or root is None or not file.resolve().is_relative_to(Path(root).resolve()):
        return None
    path = file.resolve().relative_to(Path(root).resolve()).as_posix()
    return path if _git(folder, "cat-file", "-e", f"HEAD:{path}") is not None else None


def notebook() -> str | None:
    """Return the name of the notebook that runs, without its folder: whoever started the kernel tells it."""
    told = _notebook()
    return Path(told).name if told else None


def _notebook() -> str:
    told = os.environ.get("JPY_SESSION_NAME", "")  # Jupyter's own servers
    if not told and "ipykernel" in sys.modules:
        told = _in_vs_code() or _in_command()
    return told if told.endswith(".ipynb") else ""


def _in_vs_code() -> str:
    shell = getattr(sys.modules.get("__main__"), "get_ipython", lambda: None)()
    return str(getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__", ""))


def _in_command() -> str:
    """Return the one notebook that a command such as `jupyter execute` was given, which started the kernel."""
    try:
        starter = psutil.Process().parent()
        found = [word for word in starter.cmdline() if word.endswith(".ipynb")] if starter else []
    except psutil.Error:
        return ""
    return found[0] if len(found) == 1 else ""


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
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
