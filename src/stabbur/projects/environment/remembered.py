"""The first lock of projects that need the same: resolved once a day, so that a new project need not wait for it."""

import json
import os
import re
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from stabbur.projects.environment import declared, index
from stabbur.projects.project import Project
from stabbur.settings import Settings, home

SECONDS = 24 * 3600
PACKAGE = "[[package]]\n"
OWN = 'source = { editable = "." }\n'
NAME = re.compile(r'^name = "([^"]*)"\n')


def recall(project: Project, settings: Settings) -> str | None:
    """Return the lock that another project of the same needs got today, made out to this one."""
    file = _file(project, settings)
    if file is None or not file.is_file() or time.time() - file.stat().st_mtime > SECONDS:
        return None
    first, *packages = [f"{one.rstrip()}\n" for one in file.read_text(encoding="utf-8").split(f"\n{PACKAGE}")]
    named = [NAME.sub(f'name = "{project.name}"\n', one) if OWN in one else one for one in packages]
    # uv writes packages in the order of their names, and the next change would show every line that is not
    named.sort(key=lambda one: one.partition("\n")[0].removesuffix('"'))
    return f"\n{PACKAGE}".join([first, *named])


def keep(project: Project, settings: Settings, lock: str) -> None:
    """Keep a project's first lock for the next project of the same needs."""
    file = _file(project, settings)
    if file is not None:
        with suppress(OSError):  # a full disk must not fail a lock that is made
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_suffix(f".{uuid4().hex}")
            try:
                draft.write_text(lock, encoding="utf-8")
                os.replace(draft, file)
            finally:
                draft.unlink(missing_ok=True)
            for one in file.parent.iterdir():
                if time.time() - one.stat().st_mtime > SECONDS:  # nobody takes it any more
                    one.unlink(missing_ok=True)


def _file(project: Project, settings: Settings) -> Path | None:
    """Return where the lock of these needs is kept; None where they are more than an index can tell."""
    told = declared.read(project)
    about: dict[str, Any] = told.get("project", {})
    asked = {
        key: about.get(key) for key in ("version", "requires-python", "dependencies", "optional-dependencies")
    }
    uv = told.get("tool", {}).get("uv", {})
    wheels = []
    for _, source in declared.sources(told):
        path = project.root / source["path"] if "path" in source else None
        if path is None or not path.is_file():
            return None
        wheels.append(sha256(path.read_bytes()).hexdigest())
    where = [
        settings.packages.index,
        *(os.environ.get(name, "") for name in (*index.INDEXES, "UV_CONFIG_FILE")),
    ]
    rules = {key: value for key, value in uv.items() if key != "build-backend"}  # that has the project's name
    needs = [asked, told.get("dependency-groups"), rules, wheels, where]
    mark = sha256(json.dumps(needs, sort_keys=True, default=str).encode()).hexdigest()[:32]
    return home() / "cache" / "locks" / f"{mark}.lock"
