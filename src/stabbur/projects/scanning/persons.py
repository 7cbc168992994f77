"""Persons in the columns of a file of data: names, telephones, accounts and what else disclosure control knows."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from stabbur.projects.scanning.files import on_disk


def persons_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield place, kind and what of each column of a file that points at persons; nothing for a file of no table."""
    # what reads tables takes a while to load, and most files are none
    from stabbur.disclosure.scanning.files import format_of, scan_path
    from stabbur.disclosure.scanning.finding import Findings

    if not format_of(path.name) or not path.is_file():
        return
    for one in Findings(scan_path(path)).direct:
        if one.column and one.kind != "secret":
            shown = f" ({', '.join(one.examples)})" if one.examples else ""
            yield f"column {one.column}", "personal", f"{one.kind} in {one.share:.0%} of the values{shown}"


def unread(paths: Iterable[Path]) -> list[str]:
    """Return the files among those at some paths that nobody looks into, such as PDF, images and broken Parquet."""
    from stabbur.disclosure.scanning.files import format_of
    from stabbur.disclosure.scanning.unread import opens, unreadable

    found = []
    for one in chain.from_iterable(map(on_disk, paths)):
        kind, path = format_of(one.name.rpartition("/")[2]), Path(one.name)
        broken = kind == "parquet" and path.is_file() and not opens(path)
        if broken or (not kind and unreadable(one.name, one.content)):
            found.append(one.name)
    return found
