"""What a file that lies beside a table shows: a page, a drawing, a text, rows as JSON, or a table of its own."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from stabbur.disclosure.displayed.notebooks import shown
from stabbur.disclosure.displayed.objects import rows_in
from stabbur.disclosure.displayed.pages import drawing, markdown, page
from stabbur.disclosure.displayed.prints import printed
from stabbur.disclosure.displayed.seen import Displayed, Seen
from stabbur.disclosure.frame import given
from stabbur.disclosure.scanning.files import format_of, tables_of
from stabbur.disclosure.scanning.texts import decoded, notebook
from stabbur.errors import StabburError

LARGEST = 50_000_000  # bytes: whatever is larger, nobody looks at as a whole
QUIET = (".css", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico")
"""What a page is drawn with, which shows no figures."""
PAGES = (".html", ".htm", ".xhtml")


def seen_in(path: Path, names: Collection[str] = ()) -> Iterator[tuple[str, Seen]]:
    """Yield what each part of a file shows, with its place; `names` are for what is printed in it."""
    ending = path.suffix.lower()
    if ending in QUIET:
        return
    if path.stat().st_size > LARGEST:
        yield "", Seen(pictures=True)
    elif ending == ".ipynb":
        found = notebook(path.name, path.read_bytes())
        yield from [("", Seen(pictures=True))] if found is None else shown(found, names)
    elif ending not in (".json", ".geojson", ".txt", ".md") and format_of(path.name):
        yield "", _table(path)
    else:
        yield "", _text(ending, decoded(path.read_bytes()), names)


def _table(path: Path) -> Seen:
    """Return the tables of a file; each value as text."""
    seen = Seen()
    try:
        for one in tables_of(path):
            rows = (one.collect() if isinstance(one, pl.LazyFrame) else given(one).rows).cast(
                pl.String, strict=False
            )
            seen.tables.append(
                Displayed(
                    tuple((name,) for name in rows.columns),
                    [[value or "" for value in row] for row in rows.iter_rows()],
                )
            )
    except (StabburError, OSError, pl.exceptions.PolarsError):
        seen.pictures = True
    return seen


def _text(ending: str, text: str | None, names: Collection[str]) -> Seen:
    if text is None:
        return Seen(pictures=True)
    if ending in PAGES:
        return page(text, names)
    if ending == ".svg":
        return drawing(text)
    if ending == ".md":
        return Seen(markdown(text, names).tables, [text])
    if ending in (".json", ".geojson"):
        try:
            found = list(rows_in(json.loads(text)))
        except (ValueError, RecursionError):
            return Seen(beside=[text])
        return Seen(found, [] if found else [text])
    return printed(text, names)
