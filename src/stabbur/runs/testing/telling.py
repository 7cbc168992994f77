"""What came of a test run as lines of a list: what, under which name, how many, and what to know of it."""

from collections.abc import Iterator
from typing import Any

from stabbur.runs.testing.deeds import Deed
from stabbur.runs.testing.outcome import Item, Outcome

NOT_HELD_BACK = "not held back: files, connections and programs that the code opens by itself"


def rows(found: Outcome) -> list[dict[str, Any]]:
    """Return one line for each thing that a test run would change."""
    return [*_published(found), *_written(found), *_other(found)]


def _published(found: Outcome) -> Iterator[dict[str, Any]]:
    for item in found.items:
        name = f"{item.id} draft-{item.draft}" if item.draft else f"{item.id}@{item.number}"
        yield _row("publish", name, item.summary, ". ".join(notes(item)))
    for name in found.same:
        yield _row("publish", name, "nothing new", same_as(name))
    for deed in found.access:
        yield _row("access", deed.subject, f"{deed.details['from']} becomes {deed.details['to']}", "")
    for one in found.refused:
        yield _row("refused", one.id, "", f"{one.message} ({one.hint})" if one.hint else one.message)


def same_as(name: str) -> str:
    """Return in words that a package of ID@VERSION has its content already.

    Examples
    --------
    >>> from stabbur.runs.testing.telling import same_as
    >>> same_as("skatt/tall@2")
    "'skatt/tall' is the same as version 2: nothing new"
    """
    id, _, version = name.rpartition("@")
    return f"'{id}' is the same as version {version}: nothing new"


def notes(item: Item) -> list[str]:
    """Return what whoever publishes something should know of it."""
    told = []
    if item.done:
        told.append(f"published already as version {item.done}")
    if item.newer:
        told.append(f"somebody has published version {item.newer} since")
    if item.refused:
        told.append(f"would be refused: {item.refused}")
    if not item.was_access:
        told.append(f"new, for {item.access}")
    if item.uncommitted:
        told.append(
            "made by code that no commit has: commit it before you publish, so that others can follow it"
        )
    return [*told, *item.findings]


def _written(found: Outcome) -> Iterator[dict[str, Any]]:
    for one in found.written:
        how = f"{one.rows} rows, {one.mode}" if one.kind == "table" else f"{one.rows} rows, {one.bytes} bytes"
        yield _row(f"write {one.kind}", one.target, how, "")


def _other(found: Outcome) -> Iterator[dict[str, Any]]:
    for deed in found.other:
        yield _row(deed.action, deed.subject, summary(deed), "held back, and not done by publishing this")


def summary(deed: Deed) -> str:
    """Return what of a deed tells most."""
    told = (f"{key} {value}" for key, value in deed.details.items() if isinstance(value, str | int))
    return ", ".join(told)


def _row(what: str, name: str, change: str, note: str) -> dict[str, Any]:
    return {"what": what, "name": name, "change": change, "note": note}
