"""The registry of this machine: a bucket, the state and the index of one Stabbur."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stabbur import settings
from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import visible
from stabbur.accounts.rights import ACCESS
from stabbur.buckets.base import Store
from stabbur.buckets.opening import open_bucket
from stabbur.errors import BadInput
from stabbur.registry import layout, publishing, reading
from stabbur.registry.candidate import Wish
from stabbur.registry.desk import Desk
from stabbur.registry.differences import difference
from stabbur.registry.manifest import prepare
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.values import PackageInfo, Published, StoryInfo, VersionInfo
from stabbur.settings import Settings
from stabbur.state.engine import engine
from stabbur.state.failpoints import failpoint
from stabbur.state.locks import shared

if TYPE_CHECKING:  # reading a package needs no search index
    from stabbur.catalogue.base import Hits, Query


class Writable(Protocol):
    """A package that can write itself into a folder, such as a Datapackage."""

    def write(self, folder: Path) -> Path:
        """Write everything and return the folder."""


def connect(known: Settings | None = None, *, store: Store | None = None) -> "Here":
    """Return the registry that the settings name."""
    known = known or settings.load()
    bucket = known.publish.bucket
    desk = Desk(store or open_bucket(bucket, known), bucket, engine(known), settings.private(), known)
    return Here(desk)


class Here:
    """Publish into a bucket and read from it, with the state and index beside it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def packages(self, actor: Actor | None = None) -> list[PackageInfo]:
        """Return the packages that the actor may know of, by id."""
        return reading.packages(self.desk, actor)

    def versions(
        self, package: str, actor: Actor | None = None, *, kind: str = "package"
    ) -> list[VersionInfo]:
        """Return the versions of a package, or of a story by its kind, newest first."""
        return reading.versions(self.desk, kind, package, actor)

    def open(self, package: str, version: int | None = None, actor: Actor | None = None) -> OpenVersion:
        """Return a version; without a number the latest that is not withdrawn."""
        return reading.open_version(self.desk, package, version, actor)

    def stories(self, actor: Actor | None = None) -> list[StoryInfo]:
        """Return the stories that the actor may know of, by id; drafts are not listed."""
        return reading.stories(self.desk, actor)

    def open_story(self, story: str, version: int | None = None, actor: Actor | None = None) -> OpenStory:
        """Return a version of a story by number, or the latest."""
        return reading.open_story(self.desk, story, version, actor)

    def search(self, query: "Query", actor: Actor | None = None) -> "Hits":
        """Return what the catalogue finds among what the actor may know of."""
        from stabbur.registry.indexing import open_index

        may_see = visible(actor or actors.local())
        asked = query.visible_access
        seen = may_see if asked is None else may_see & asked
        index = open_index(self.desk)
        try:
            return index.search(replace(query, visible_access=seen))
        finally:
            index.close()

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
    ) -> Published:
        """Publish a Datapackage or its folder; the same content, or the same key, makes no new version."""
        actor = actor or actors.local()
        check_access(access)
        desk = self.desk if bucket in (None, self.desk.bucket) else self._other(bucket or "")
        with shared(desk.lock), staged(desk, package) as folder:
            failpoint("publish.2.before")
            candidate = prepare(folder)
            failpoint("publish.2.after")
            name = str(candidate.descriptor.get("name", ""))
            thing = "/".join(layout.check_id(f"{owner or desk.settings.owner or actor.slug}/{name}"))
            wish = Wish(thing, actor, access, hashed(key), dry_run)
            done = publishing.publish(
                desk,
                candidate,
                wish,
                lambda number: difference(reading.open_version(desk, thing, number), folder),
            )
            follow_index(desk, dry_run)
            failpoint("publish.7.before")
        failpoint("publish.7.after")
        return done

    def _other(self, bucket: str) -> Desk:
        return replace(self.desk, store=open_bucket(bucket, self.desk.settings), bucket=bucket)


def follow_index(desk: Desk, dry_run: bool) -> None:
    """Let the index follow what was published."""
    if dry_run:
        return
    from stabbur.registry.indexing import follow_quietly

    failpoint("publish.6.before")
    follow_quietly(desk)
    failpoint("publish.6.after")


@contextmanager
def staged(desk: Desk, package: object) -> Iterator[Path]:
    """Give the folder of a package; one that is handed over as an object is written out first."""
    failpoint("publish.1.before")
    if isinstance(package, str | Path):
        failpoint("publish.1.after")
        yield Path(package)
        return
    write = getattr(package, "write", None)
    if write is None:
        raise BadInput(
            f"cannot publish a {type(package).__name__}: it takes a Datapackage or its folder",
            hint="sb.publish(dp)",
            code="package-bad",
        )
    desk.staging.mkdir(parents=True, exist_ok=True)
    place = desk.staging / uuid.uuid4().hex
    try:
        folder = Path(write(place))
        failpoint("publish.1.after")
        yield folder
    finally:
        shutil.rmtree(place, ignore_errors=True)


def check_access(access: str | None) -> None:
    """Refuse an access that there is none of."""
    if access is not None and access not in ACCESS:
        raise BadInput(
            f"no access '{access[:40]}': it is team, internal or public",
            code="access-unknown",
            access=access[:40],
        )


def hashed(key: str | None) -> str | None:
    """Return the form in which an idempotency key is kept."""
    return None if key is None else "sha256:" + sha256(key.encode()).hexdigest()
