"""The registry of this machine: a bucket, the state and the index of one Stabbur."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabbur import settings
from stabbur.accounts import actor as actors
from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import visible
from stabbur.accounts.rights import ACCESS
from stabbur.buckets.base import Store
from stabbur.buckets.opening import open_bucket
from stabbur.errors import BadInput, Unavailable, meant
from stabbur.io.moved import published
from stabbur.io.testing.files import read_from
from stabbur.registry import layout, reading, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.checking import check
from stabbur.registry.keeping.indexing import follow_quietly, ready_index, rebuild
from stabbur.registry.keeping.mending import adopt_all, repair, tidy
from stabbur.registry.opened import OpenStory, OpenVersion
from stabbur.registry.publishing import steps
from stabbur.registry.publishing.before import earlier
from stabbur.registry.publishing.candidate import Wish
from stabbur.registry.publishing.differences import difference
from stabbur.registry.publishing.drafts import open_draft, publish_draft, remove_draft
from stabbur.registry.publishing.gate.refusals import noted
from stabbur.registry.publishing.manifest import prepare
from stabbur.registry.publishing.stories import pages, prepare_story, story_difference, title_of
from stabbur.registry.publishing.withdrawing import withdraw
from stabbur.registry.values import CheckReport, PackageInfo, Published, StoryInfo, VersionInfo
from stabbur.settings import Settings
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state
from stabbur.state.failpoints import failpoint
from stabbur.state.locks import shared

if TYPE_CHECKING:  # reading a package needs no search index
    from stabbur.catalogue.base import Hits, Query, SearchIndex


def connect(known: Settings | None = None, *, store: Store | None = None) -> "Here":
    """Return the registry that the settings name."""
    known = known or settings.load()
    bucket = known.publish.bucket
    test = settings.place_of_test()
    private = test or settings.private()
    desk = Desk(store or open_bucket(bucket, known), bucket, engine(known), private, known, test)
    if is_new(desk) and adopt_all(desk):
        follow_quietly(desk)
    return Here(desk)


def is_new(desk: Desk) -> bool:
    """Tell whether the state knows of nothing; the bucket may, when the state was lost."""
    with read_state(desk.engine) as connection:
        return not records.everything(connection)


class Here:
    """Publish into a bucket and read from it, with the state and index beside it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._index: SearchIndex | None = None

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

    def open_story(
        self, story: str, version: int | str | None = None, actor: Actor | None = None
    ) -> OpenStory:
        """Return a version of a story by number, a draft by its code, or the latest."""
        if isinstance(version, str):
            return open_draft(self.desk, story, version, actor)
        return reading.open_story(self.desk, story, version, actor)

    def search(self, query: "Query", actor: Actor | None = None) -> "Hits":
        """Return what the catalogue finds among what the actor may know of."""
        may_see = visible(actor or actors.local())
        asked = query.visible_access
        seen = may_see if asked is None else may_see & asked
        asked_for = replace(query, visible_access=seen)
        # opening takes as long as searching; what is open sees by itself what others add
        self._index = index = self._index or ready_index(self.desk)
        try:
            return index.search(asked_for)
        except Unavailable:  # broken or taken away since it was opened
            self._index = index = ready_index(self.desk)
            return index.search(asked_for)

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
        actor = actor or actors.local()
        check_access(access)
        desk = self.desk.of(bucket or self.desk.bucket)
        with shared(desk.lock), staged(desk, package) as folder:
            failpoint("publish.2.before")
            candidate = prepare(folder)
            failpoint("publish.2.after")
            name = str(candidate.descriptor.get("name", ""))
            thing = "/".join(layout.check_id(f"{owner or desk.settings.owner or actor.slug}/{name}"))
            wish = Wish(thing, actor, access, hashed(key), dry_run, override=override)

            def differ(number: int) -> dict[str, Any]:
                return difference(reading.open_version(desk, thing, number), folder)

            with noted(desk, thing):
                done = steps.publish(desk, candidate, wish, differ, earlier(desk, "package", thing))
            failpoint("publish.7.before")
        return finished(desk, "package", done, dry_run=dry_run)

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
        actor = actor or actors.local()
        check_access(access)
        named = isinstance(story, str) and story and "/" not in story
        owner = self.desk.settings.owner or actor.slug
        thing = "/".join(layout.check_id(f"{owner}/{story}" if named else story))
        with shared(self.desk.lock), pages(self.desk, read_from(Path(path))) as folder:
            candidate = prepare_story(folder, title or title_of(folder, thing))
            wish = Wish(thing, actor, access, None, dry_run, override=override)

            def differ(number: int) -> dict[str, Any]:
                return story_difference(reading.open_story(self.desk, thing, number), candidate)

            if draft:
                done = publish_draft(self.desk, candidate, wish)
            else:
                with noted(self.desk, thing):
                    done = steps.publish(
                        self.desk, candidate, wish, differ, earlier(self.desk, "story", thing)
                    )
                if not dry_run:
                    remove_draft(self.desk, thing, candidate.content)
        return finished(self.desk, "story", done, dry_run=dry_run)

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
        with shared(
            self.desk.lock
        ):  # whoever tidies up meanwhile would take what is being written for a leftover
            withdraw(self.desk, kind, package, version, reason, actor or actors.local())
        follow_quietly(self.desk)

    def check(self, *, deep: bool = False) -> CheckReport:
        """Look at every version: files there with their sizes; deep: with their hashes."""
        return check(self.desk, deep=deep)

    def repair(self) -> CheckReport:
        """Adopt, finish and remove what cut publishing left; return what is left to say."""
        return repair(self.desk)

    def rebuild_index(self) -> int:
        """Make the catalogue's index anew from bucket and state; return the number of documents."""
        adopt_all(self.desk)
        return rebuild(self.desk)


def finished(desk: Desk, kind: str, done: Published, *, dry_run: bool) -> Published:
    """Let index and leftovers follow what was published, which stands whatever they do."""
    if not dry_run:
        failpoint("publish.6.before")
        follow_quietly(desk)
        failpoint("publish.6.after")
        tidy(desk, done.id)
        failpoint("publish.7.after")
        if desk.test is None:
            published(kind, done.id, done.version, created=done.created)
    # what a test run published is shown on a page of the run
    return replace(done, address=page_of_test() or done.address) if desk.test else done


def page_of_test() -> str:
    """Return the address of the page that shows what this test run would publish; empty outside a run."""
    run = os.environ.get("STABBUR_RUN", "").partition(".")[0]
    return f"/runs/{run}/test" if run else ""


@contextmanager
def staged(desk: Desk, package: object) -> Iterator[Path]:
    """Give the folder of a package; one that is handed over as an object is written out first."""
    failpoint("publish.1.before")
    if isinstance(package, str | Path):
        failpoint("publish.1.after")
        yield read_from(Path(package))
        return
    write = getattr(package, "write", None)
    if write is None:
        raise BadInput(
            f"cannot publish a {type(package).__name__}: it takes a Datapackage or its folder",
            hint="sb.publish(dp)",
            code="package-bad",
        )
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
            hint=meant(access, ACCESS),
            code="access-unknown",
            access=access[:40],
        )


def hashed(key: str | None) -> str | None:
    """Return the form in which an idempotency key is kept."""
    return None if key is None else "sha256:" + sha256(key.encode()).hexdigest()
