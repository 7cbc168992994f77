"""Open and list what is published, for an actor who may know of it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from stabbur.accounts.actor import Actor
from stabbur.accounts.policy import Thing, demand, may
from stabbur.buckets.base import Store
from stabbur.errors import NotFound
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption
from stabbur.registry.opened import OpenStory, OpenVersion, damaged
from stabbur.registry.records import Numbered, Publication
from stabbur.registry.values import PackageInfo, StoryInfo, VersionInfo
from stabbur.state.engine import reading

MARKS: dict[str, dict[str, Any]] = {}
MOST_MARKS = 512
RIGHT = {"package": "packages:read", "story": "stories:read"}


def open_version(
    desk: Desk, thing: str, number: int | None = None, actor: Actor | None = None
) -> OpenVersion:
    """Return a version of a package, by default the current one."""
    owner, name = layout.check_id(thing)
    about, one = find(desk, "package", thing, number, actor)
    desk = desk.of(about.bucket)
    descriptor = mark_of(desk.store, layout.mark("package", thing, one.number), one.mark)
    return OpenVersion(
        id=thing,
        owner=owner,
        name=name,
        number=one.number,
        descriptor=descriptor,
        access=about.access,
        published=one.published,
        withdrawn=one.withdrawn,
        mark=one.mark,
        store=desk.store,
        cache=desk.cache,
    )


def open_story(desk: Desk, thing: str, number: int | None = None, actor: Actor | None = None) -> OpenStory:
    """Return a version of a story, by default the current one."""
    about, one = find(desk, "story", thing, number, actor)
    desk = desk.of(about.bucket)
    mark = mark_of(desk.store, layout.mark("story", thing, one.number), one.mark)
    return story_from(desk, about, one, mark, layout.folder("story", thing, one.number))


def story_from(
    desk: Desk, about: Publication, one: Numbered, mark: dict[str, Any], prefix: str, *, draft: bool = False
) -> OpenStory:
    """Return a story by its mark, which lies below a prefix."""
    owner, name = layout.check_id(about.id)
    return OpenStory(
        id=about.id,
        owner=owner,
        name=name,
        title=one.title,
        number=one.number,
        entry=str(mark.get("entry") or "index.html"),
        draft=draft,
        access=about.access,
        published=one.published,
        withdrawn=one.withdrawn,
        files=mark["files"],
        prefix=prefix,
        store=desk.store,
        cache=desk.cache,
    )


def find(
    desk: Desk, kind: str, thing: str, number: int | None, actor: Actor | None
) -> tuple[Publication, Numbered]:
    """Return the rows of a version; what the actor may not know of is not there."""
    if number is not None:
        layout.check_number(number)
    about, known = seen(desk, kind, thing, actor)
    whole = next((one for one in known if one.withdrawn is None), known[0])
    one = whole if number is None else next((one for one in known if one.number == number), None)
    if one is None:
        raise NotFound(
            f"'{thing}' has no version {number}: the latest is {known[0].number}",
            code="version-unknown",
            id=thing,
            number=number,
            latest=known[0].number,
        )
    return about, one


def seen(desk: Desk, kind: str, thing: str, actor: Actor | None) -> tuple[Publication, list[Numbered]]:
    """Return the rows of a thing and of its versions; what the actor may not know of is not there."""
    layout.check_id(thing)
    about, known = rows(desk, kind, thing)
    if about is None and adoption.catch_up(desk, kind, thing):
        about, known = rows(desk, kind, thing)
    if about is None or (actor and not may(actor, RIGHT[kind], Thing(thing, about.access))):
        raise NotFound(
            f"no {kind} '{thing}'", hint=f'stabbur search "{thing}"', code=f"{kind}-unknown", id=thing
        )
    return about, known


def rows(desk: Desk, kind: str, thing: str) -> tuple[Publication | None, list[Numbered]]:
    """Return what the state knows of a thing and of its versions."""
    with reading(desk.engine) as connection:
        return records.find(connection, kind, thing), records.versions(connection, kind, thing)


def versions(desk: Desk, kind: str, thing: str, actor: Actor | None) -> list[VersionInfo]:
    """Return the versions of a thing, newest first."""
    _, known = seen(desk, kind, thing, actor)
    return [VersionInfo(one.number, one.published, one.withdrawn, one.summary) for one in known]


def packages(desk: Desk, actor: Actor | None) -> list[PackageInfo]:
    """Return the packages that an actor may know of, by id."""
    return [PackageInfo(*told(about, one)) for about, one in listed(desk, "package", actor)]


def stories(desk: Desk, actor: Actor | None) -> list[StoryInfo]:
    """Return the stories that an actor may know of, by id."""
    return [StoryInfo(*told(about, one)) for about, one in listed(desk, "story", actor)]


def told(about: Publication, one: Numbered) -> tuple[str, str, str, str, str, int, datetime, str | None]:
    """Return what a list tells of a publication, in the order of `Info`."""
    owner, name = layout.check_id(about.id)
    return about.id, owner, name, one.title, about.access, one.number, one.published, one.withdrawn


def listed(desk: Desk, kind: str, actor: Actor | None) -> list[tuple[Publication, Numbered]]:
    """Return the publications of a kind with their current versions."""
    with reading(desk.engine) as connection:
        known = records.everything(connection, kind)
        newest = records.newest(connection, kind)
    return [
        (about, newest[about.id])
        for about in known
        if about.id in newest and (actor is None or may(actor, RIGHT[kind], Thing(about.id, about.access)))
    ]


def check_right(actor: Actor | None, right: str, about: Publication) -> None:
    """Raise unless the actor, by default the local person, may use a right on a publication."""
    if actor is not None:
        demand(actor, right, Thing(about.id, about.access))


def mark_of(store: Store, key: str, expected: str) -> dict[str, Any]:
    """Return a committed mark, its hash checked; it never changes, so it is kept by its hash."""
    known = MARKS.get(expected)
    if known is None:  # another thread may clear what is kept at any time, so a value of our own is returned
        if len(MARKS) >= MOST_MARKS:
            MARKS.clear()
        known = MARKS[expected] = read_mark(store, key, expected)
    return known


def read_mark(store: Store, key: str, expected: str) -> dict[str, Any]:
    """Return what a mark in the bucket says if it is the one that was committed."""
    try:
        data = store.read(key)
    except NotFound as error:
        raise damaged(key, "is missing") from error
    if "sha256:" + hashlib.sha256(data).hexdigest() != expected:
        raise damaged(key, "is not what was published")
    found: dict[str, Any] = json.loads(data)
    return found
