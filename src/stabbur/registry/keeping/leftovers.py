"""What cut publishing leaves in a bucket: files that no mark names, removed when nobody publishes."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from stabbur.buckets.base import Entry
from stabbur.buckets.keys import INCOMING
from stabbur.errors import Damaged, NotFound
from stabbur.registry import layout
from stabbur.registry.desk import Desk
from stabbur.registry.keeping.marks import files_of, parse
from stabbur.state import clock

PLACE = re.compile(r"(?P<place>[^/]+/[^/]+/(?:v[1-9]\d*|s[1-9]\d*|draft-[0-9a-f]{12})/)(?P<path>.+)")
GRACE = timedelta(days=7)  # in a bucket that other machines publish to, too


def leftovers(desk: Desk, prefix: str = "") -> Iterator[Entry]:
    """Yield each object that no committed version names."""
    yield from list(desk.store.list(INCOMING))
    places: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in desk.store.list(prefix):
        found = PLACE.fullmatch(entry.key)
        if found:
            places[found["place"]].append((found["path"], entry))
    for place, entries in places.items():
        named = named_in(desk, place)
        if named is not None:
            yield from (entry for path, entry in entries if path not in named)


def named_in(desk: Desk, place: str) -> set[str] | None:
    """Return the paths that belong in a version's place: none without a mark; None when it is unreadable."""
    kind = "package" if place.rsplit("/", 2)[1].startswith("v") else "story"
    key = place + layout.MARK[kind]
    try:
        mark = parse(desk.store.read(key), key)
    except NotFound:
        return set()
    except Damaged:
        return None
    return {layout.MARK[kind], layout.WITHDRAWN, *(path for path, _ in files_of(mark))}


def sweep(desk: Desk, prefix: str = "") -> list[str]:
    """Remove leftovers and return their keys; whoever calls holds the publish lock alone."""
    gone = []
    youngest = clock.now() - (timedelta(0) if desk.alone else GRACE)
    for entry in leftovers(desk, prefix):
        # alone, the lock tells that nobody publishes; else another machine may be in the middle of it
        if entry.modified <= youngest or desk.alone:
            desk.store.delete(entry.key)
            gone.append(entry.key)
    shutil.rmtree(desk.staging, ignore_errors=True)
    return gone
