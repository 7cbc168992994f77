"""The wheel of this Stabbur, which a project takes along while no registry has it."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from uuid import uuid4

from stabbur.errors import BadInput
from stabbur.projects.project import Project

FOLDER = "vendor"


def wheel() -> Path | None:
    """Return the wheel that was built into this environment; None where a registry gave this Stabbur."""
    built = list(Path(sys.prefix, "share", "stabbur").glob("stabbur-*.whl"))
    return max(built, key=lambda file: file.stat().st_mtime) if built else None


def vendored(project: Project) -> str:
    """Copy the wheel into a project's vendor/ and return its file name; nothing where there is no wheel.

    A wheel that lies there already is replaced in one step, and one of another version goes.

    Raises
    ------
    BadInput
        The folder is a link: what it leads to is not the project's.
    """
    built = wheel()
    if built is None:
        return ""
    folder = project.root / FOLDER
    if folder.is_symlink():
        raise BadInput(
            f"'{folder}' is a link, and nothing is written where it leads",
            hint=f"take it away, and a folder takes its place: rm {shlex.quote(str(folder))}",
            code="project-bad",
            path=str(folder),
        )
    folder.mkdir(exist_ok=True)
    draft = folder / f".{uuid4().hex}.draft"
    try:
        shutil.copyfile(built, draft)
        os.replace(draft, folder / built.name)
    finally:
        draft.unlink(missing_ok=True)
    for other in folder.glob("stabbur-*.whl"):
        if other.name != built.name:
            other.unlink()
    return built.name
