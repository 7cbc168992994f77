"""Versions that lie in the bucket and that the state does not know are taken up into it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from stabbur import packages
from stabbur.accounts.rights import narrower
from stabbur.errors import NotFound
from stabbur.registry import layout, records
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.marks import parse
from stabbur.registry.records import Numbered, Publication
from stabbur.state import clock
from stabbur.state.engine import reading, writing


def catch_up(desk: Desk, kind: str, thing: str) -> list[int]:
    """Adopt the versions after the last one known, each asked for by its mark; return their numbers."""
    with reading(desk.engine) as connection:
        known = records.versions(connection, kind, thing)
    number = known[0].number + 1 if known else 1
    found = []
    # asked for one by one: a listing may be late, and a number that it misses would be given twice
    while desk.store.size(layout.mark(kind, thing, number)) is not None:
        adopt(desk, kind, thing, number)
        found.append(number)
        number += 1
    return found


def adopt(desk: Desk, kind: str, thing: str, number: int) -> bool:
    """Take one committed version up into the state; False when the state has it already."""
    key = layout.mark(kind, thing, number)
    data = desk.store.read(key)
    mark = parse(data, key)
    lineage = lineage_of(desk, kind, thing, number, mark)
    one = Numbered(
        number=number,
        title=str(mark.get("title") or mark.get("name") or thing),
        content=str(lineage.get("content") or packages.content_hash(mark)),
        mark="sha256:" + hashlib.sha256(data).hexdigest(),
        published=moment(lineage.get("published") or mark.get("created")),
        actor=str(lineage.get("actor") or "unknown"),
        summary=str(lineage.get("summary") or ""),
        request=lineage.get("request"),
        withdrawn=reason_in_bucket(desk, kind, thing, number),
    )
    about = Publication(kind, thing, one.title, access_in_bucket(desk, kind, thing, lineage), desk.bucket)
    with writing(desk.engine) as connection:
        added = records.add(connection, about, one, "adopted", one.actor)
        known = records.find(connection, kind, thing)
        # who narrows the circle says so in the bucket first; here they were cut off before the state heard of it
        if added and known is not None and narrower(about.access, known.access):
            records.set_access(connection, about, about.access, one.actor)
        return added


def lineage_of(desk: Desk, kind: str, thing: str, number: int, mark: dict[str, Any]) -> dict[str, Any]:
    """Return where a version in the bucket came from; empty when that cannot be read."""
    path = mark.get("siblings", {}).get("lineage")
    return json_at(desk, layout.folder(kind, thing, number) + path) if isinstance(path, str) else {}


def access_in_bucket(desk: Desk, kind: str, thing: str, lineage: dict[str, Any]) -> str:
    """Return who has access by the mirror, else as its publisher wished, else the closest circle."""
    for told in (json_at(desk, layout.mirror(kind, thing)), lineage):
        if told.get("access") in ("team", "internal", "public"):
            return str(told["access"])
    return "team"


def reason_in_bucket(desk: Desk, kind: str, thing: str, number: int) -> str | None:
    """Return why a version is withdrawn, by the bucket."""
    told = json_at(desk, layout.withdrawal(kind, thing, number))
    return str(told.get("reason") or "no reason given") if told else None


def json_at(desk: Desk, key: str) -> dict[str, Any]:
    """Return the object at a key; empty when it is missing or unreadable."""
    try:
        found = json.loads(desk.store.read(key))
    except (NotFound, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def moment(told: object) -> datetime:
    """Return a time told in a file, now when it tells none."""
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return clock.now()
    return found if found.tzinfo else found.replace(tzinfo=UTC)
