"""A folder that is there whole or not at all: written beside its place, then renamed into it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, Unavailable
from stabbur.frames.given import shown
from stabbur.state.disk import refusal

MARK = "datapackage.json"


def path_of(value: object) -> Path:
    """Return a path that a user gave, as text or as a path."""
    if isinstance(value, str | os.PathLike):
        text = os.fspath(value)
        if isinstance(text, str) and ("\0" in text or text != text.encode(errors="replace").decode()):
            raise BadInput(f"{text[:80]!a} is no path", code="path-unsafe")
        return Path(value)
    raise BadInput(f"'{shown(value)}' is no path but a {type(value).__name__}", code="path-kind")


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the place of `folder` when all went well."""
    try:
        check_replaceable(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-", dir=folder.parent))
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        yield work
        work.chmod(0o755)
        swap(work, folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_replaceable(folder: Path) -> None:
    """Refuse to replace anything but an empty folder or an older package."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise BadInput(f"'{folder}' is not a folder", code="folder-bad", path=str(folder))
    if folder.is_dir() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise BadInput(
            f"'{folder}' holds other files than a data package, and writing would remove them",
            hint="write to a new folder",
            code="folder-taken",
            path=str(folder),
        )


def swap(work: Path, folder: Path) -> None:
    """Put a finished folder in its place; the old one goes only when the new one is there."""
    if not folder.exists():
        work.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}-old-", dir=folder.parent))
    folder.rename(old / "old")
    try:
        work.rename(folder)
    except OSError:
        (old / "old").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def cannot_write(folder: Path, error: OSError) -> Unavailable:
    """Say why a folder could not be written."""
    return refusal(error, f"'{folder}' could not be written", path=str(folder))


def write_json(value: Any, path: Path) -> None:
    """Write a value as JSON that a person can read."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
