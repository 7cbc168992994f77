"""What a registry answers with: plain frozen values, the same from a folder and from a hub."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Access = Literal["team", "internal", "public"]


@dataclass(frozen=True)
class Published:
    """The outcome of publishing: `created` is false when the content was there already."""

    id: str
    version: int
    address: str
    created: bool
    diff: dict[str, Any] | None = None


@dataclass(frozen=True)
class PackageInfo:
    """One package in a list, by its latest version."""

    id: str
    owner: str
    name: str
    title: str
    access: str
    latest: int
    updated: datetime
    withdrawn: str | None = None


@dataclass(frozen=True)
class StoryInfo:
    """One story in a list, by its latest version."""

    id: str
    owner: str
    name: str
    title: str
    access: str
    latest: int
    updated: datetime


@dataclass(frozen=True)
class VersionInfo:
    """One version in a list; `withdrawn` holds the reason, or None."""

    number: int
    published: datetime
    withdrawn: str | None
    summary: str


@dataclass(frozen=True)
class Problem:
    """Something wrong (a problem) or something to mend (a note): which, where, and in words."""

    kind: str
    subject: str
    path: str
    message: str


@dataclass(frozen=True)
class CheckReport:
    """What a check found: problems are lost or changed files, notes are what the next publish mends."""

    versions: int
    problems: tuple[Problem, ...] = field(default=())
    notes: tuple[Problem, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether every committed version has all its files, unchanged."""
        return not self.problems
