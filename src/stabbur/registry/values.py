"""What a registry answers with: plain frozen values, the same from a folder and from a hub."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Literal

from stabbur import settings

Access = Literal["team", "internal", "public"]


@dataclass(frozen=True)
class Published:
    """The outcome of publishing: `created` is false when the content was there already.

    `told` is what the gate let through but has a word about, such as a missing licence.
    """

    id: str
    version: int
    address: str
    created: bool
    diff: dict[str, Any] | None = None
    told: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The whole address of its page, where this machine's hub or the one that is written to serves it."""
        known = settings.load().hub
        here = known.address or f"http://localhost:{known.port or 8800}"
        return f"{os.environ.get('STABBUR_HUB_URL', here).rstrip('/')}{self.address}"

    def __repr__(self) -> str:
        """Return one line; of the difference its sentence, since all of it fills the screen."""
        summary = str((self.diff or {}).get("summary", ""))
        said = {"id": self.id, "version": self.version, "address": self.address, "created": self.created}
        said |= {key: value for key, value in (("summary", summary), ("told", self.told)) if value}
        return f"Published({', '.join(f'{key}={value!r}' for key, value in said.items())})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what was published, what changed, and where it is read."""
        said = escape(str((self.diff or {}).get("summary", "")) if self.created else "same content as before")
        page = escape(self.page)
        return f'<p><b>{escape(self.id)}@{self.version}</b> {said} <a href="{page}">{page}</a></p>'


@dataclass(frozen=True)
class Info:
    """One publication in a list, by its latest version; `withdrawn` holds the reason, or None."""

    id: str
    owner: str
    name: str
    title: str
    access: str
    latest: int
    updated: datetime
    withdrawn: str | None = None


class PackageInfo(Info):
    """One package in a list."""


class StoryInfo(Info):
    """One story in a list."""


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
