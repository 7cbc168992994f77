"""What was found as rows: all of it for scripts, and what fits the terminal for people."""

from collections.abc import Iterable
from typing import Any

from stabbur.catalogue.base import Hit
from stabbur.cli.show import narrowed

LEAST = ("why", "kind", "access", "version", "updated")  # dropped in this order where the terminal is narrow


def listed(hits: Iterable[Hit], *, as_json: bool) -> list[dict[str, Any]]:
    """Return a row for each hit."""
    rows = [_row(hit) for hit in hits]
    if as_json or not rows:
        return rows
    for row in rows:
        row["updated"] = row["updated"].date()
        row["withdrawn"] = "withdrawn" if row["withdrawn"] else ""
    return narrowed(rows, cut="title", least=LEAST)


def _row(hit: Hit) -> dict[str, Any]:
    found = hit.document
    return {
        "id": found.id,
        "title": found.title,
        "kind": found.kind,
        "version": found.version,
        "access": found.access,
        "updated": found.updated,
        "withdrawn": found.withdrawn,
        "why": hit.why,
    }
