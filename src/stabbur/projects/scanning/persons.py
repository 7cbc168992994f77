"""Persons in the columns of a file of data: names, telephones, accounts and what else disclosure control knows."""

from collections.abc import Iterator
from pathlib import Path


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
