"""The rows of publications and versions in the state: read and written, with their audit lines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, select, update

from stabbur.state import audit, clock, events
from stabbur.state.engine import inserting
from stabbur.state.tables import publication, version

# every page asks these two: made once, because building a statement takes longer than SQLite's answer
FIND = select(publication).where(
    publication.c.kind == bindparam("kind"), publication.c.id == bindparam("thing")
)
VERSIONS = (
    select(version)
    .where(version.c.kind == bindparam("kind"), version.c.id == bindparam("thing"))
    .order_by(version.c.number.desc())
)


@dataclass(frozen=True)
class Publication:
    """What the state knows of a package or a story."""

    kind: str
    id: str
    title: str
    access: str
    bucket: str


@dataclass(frozen=True)
class Numbered:
    """What the state knows of one version."""

    number: int
    title: str
    content: str
    mark: str
    published: datetime
    actor: str
    summary: str
    request: str | None = None
    withdrawn: str | None = None


def find(connection: Connection, kind: str, thing: str) -> Publication | None:
    """Return a publication, None when the state has none of that id."""
    row = connection.execute(FIND, {"kind": kind, "thing": thing}).one_or_none()
    return _publication(row) if row else None


def everything(connection: Connection, kind: str | None = None) -> list[Publication]:
    """Return every publication, by kind and id."""
    found = select(publication).order_by(publication.c.kind, publication.c.id)
    if kind is not None:
        found = found.where(publication.c.kind == kind)
    return [_publication(row) for row in connection.execute(found)]


def versions(connection: Connection, kind: str, thing: str) -> list[Numbered]:
    """Return the versions of a publication, newest first."""
    return [_numbered(row) for row in connection.execute(VERSIONS, {"kind": kind, "thing": thing})]


def newest(connection: Connection, kind: str) -> dict[str, Numbered]:
    """Return the current version of each publication: the last that is not withdrawn, else the last."""
    order = (version.c.id, version.c.withdrawn.is_(None), version.c.number)
    found = connection.execute(select(version).where(version.c.kind == kind).order_by(*order))
    return {row.id: _numbered(row) for row in found}


def add(connection: Connection, about: Publication, one: Numbered, action: str, actor: str) -> bool:
    """Add a version and, for the first, its publication; False when the state had the version already."""
    made = {"kind": about.kind, "id": about.id, "title": about.title, "access": about.access}
    # asking first and then adding would let two in
    publications = inserting(connection, publication).values(**made, bucket=about.bucket, created=clock.now())
    first = connection.execute(publications.on_conflict_do_nothing().returning(publication.c.id)).first()
    row = {key: getattr(one, key) for key in Numbered.__dataclass_fields__}
    row |= {"kind": about.kind, "id": about.id, "withdrawn_at": clock.now() if one.withdrawn else None}
    numbered = inserting(connection, version).values(**row).on_conflict_do_nothing()
    if connection.execute(numbered.returning(version.c.number)).first() is None:
        return False
    connection.execute(update(publication).where(_is(about)).values(title=one.title))
    details: dict[str, object] = {"version": one.number, "content": one.content, "mark": one.mark}
    if first is not None:
        details["access"] = about.access
    audit.record(connection, actor, f"{about.kind}.{action}", about.id, details)
    events.add(connection, f"{about.kind}.changed", about.id, {"version": one.number})
    return True


def set_access(connection: Connection, about: Publication, access: str, actor: str) -> bool:
    """Change who has access; False when it was so already."""
    current = find(connection, about.kind, about.id)
    if current is None or current.access == access:
        return False
    connection.execute(update(publication).where(_is(about)).values(access=access))
    change = {"from": current.access, "to": access}
    audit.record(connection, actor, f"{about.kind}.access", about.id, change)
    events.add(connection, f"{about.kind}.changed", about.id, change)
    return True


def withdraw(connection: Connection, about: Publication, number: int, reason: str, actor: str) -> bool:
    """Mark a version as withdrawn; False when it was so already."""
    where = and_(version.c.kind == about.kind, version.c.id == about.id, version.c.number == number)
    values = {"withdrawn": reason, "withdrawn_at": clock.now()}
    done = connection.execute(update(version).where(where, version.c.withdrawn.is_(None)).values(**values))
    if not done.rowcount:
        return False
    details = {"version": number, "reason": reason}
    audit.record(connection, actor, f"{about.kind}.withdrawn", about.id, details)
    events.add(connection, f"{about.kind}.changed", about.id, details)
    return True


def _is(about: Publication) -> Any:
    return and_(publication.c.kind == about.kind, publication.c.id == about.id)


def _publication(row: Row[Any]) -> Publication:
    return Publication(row.kind, row.id, row.title, row.access, row.bucket)


def _numbered(row: Row[Any]) -> Numbered:
    return Numbered(**{key: getattr(row, key) for key in Numbered.__dataclass_fields__})
