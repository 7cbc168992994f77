"""renv.lock: R's version and the packages that the project's code needs, those of notebooks among them."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from stabbur.projects.project import Project
from stabbur.projects.r import dependencies, installed
from stabbur.projects.r.installed import Installed, Package

FILE = "renv.lock"
# no lock of ours says where packages come from: the settings do, through RENV_CONFIG_REPOS_OVERRIDE
REPOSITORY = {"Name": "CRAN", "URL": "https://packages.invalid/cran"}
SOURCES = {"github": "GitHub", "gitlab": "GitLab", "bitbucket": "Bitbucket"}
# the R package stabbur is none of a repository, and needs these
OWN = ("bit64", "jsonlite")


@dataclass(frozen=True)
class Written:
    """What came of writing the lock; `missing` are packages that are not installed, with who needs them."""

    file: Path
    changed: bool
    missing: dict[str, list[str]]
    unread: list[str]


def write(project: Project, have: Installed | None = None) -> Written:
    """Write renv.lock of a project; a file that says so already is left alone.

    A package that is not installed here keeps what the lock said of it before.

    Raises
    ------
    Unavailable
        R is not installed.
    """
    have = have or installed.read(project)
    found = dependencies.found(project)
    file = project.root / FILE
    before = read(file)
    needed = {name: list(files) for name, files in found.packages.items()}
    for name in OWN:
        needed.setdefault(name, ["the R package stabbur"])
    records, missing = resolved(needed, have, before)
    # renv needs the minor version of R; a colleague's patch release is no reason for a change in git
    version = before.get("R", {}).get("Version", "")
    same = version.rpartition(".")[0] == have.version.rpartition(".")[0]
    lock = {
        "R": {"Version": version if same else have.version, "Repositories": [REPOSITORY]},
        "Packages": {name: records[name] for name in sorted(records)},
    }
    text = json.dumps(lock, ensure_ascii=False, indent=2) + "\n"
    changed = not file.is_file() or file.read_text(encoding="utf-8", errors="replace") != text
    if changed:
        replace(file, text)
    return Written(file, changed, missing, found.unread)


def resolved(
    needed: dict[str, list[str]], have: Installed, before: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the records of all packages that are needed, and those that are not installed."""
    records: dict[str, Any] = {}
    missing: dict[str, list[str]] = {}
    left, known = dict(needed), before.get("Packages", {})
    while left:
        name, wanted = left.popitem()
        if name in records or name in missing or name == "R":
            continue
        one = have.packages.get(name)
        if one and one.base:
            continue
        if one:
            records[name], needs = record(one), one.requirements
        else:
            missing[name] = wanted
            kept = known.get(name) if isinstance(known, dict) else None
            needs = tuple(kept.get("Requirements", ())) if isinstance(kept, dict) else ()
            records |= {name: kept} if isinstance(kept, dict) else {}
        left |= {need: [name] for need in needs if need not in records and need not in left}
    return records, missing


def record(one: Package) -> dict[str, Any]:
    """Return a package as renv writes it."""
    source = SOURCES.get(one.remote.get("RemoteType", ""), "Repository" if one.repository else "unknown")
    found: dict[str, Any] = {"Package": one.name, "Version": one.version, "Source": source}
    found |= {"Repository": one.repository} if source == "Repository" else dict(one.remote)
    return found | ({"Requirements": list(one.requirements)} if one.requirements else {})


def read(file: Path) -> dict[str, Any]:
    """Return what a lock says; nothing when there is none, or one that nobody can read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("R", {}), dict) else {}


def told(missing: dict[str, list[str]]) -> Iterable[str]:
    """Yield a line for each package that is not installed: who names it, and what to do."""
    for name, files in sorted(missing.items()):
        yield f"R package '{name}' of {', '.join(files[:3])} is not installed: {installed.advice(name)}"


def replace(file: Path, text: str) -> None:
    """Put a text in the place of a file in one step."""
    draft = file.with_name(f".{file.name}-{uuid4().hex}")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
