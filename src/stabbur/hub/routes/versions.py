"""The versions of a package: which there are, what changed between two, which were withdrawn."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from stabbur.errors import StabburError
from stabbur.hub.serving.kept import Kept, kept
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.changes import Changes, changes_of
from stabbur.hub.telling.head import Head, head_of, open_version
from stabbur.packages import compare
from stabbur.registry.base import Version

MOST_BYTES = 100_000_000
MOST_KEPT = 64
ALONE = threading.Lock()  # a comparison takes the memory of two versions

router = APIRouter(dependencies=[right("packages:read")])


@router.get("/p/{owner}/{name}/versions")
def versions(owner: str, name: str, page: Page) -> Response:
    """All versions, newest first, and what changed between two of them."""
    head = head_of(page, open_version(page, owner, name))
    old, new = asked(page, head)
    changes, problem = between(page, owner, name, old, new)
    return page(
        "packages/versions.html",
        head=head,
        here="versions",
        old=old,
        new=new,
        changes=changes,
        problem=problem,
    )


def asked(page: PageMaker, head: Head) -> tuple[int, int]:
    """Return the two versions of `?from=&to=`, older first; else the newest and the one before it."""
    numbers = [one.number for one in head.versions]
    wish = [page.request.query_params.get(name, "") for name in ("from", "to")]
    found = [
        int(one) for one in wish if one.isascii() and one.isdigit() and len(one) < 9 and int(one) in numbers
    ]
    if len(found) == 2 and found[0] != found[1]:
        return min(found), max(found)
    new = found[0] if len(found) == 1 and wish[1] else max(numbers, default=1)
    before = [number for number in numbers if number < new]
    return (max(before), new) if before else (new, new)


def between(page: PageMaker, owner: str, name: str, old: int, new: int) -> tuple[Changes | None, str]:
    """Return what changed, as stored at publishing or worked out now; or why that cannot be said."""
    if old == new:
        return None, ""
    try:
        before, now = open_version(page, owner, name, old), open_version(page, owner, name, new)
        diff = _stored(now) if new - old == 1 else None
        return changes_of(diff or compared(page, before, now), page.text, Cells(page.text, page.formats)), ""
    except (StabburError, OSError, ValueError, KeyError) as error:
        large = isinstance(error, StabburError) and error.code == "compare-large"
        return None, (
            page.text(
                "These versions are too large to compare on a page. Compare each with the one before it."
            )
            if large
            else page.text("What changed between these versions cannot be said.")
        )


def compared(page: PageMaker, before: Version, now: Version) -> Mapping[str, Any]:
    """Return the differences of two versions, kept because neither changes; one comparison at a time."""
    shelf: Kept[Mapping[str, Any]] = kept(page.request, "diffs", MOST_KEPT)
    key = (before.id, before.number, before.published, now.number, now.published)

    def compare_alone() -> Mapping[str, Any]:
        with ALONE:
            return compare(_folder(before), _folder(now))

    return shelf.get(key, compare_alone)


def _stored(version: Version) -> dict[str, Any] | None:
    return version.sibling("diff")


def _folder(version: Version) -> Path:
    size = sum(int(one.get("bytes") or 0) for one in version.descriptor.get("resources", ()))
    if size > MOST_BYTES:
        raise StabburError(f"{size} bytes are too many to compare on a page", code="compare-large")
    return version.folder()
