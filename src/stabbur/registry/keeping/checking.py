"""Look at everything that is published: lost or changed files are problems, what can be mended is a note."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from stabbur.errors import Damaged, NotFound, StabburError
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping import adoption
from stabbur.registry.keeping.indexing import open_index
from stabbur.registry.keeping.leftovers import leftovers
from stabbur.registry.keeping.marks import files_of, parse
from stabbur.registry.records import Numbered, Publication
from stabbur.registry.values import CheckReport, Problem
from stabbur.state import audit, events, witness
from stabbur.state.engine import reading

PIECE = 1 << 20
Key = tuple[str, str, int]
Known = dict[Key, tuple[Publication, Numbered]]


def check(desk: Desk, *, deep: bool = False) -> CheckReport:
    """Return what is wrong and what is to be mended; deep reads every file anew."""
    with reading(desk.engine) as connection:
        known = {
            (one.kind, one.id, row.number): (one, row)
            for one in records.everything(connection)
            for row in records.versions(connection, one.kind, one.id)
        }
    problems: list[Problem] = []
    notes: list[Problem] = []
    versions = 0
    for name in buckets(desk):
        try:
            one = desk.of(name)
            here = {key: row for key, row in known.items() if row[0].bucket == name}
            others = {(kind, thing) for (kind, thing, _), row in known.items() if row[0].bucket != name}
            found = {key for key in marks(one) if key[:2] not in others}
        except StabburError as error:
            problems.append(Problem("bucket-unreachable", name, "", str(error)))
            continue
        versions += len(here.keys() | found)
        look(one, here, found, problems, notes, deep=deep)
    notes += [*index_notes(desk, len({(kind, thing) for kind, thing, _ in known})), *audit_notes(desk)]
    return CheckReport(versions, tuple(problems), tuple(notes))


def buckets(desk: Desk) -> list[str]:
    """Return the names of the buckets where something is published, that of the desk first."""
    with reading(desk.engine) as connection:
        used = {one.bucket for one in records.everything(connection)}
    return [desk.bucket, *sorted(used - {desk.bucket})]


def look(
    desk: Desk, known: Known, found: set[Key], problems: list[Problem], notes: list[Problem], *, deep: bool
) -> None:
    """Add what is wrong in one bucket and what is to be mended."""
    for kind, thing, number in sorted(known.keys() | found):
        row = known.get((kind, thing, number))
        problems += version_problems(desk, kind, thing, number, row[1].mark if row else None, deep=deep)
        if row is None:
            key = layout.mark(kind, thing, number)
            notes.append(
                Problem("state-row-missing", f"{thing} version {number}", key, "the state does not know it")
            )
        else:
            notes += withdrawal_notes(desk, row[0], row[1])
    for about in {(one.kind, one.id): one for one, _ in known.values()}.values():
        notes += mirror_notes(desk, about)
    notes += [Problem("leftover", desk.bucket, one.key, "no version names it") for one in leftovers(desk)]


def marks(desk: Desk) -> set[Key]:
    """Return kind, id and number of each version whose mark the bucket lists."""
    kinds = {letter: kind for kind, letter in layout.LETTER.items()}
    found = set()
    for entry in desk.store.list():
        match = layout.NUMBERED.fullmatch(entry.key)
        if match and match["path"] == layout.MARK[kinds[match["letter"]]]:
            found.add((kinds[match["letter"]], match["id"], int(match["number"])))
    return found


def version_problems(
    desk: Desk, kind: str, thing: str, number: int, expected: str | None, *, deep: bool
) -> Iterator[Problem]:
    """Yield each file of a version that is missing or changed."""
    subject = f"{thing} version {number}"
    key = layout.mark(kind, thing, number)
    try:
        data = desk.store.read(key)
    except NotFound:
        yield Problem("file-missing", subject, key, "the file is missing")
        return
    if expected is not None and "sha256:" + hashlib.sha256(data).hexdigest() != expected:
        yield Problem("file-changed", subject, key, "the file is not what was published")
        return
    try:
        mark = parse(data, key)
    except Damaged:
        yield Problem("file-changed", subject, key, "the file is not a version's mark")
        return
    for path, about in files_of(mark):
        problem = file_problem(desk, layout.folder(kind, thing, number) + path, about, deep=deep)
        if problem:
            yield Problem(problem, subject, layout.folder(kind, thing, number) + path, SAID[problem])


SAID = {
    "file-missing": "the file is missing",
    "file-changed": "the file is not what was published",
}


def file_problem(desk: Desk, key: str, about: Mapping[str, Any], *, deep: bool) -> str | None:
    """Return what is wrong with a file, None when it is as it was published."""
    size = desk.store.size(key)
    if size is None:
        return "file-missing"
    if "bytes" in about and size != about["bytes"]:
        return "file-changed"
    if not deep:
        return None
    with desk.store.path(key, desk.cache).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return None if f"sha256:{digest}" == about["hash"] else "file-changed"


def withdrawal_notes(desk: Desk, about: Publication, one: Numbered) -> Iterator[Problem]:
    """Yield a note when bucket and state differ on whether a version is withdrawn."""
    key = layout.withdrawal(about.kind, about.id, one.number)
    told_there = adoption.reason_in_bucket(desk, about.kind, about.id, one.number) is not None
    if told_there != (one.withdrawn is not None):
        told = "bucket and state differ on whether it is withdrawn"
        yield Problem("withdrawal-differs", f"{about.id} version {one.number}", key, told)


def mirror_notes(desk: Desk, about: Publication) -> Iterator[Problem]:
    """Yield a note when the bucket does not repeat who has access."""
    key = layout.mirror(about.kind, about.id)
    if adoption.json_at(desk, key).get("access") != about.access:
        yield Problem("mirror-differs", about.id, key, "it does not say who has access, as the state does")


def index_notes(desk: Desk, published: int) -> Iterator[Problem]:
    """Yield a note when the search index is missing or behind."""
    from stabbur.catalogue.base import Query

    with reading(desk.engine) as connection:
        waiting = len(events.waiting(connection))
    if waiting:
        yield Problem("index-behind", "index", "", f"{waiting} changes are not in the index yet")
        return
    if not published:
        return
    try:
        index = open_index(desk)
        total = index.search(Query(limit=1)).total
        index.close()
    except StabburError as error:
        yield Problem("index-missing", "index", "", str(error))
        return
    if total != published:
        yield Problem("index-stale", "index", "", f"it has {total} of {published} documents")


def audit_notes(desk: Desk) -> Iterator[Problem]:
    """Yield a note when the audit log was changed."""
    with reading(desk.engine) as connection:
        row = audit.broken(connection)
        head = witness.missing(connection, witness.file_of(desk.engine))
    if row is not None:
        yield Problem(
            "audit-broken", "audit log", "", f"row {row} or the one before it was changed or removed"
        )
    if head is not None:
        told = f"row {head.seq}, written {head.at}, is gone: rows were cut from the end, or the state is an older one"
        yield Problem("audit-cut", "audit log", "", told)
