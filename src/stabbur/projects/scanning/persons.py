"""Persons in the columns of a file of data: names, telephones, accounts and what else disclosure control knows."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from stabbur.projects.scanning.files import on_disk

PACKED = (b"PK\x03\x04", b"SQLite format 3\0")
"""How archives, documents and databases begin, which are looked into; DuckDB's has its mark behind."""


def persons_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield place, kind and what of each column of a file that points at persons; nothing for a file of no table.

    Of archives, documents and databases it is what is in them, of whatever kind.
    """
    # what reads tables takes a while to load, and most files are none
    from stabbur.disclosure.scanning.files import format_of, scan_path
    from stabbur.disclosure.scanning.finding import Findings

    if not path.is_file():
        return
    packed = _packed(path)
    if not packed and not format_of(path.name):
        return
    for one in Findings(scan_path(path)).direct:
        if (one.column or packed) and one.kind != "secret":
            shown = f" ({', '.join(one.examples)})" if one.examples else ""
            place = ", ".join(filter(None, (one.place, f"column {one.column}" if one.column else "")))
            yield place, "personal", f"{one.kind} in {one.share:.0%} of the values{shown}"


def unread(paths: Iterable[Path]) -> list[str]:
    """Return the files among those at some paths that nobody looks into, such as PDF, images and broken Parquet."""
    from stabbur.disclosure.scanning.containers.unread import opens, unreadable
    from stabbur.disclosure.scanning.files import format_of, scan_path
    from stabbur.disclosure.scanning.finding import Findings

    found: list[str] = []
    for one in chain.from_iterable(map(on_disk, paths)):
        kind, path = format_of(one.name.rpartition("/")[2]), Path(one.name)
        if path.is_file() and _packed(path):
            # findings call a file by its name alone
            found += [one.name + part.removeprefix(path.name) for part in Findings(scan_path(path)).unread]
            continue
        broken = kind == "parquet" and path.is_file() and not opens(path)
        if broken or (not kind and unreadable(one.name, one.content)):
            found.append(one.name)
    return found


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        begin = file.read(16)
    return begin.startswith(PACKED) or begin[8:12] == b"DUCK"
