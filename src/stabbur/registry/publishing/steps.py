"""The steps of publishing: stage, hash, gate, files, mark, state, index, clean. The mark alone makes a version.

Nothing is seen before the mark (step 4); what comes after it is made up for by the next publish or repair.
"""

import hashlib
import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from stabbur.accounts.policy import Thing, demand
from stabbur.accounts.rights import narrower
from stabbur.errors import Conflict, Damaged, Unavailable
from stabbur.io.moved import moved
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption
from stabbur.registry.keeping.mirrors import mirror, write_mirror
from stabbur.registry.publishing.candidate import Candidate, Wish
from stabbur.registry.publishing.differences import Differ, since
from stabbur.registry.publishing.gate.asking import Case, Earlier, Passed, let_through, nothing
from stabbur.registry.publishing.lineage import lineage
from stabbur.registry.publishing.pieces import Piece, check_untouched
from stabbur.registry.records import Numbered, Publication
from stabbur.registry.values import Published
from stabbur.state import audit
from stabbur.state.engine import reading, writing
from stabbur.state.failpoints import failpoint

TRIES = 100


def publish(
    desk: Desk, candidate: Candidate, wish: Wish, differ: Differ, earlier: Earlier = nothing
) -> Published:
    """Publish a candidate under the next free number, or find that it is there already."""
    passed = Passed()
    for turn in range(TRIES):
        adoption.catch_up(desk, candidate.kind, wish.id)
        about, known = look(desk, candidate, wish)
        if turn == 0:
            passed = let_through(Case(candidate, wish, about, desk.settings, earlier))
        before = current(known)
        same = repeated(candidate, wish, known) or (
            before if before and before.content == candidate.content else None
        )
        if same is not None:
            return replace(already(desk, about, same, wish, passed), told=passed.told)
        number = known[0].number + 1 if known else 1
        if wish.number not in (None, number):
            raise newer(wish.id, number - 1)
        diff = since(before, differ)
        if wish.dry_run:
            return Published(wish.id, number, address(about.kind, wish.id, number), True, diff, passed.told)
        one = commit(desk, candidate, wish, about, number, diff, passed)
        if one is not None:
            remember(desk, about, one, wish, passed)
            return Published(wish.id, number, address(about.kind, wish.id, number), True, diff, passed.told)
    raise Conflict(
        f"'{wish.id}' got a new version {TRIES} times while this one was published",
        hint="publish again",
        code="publish-crowded",
        id=wish.id,
    )


def newer(thing: str, number: int) -> Conflict:
    """Return the error for a version that somebody published since this one was made."""
    return Conflict(
        f"somebody has published '{thing}' version {number} since this was made",
        hint="run the test anew, so that you see what changes now",
        code="version-newer",
        id=thing,
        number=number,
    )


def look(desk: Desk, candidate: Candidate, wish: Wish) -> tuple[Publication, list[Numbered]]:
    """Return the publication, as it is or as it will be, and its versions; the actor's right is asked for."""
    with reading(desk.engine) as connection:
        found = records.find(connection, candidate.kind, wish.id)
        known = records.versions(connection, candidate.kind, wish.id)
    access = wish.access or desk.settings.publish.access
    about = found or Publication(candidate.kind, wish.id, candidate.title, access, desk.bucket)
    demand(
        wish.actor,
        f"{'stories' if about.kind == 'story' else 'packages'}:publish",
        Thing(about.id, about.access),
    )
    if about.bucket != desk.bucket:
        raise Conflict(
            f"'{wish.id}' lies in bucket '{about.bucket}', not in '{desk.bucket}'",
            hint=f"publish to '{about.bucket}', or under another name",
            code="bucket-differs",
            id=wish.id,
        )
    return about, known


def current(known: list[Numbered]) -> Numbered | None:
    """Return the last version that is not withdrawn."""
    return next((one for one in known if one.withdrawn is None), None)


def repeated(candidate: Candidate, wish: Wish, known: list[Numbered]) -> Numbered | None:
    """Return the version that the same request has made before."""
    if wish.request is None:
        return None
    found = next((one for one in known if one.request == wish.request), None)
    if found is not None and found.content != candidate.content:
        raise Conflict(
            f"this key has published other content as '{wish.id}' version {found.number}",
            hint="use a new key for new content",
            code="key-used",
            id=wish.id,
        )
    return found


