"""What a version tells that never changes: figures, columns, first rows; made once and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from stabbur.errors import StabburError
from stabbur.hub.serving.kept import Kept, kept
from stabbur.hub.serving.page import PageMaker
from stabbur.hub.tabular.columns import TableColumn, columns_of
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.figures import Figure, figures_of
from stabbur.hub.telling.head import Table, file_names, tables_of
from stabbur.hub.telling.listed import FileLine, file_lines
from stabbur.hub.telling.markdown import markdown, rest
from stabbur.hub.telling.measures import ColumnRow, column_rows
from stabbur.hub.telling.words import dicts, told
from stabbur.registry.base import Version

FIRST_ROWS = 8
MOST_KEPT = 128
MOST_CELLS = 10_000
MOST_CHOICES = 30


@dataclass(frozen=True)
class TableContent:
    """One table on the package page."""

    table: Table
    description: Markup
    columns: list[ColumnRow]
    first: list[list[Markup]]
    shown: tuple[TableColumn, ...]
    files: dict[str, str]
    row_head: int
    choices: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Content:
    """All that a version's page shows below its head."""

    text: Markup
    language: str
    figures: list[Figure]
    tables: list[TableContent]
    files: list[FileLine]
    size: int
    quality: list[tuple[bool, str]]
    problem: str


def kept_content(page: PageMaker, version: Version) -> Content:
    """Return the content of a version in the reader's language; a version never changes, so it is kept."""
    shelf: Kept[Content] = kept(page.request, "contents", MOST_KEPT)
    key = (version.id, version.number, version.published, page.language)
    return shelf.get(key, lambda: content_of(page, version), _may_be_kept)


def _may_be_kept(made: Content) -> bool:
    # what could not be read may be readable the next time; and a few giant tables must not fill the memory
    cells = sum(len(one.table.rows) * len(one.table.columns) for one in made.figures if one.table)
    return not made.problem and cells <= MOST_CELLS


def content_of(page: PageMaker, version: Version) -> Content:
    """Make the content of a version; a part that fails says so and the rest stands."""
    cells = Cells(page.text, page.formats)
    problem = ""
    try:
        preview = (version.sibling("preview") or {}).get("resources") or {}
    except (StabburError, ValueError):
        preview, problem = {}, page.text("The statistics of this version cannot be read.")
    tables = tables_of(version.descriptor.get("resources"))
    made = [_table(page, table, preview.get(table.name) or {}, cells) for table in tables]
    description, language = told(version.descriptor, "description", page.language)
    readme = version.descriptor.get("readme")
    body = "\n\n".join(
        part for part in (rest(description), readme if isinstance(readme, str) else "") if part
    )
    return Content(
        text=markdown(body),
        language=language,
        figures=figures_of(version, page.text, cells, page.language),
        tables=made,
        files=file_lines(version),
        size=sum(_size(one) for one in dicts(version.descriptor.get("resources"))),
        quality=_quality(page, made, preview),
        problem=problem,
    )


def _table(page: PageMaker, table: Table, preview: Mapping[str, Any], cells: Cells) -> TableContent:
    shown = columns_of(table.resource)
    sample = dicts(preview.get("sample"))[:FIRST_ROWS]
    first = cells.aligned(shown, [[row.get(column.name) for column in shown] for row in sample])
    return TableContent(
        table=table,
        description=markdown(table.description),
        columns=column_rows(table.resource, preview, page.text, cells),
        first=first,
        shown=shown,
        files=file_names(table.resource),
        row_head=row_head(shown, table.resource),
        choices=_choices(table, preview),
    )


def _choices(table: Table, preview: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the values of each column that has few: its categories, or all that the statistics counted."""
    found: dict[str, tuple[str, ...]] = {}
    for field in dicts((table.resource.get("schema") or {}).get("fields")):
        name = str(field.get("name"))
        named = field.get("categories") or (field.get("constraints") or {}).get("enum") or ()
        values = [str(one.get("value") if isinstance(one, Mapping) else one) for one in named]
        measured = (preview.get("fields") or {}).get(name) or {}
        top = [str(one.get("value")) for one in dicts(measured.get("top"))]
        if not values and len(top) == measured.get("distinct") and not measured.get("approximate"):
            values = sorted(top)
        if 0 < len(values) <= MOST_CHOICES:
            found[name] = tuple(values)
    return found


def row_head(columns: tuple[TableColumn, ...], resource: Mapping[str, Any]) -> int:
    """Return which column names a row for a screen reader: the key, or the first that is text."""
    key = (resource.get("schema") or {}).get("primaryKey") or []
    keys = [key] if isinstance(key, str) else list(key)
    names = [column.name for column in columns]
    if keys and keys[0] in names:
        return names.index(keys[0])
    return next((at for at, column in enumerate(columns) if not column.is_ordered), 0)


def _size(resource: Mapping[str, Any]) -> int:
    parquet = [one for one in dicts(resource.get("alternatives")) if one.get("format") == "parquet"]
    value = (parquet[0] if parquet else resource).get("bytes")
    return value if isinstance(value, int) else 0


def _quality(
    page: PageMaker, tables: list[TableContent], preview: Mapping[str, Any]
) -> list[tuple[bool, str]]:
    """Say what can be seen from here: described columns, gaps, keys."""
    columns = [row for one in tables for row in one.columns]
    if not columns:
        return []
    bare = sum(1 for row in columns if not row.description)
    gaps = sum(1 for row in columns if row.missing and not row.column.is_protected)
    keys = all(any(row.is_key for row in one.columns) for one in tables)
    undescribed = page.plural(
        "%(count)s column without a description", "%(count)s columns without a description", bare
    )
    with_gaps = page.plural(
        "%(count)s column has missing values", "%(count)s columns have missing values", gaps
    )
    found = [
        (not bare, undescribed if bare else page.text("All columns described")),
        (not gaps, with_gaps if gaps else page.text("No missing values")),
    ]
    if keys:
        found.append((True, page.text("Each row has a key of its own")))
    return found if preview else found[:1]
