"""What a lock holds, and what one has that another has not."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Change:
    """A package that came, went or changed its version; an empty version means that it is not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Release:
    """A package as locked; of the index those have no source."""

    name: str
    version: str
    from_index: bool
    uploaded: datetime | None = None


def releases(lock: str) -> list[Release]:
    """Return what a lock holds; one made for several Pythons may hold a package more than once."""
    return [
        Release(one["name"], one.get("version", ""), "registry" in one["source"], _uploaded(one))
        for one in tomllib.loads(lock).get("package", [])
    ]


def between(before: Sequence[Release], after: Sequence[Release]) -> list[Change]:
    """Return what changed from one lock to another, by name."""
    olds, news = _versions(before), _versions(after)
    return [
        Change(name, olds.get(name, ""), news.get(name, ""))
        for name in sorted({*olds, *news})
        if olds.get(name) != news.get(name)
    ]


def new(before: Sequence[Release], after: Sequence[Release]) -> list[Release]:
    """Return the releases of an index that only the later lock has."""
    known = {(one.name, one.version) for one in before}
    return [one for one in after if one.from_index and (one.name, one.version) not in known]


def needing(lock: str, name: str) -> list[str] | None:
    """Return the packages of a lock that need one of it; None where the lock does not have that."""
    packages = tomllib.loads(lock).get("package", [])
    if not any(one["name"] == name for one in packages):
        return None
    return sorted({one["name"] for one in packages if name in _needs(one)})


def _needs(package: dict[str, Any]) -> set[str]:
    more = (*package.get("optional-dependencies", {}).values(), *package.get("dev-dependencies", {}).values())
    return {one["name"] for needs in (package.get("dependencies", []), *more) for one in needs}


def _versions(found: Sequence[Release]) -> dict[str, str]:
    by_name: dict[str, list[str]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one.version or "local")
    return {name: ", ".join(dict.fromkeys(versions)) for name, versions in by_name.items()}


def _uploaded(package: dict[str, Any]) -> datetime | None:
    """Return when the last file of a release was laid into the index; an old one may have got a new file."""
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    times = [datetime.fromisoformat(one["upload-time"]) for one in files if "upload-time" in one]
    return max(times, default=None)