def commit(
    desk: Desk,
    candidate: Candidate,
    wish: Wish,
    about: Publication,
    number: int,
    diff: dict[str, Any],
    passed: Passed,
) -> Numbered | None:
    """Store files, then the mark; None when somebody else took the number."""
    told = (lineage() if wish.came_from is None else dict(wish.came_from)) | {
        "id": wish.id,
        "version": number,
        "actor": wish.actor.slug,
        "access": wish.access or about.access,
        "content": candidate.content,
        "summary": str(diff.get("summary", "")),
    }
    if wish.request:
        told["request"] = wish.request
    told.pop("override", None)  # of a test run: whether it is still needed is seen now
    told |= answer(wish, passed)
    mark, pieces = candidate.finish(wish.id, number, {"diff": diff, "lineage": told})
    failpoint("publish.3.before")
    store_files(desk, pieces, layout.folder(about.kind, wish.id, number))
    check_untouched(pieces)
    failpoint("publish.3.after")
    if narrower(wish.access, about.access):
        mirror(desk, about, str(wish.access))
    failpoint("publish.4.before")
    if not put_mark(desk, layout.mark(about.kind, wish.id, number), mark):
        return None
    failpoint("publish.4.after")
    moved(
        about.kind, f"{wish.id}@{number}", "write", rows=rows_in(mark), size=sum(one.bytes for one in pieces)
    )
    return Numbered(
        number=number,
        title=candidate.title,
        content=candidate.content,
        mark="sha256:" + hashlib.sha256(mark).hexdigest(),
        published=adoption.moment(told["published"]),
        actor=wish.actor.slug,
        summary=told["summary"],
        request=wish.request,
    )


def rows_in(mark: bytes) -> int:
    """Return how many rows the tables of a version have, as its mark says; a story has none."""
    return sum(int(one.get("rows") or 0) for one in json.loads(mark).get("resources") or [])


def store_files(desk: Desk, pieces: list[Piece], prefix: str) -> None:
    """Store each file under its hashed name; one that is there must be as long as ours."""
    for one in pieces:
        key = prefix + one.path
        if desk.store.put(key, one.source, if_absent=True):
            continue
        if desk.store.size(key) != one.bytes:  # what an earlier cut or fault left: nobody refers to it
            desk.store.put(key, one.source)


def put_mark(desk: Desk, key: str, mark: bytes) -> bool:
    """Make the version; when the answer is lost, read back whose mark it is."""
    try:
        return desk.store.put(key, mark, if_absent=True)
    except Unavailable as error:
        # nothing is cleaned up: the mark may be there although its answer never came
        if error.code != "storage-unsynced" and desk.store.size(key) is not None:
            return desk.store.read(key) == mark
        raise


def remember(desk: Desk, about: Publication, one: Numbered, wish: Wish, passed: Passed) -> None:
    """Add the version to the state; when that fails the version is published all the same."""
    failpoint("publish.5.before")
    with writing(desk.engine) as connection:
        records.add(connection, about, one, "published", wish.actor.slug)
        answered_for(connection, about, one, wish, passed)
        changed = bool(wish.access) and records.set_access(
            connection, about, wish.access or "", wish.actor.slug
        )
    # the mirror is never wider than the state: it would let in more readers when the state is lost
    if one.number == 1 or (changed and not narrower(wish.access, about.access)):
        write_mirror(desk, about.kind, about.id)
    failpoint("publish.5.after")


def answer(wish: Wish, passed: Passed) -> dict[str, Any]:
    """Return why it was let out all the same, for those who read it; empty when nothing spoke against it."""
    return (
        {"override": {"reason": wish.override, "found": list(passed.overridden)}} if passed.overridden else {}
    )


def answered_for(
    connection: Connection, about: Publication, one: Numbered, wish: Wish, passed: Passed
) -> None:
    """Note who let out what the gate refuses, and why."""
    if passed.overridden:
        details = {"version": one.number, **answer(wish, passed)["override"]}
        audit.record(connection, wish.actor.slug, f"{about.kind}.overridden", about.id, details)


def already(desk: Desk, about: Publication, one: Numbered, wish: Wish, passed: Passed) -> Published:
    """Answer that the content is published, its mark made to last, its access as wished."""
    if not wish.dry_run:
        key = layout.mark(about.kind, about.id, one.number)
        # putting it once more changes nothing and syncs it: whoever put it may have died before that
        if desk.store.put(key, desk.store.read(key), if_absent=True):
            raise Damaged(f"'{key}' vanished while it was looked at", key=key)
        if wish.access and wish.access != about.access:
            if narrower(wish.access, about.access):
                mirror(desk, about, wish.access)
            with writing(desk.engine) as connection:
                records.set_access(connection, about, wish.access, wish.actor.slug)
                answered_for(connection, about, one, wish, passed)
            write_mirror(desk, about.kind, about.id)
    return Published(about.id, one.number, address(about.kind, about.id, one.number), False)


def address(kind: str, thing: str, number: int) -> str:
    """Return the address of a version's page, below the hub's own."""
    return f"/{'p' if kind == 'package' else 's'}/{thing}/v{number}"
