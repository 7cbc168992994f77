"""Files as a test run sees them: what it writes lies below its place, and its readings look there first."""

import os
from collections.abc import Mapping
from pathlib import Path

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed
from stabbur.io.testing.written import Written, note

BELOW = "files"
BUCKET = "bucket://"
PACKAGE = "datapackage.json"


def written_to(path: Path) -> Path:
    """Return where a file or folder is written: in a test run below its place, made ready for it."""
    place = settings.place_of_test()
    if place is None or _is_apart(path, place):
        return path
    real = _nearest(path)
    if not os.access(real, os.W_OK):
        raise NotAllowed(f"'{real}' may not be written to", code="folder-readonly", path=str(path))
    apart = _apart(path, place)
    apart.parent.mkdir(parents=True, exist_ok=True)
    return apart


def read_from(path: Path) -> Path:
    """Return where a file or folder is read: in a test run what the run wrote there, if it did."""
    place = settings.place_of_test()
    if place is None or _is_apart(path, place):
        return path
    apart = _apart(path, place)
    if not os.path.lexists(apart):
        return path
    # a package is written as a whole; of any other folder only what the run wrote into it lies apart
    if os.path.isdir(apart) and os.path.isdir(path) and not (apart / PACKAGE).is_file():
        raise BadInput(
            f"a test run wrote into folder '{path}', and cannot show it as one",
            hint="name the files in it one by one",
            code="test-unseen",
            path=str(path),
        )
    return apart


def below(folder: Path) -> list[Path]:
    """Return what lies in a folder, by name; in a test run with what the run wrote there."""
    place = settings.place_of_test()
    seen = [folder] if place is None or _is_apart(folder, place) else [folder, _apart(folder, place)]
    names = {one.name for where in seen if os.path.isdir(where) for one in where.iterdir()}
    return [read_from(folder / name) for name in sorted(names)]


def standing(folder: Path) -> Path:
    """Return a folder as it is, or as a test run made it."""
    return folder if os.path.isdir(folder) else read_from(folder)


def note_file(target: str, made: Path, rows: int, columns: Mapping[str, str]) -> None:
    """Tell a test run, if this is one, what file it would have written."""
    place = settings.place_of_test()
    if place is None:
        return
    apart = place / "buckets" / target.removeprefix(BUCKET) if target.startswith(BUCKET) else made
    inside = apart.relative_to(place).as_posix()
    size = made.stat().st_size
    note(place, Written("file", target, "replace", rows, size, dict(columns), inside))


def _apart(path: Path, place: Path) -> Path:
    """Return the place of a path: its folder resolved, so that two names of one folder mean one."""
    whole = path.absolute()
    real = Path(os.path.realpath(whole.parent)) / whole.name
    return place / BELOW / real.relative_to(real.anchor)


def _is_apart(path: Path, place: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(place))


def _nearest(path: Path) -> Path:
    """Return the nearest folder above a path that is there: it says whether the real writing is allowed."""
    return next((folder for folder in path.absolute().parents if folder.is_dir()), Path("/"))
