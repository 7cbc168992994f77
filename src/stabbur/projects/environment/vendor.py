"""The wheel of this Stabbur, which a project takes along while no registry has it."""

import os
import shutil
import sys
from pathlib import Path
from uuid import uuid4

from stabbur.projects.project import Project

FOLDER = "vendor"


def wheel() -> Path | None:
    """Return the wheel that was built into this environment; None where a registry gave this Stabbur."""
    built = list(Path(sys.prefix, "share", "stabbur").glob("stabbur-*.whl"))
    return max(built, key=lambda file: file.stat().st_mtime) if built else None


def vendored(project: Project) -> str:
    """Copy the wheel into a project's vendor/ and return its file name; nothing where there is no wheel.

    A wheel that lies there already is replaced in one step, and one of another version goes.
    """
    built = wheel()
    if built is None:
        return ""
    folder = project.root / FOLDER
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
