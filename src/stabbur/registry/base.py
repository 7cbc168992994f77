"""What Stabbur asks of a place where published things are: read, publish, keep in order."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from stabbur.accounts.actor import Actor
from stabbur.registry.values import CheckReport, PackageInfo, Published, StoryInfo, VersionInfo

if TYPE_CHECKING:  # reading a package needs no search index
    from stabbur.catalogue.base import Hits, Query


class Version(Protocol):
    """One version of a package, whole and unchangeable."""

    id: str
    owner: str
    name: str
    number: int
    descriptor: dict[str, Any]
    access: str
    published: datetime
    withdrawn: str | None

    def file(self, path: str) -> Path:
        """Return a local file by its logical or stored path, its hash checked."""

    def sibling(self, kind: str) -> dict[str, Any] | None:
        """Return what lies beside the descriptor: `preview`, `diff` or `lineage`."""

    def folder(self) -> Path:
        """Return a local folder of the version, with every file checked."""


class StoryVersion(Protocol):
    """One version of a story: a folder of files with a page to start from."""

    id: str
    owner: str
    name: str
    title: str
    number: int
    entry: str
    draft: bool
    access: str
    published: datetime
    withdrawn: str | None

    @property
    def paths(self) -> Sequence[str]:
        """The paths of the story's files."""

    def file(self, path: str) -> Path:
        """Return a local file of the story by its path below the entry's folder, its hash checked."""


class Reader(Protocol):
    """Find and open what is published; without an actor it is the local person who asks."""

    def packages(self, actor: Actor | None = None) -> list[PackageInfo]:
        """Return the packages that the actor may know of, by id."""

    def versions(
        self, package: str, actor: Actor | None = None, *, kind: str = "package"
    ) -> list[VersionInfo]:
        """Return the versions of a package, or of a story by its kind, newest first."""

    def open(self, package: str, version: int | None = None, actor: Actor | None = None) -> Version:
        """Return a version; without a number the latest that is not withdrawn."""

    def stories(self, actor: Actor | None = None) -> list[StoryInfo]:
        """Return the stories that the actor may know of, by id; drafts are not listed."""

    def open_story(
        self, story: str, version: int | str | None = None, actor: Actor | None = None
    ) -> StoryVersion:
        """Return a version of a story by number, a draft by its code, or the latest."""

    def search(self, query: "Query", actor: Actor | None = None) -> "Hits":
        """Return what the catalogue finds among what the actor may know of."""


class Writer(Protocol):
    """Publish and withdraw."""

    def publish(
        self,
        package: object,
        *,
        owner: str | None = None,
        access: str | None = None,
        actor: Actor | None = None,
        dry_run: bool = False,
        bucket: str | None = None,
        key: str | None = None,
        override: str | None = None,
    ) -> Published:
        """Publish a Datapackage or its folder; the same content, or the same key, makes no new version."""

    def publish_story(
        self,
        path: Path | str,
        story: str,
        *,
        title: str | None = None,
        draft: bool = False,
        access: str | None = None,
        actor: Actor | None = None,
        dry_run: bool = False,
        override: str | None = None,
    ) -> Published:
        """Publish a notebook, an HTML file or a folder with `index.html` as a story."""

    def withdraw(
        self,
        package: str,
        version: int,
        reason: str,
        actor: Actor | None = None,
        *,
        kind: str = "package",
    ) -> None:
        """Mark a version of a package, or of a story by its kind, as withdrawn; its files stay."""


class Keeper(Protocol):
    """Keep what is published whole."""

    def check(self, *, deep: bool = False) -> CheckReport:
        """Look at every version: files there with their sizes; deep: with their hashes."""

    def repair(self) -> CheckReport:
        """Adopt, finish and remove what cut publishing left; return what is left to say."""

    def rebuild_index(self) -> int:
        """Make the catalogue's index anew from what is published; return the number of documents."""


class Registry(Reader, Writer, Keeper, Protocol):
    """All of it: `stabbur.registry.connect()` returns one."""
