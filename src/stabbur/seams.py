"""Find the implementation of a seam by its name: each seam is an entry-point group, ours included."""

import os
import sys
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any

from stabbur.errors import MissingExtra, NotFound

SEAMS = {
    "sql": "a database to read from and write to",
    "files": "a file format",
    "buckets": "a place where published things are kept",
    "secrets": "a place where secrets come from",
    "index": "a search index",
    "forges": "a place where repositories are shared",
    "launchers": "a place where runs are carried out",
    "notifiers": "a way of telling people",
}


def names(seam: str) -> list[str]:
    """Return the names installed for a seam, such as `sql`, in alphabetical order."""
    return list(_installed(seam, tuple((place, _changed(place)) for place in sys.path)))


def _changed(place: str) -> int:
    try:
        return os.stat(place or ".").st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _installed(seam: str, places: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    # a publication asks five times, at 8 ms; a package that is installed meanwhile changes the folder it comes to
    return tuple(sorted(entry_points(group=f"stabbur.{seam}").names))


def load(seam: str, name: str) -> Any:
    """Return the class installed under a name; only its own file is imported.

    Raises
    ------
    NotFound
        No implementation has that name.
    MissingExtra
        The implementation needs a package that is not installed.
    """
    return _loaded(seam, name, tuple(sys.path))


@lru_cache(maxsize=64)
def _loaded(seam: str, name: str, path: tuple[str, ...]) -> Any:
    # looking through what is installed reads a file of each package: 6 ms that every search would pay;
    # a name that is not there raises and is looked for anew, so that it can be installed meanwhile
    found = entry_points(group=f"stabbur.{seam}", name=name)
    if not found:
        installed = ", ".join(names(seam)) or "none"
        raise NotFound(
            f"no {seam} named '{name}': installed are {installed}",
            hint="stabbur seams",
            code="seam-unknown",
            seam=seam,
            name=name,
        )
    try:
        return next(iter(found)).load()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("stabbur"):
            raise  # a mistake of ours, not a missing package
        hint = f'pip install "stabbur[{name}]"'  # an extra has the name of its entry point
        raise MissingExtra(f"{seam} '{name}' needs {error.name}", hint=hint, name=name) from error
