"""The views of a package as figures: a drawing that follows light and dark, a text, a table, links."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from stabbur.errors import StabburError
from stabbur.hub.charts.placing import placed, size_of
from stabbur.hub.tabular.columns import TableColumn, columns_of
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.markdown import markdown, plain
from stabbur.hub.telling.words import Text, dicts, told
from stabbur.registry.base import Version

MOST_ROWS = 400
MOST_COLUMNS = 12
MAX_JSON = 20_000_000
WIDE = 420
DECIMALS = 3


@dataclass(frozen=True)
class FigureTable:
    """The figures behind a drawing."""

    columns: tuple[TableColumn, ...]
    rows: list[list[Markup]]
    total: int


@dataclass(frozen=True)
class Figure:
    """One view: `drawing` stands in the page, `narrow` on a phone; `picture` is an address when it cannot."""

    name: str
    title: str
    text: Markup
    label: str
    drawing: Markup | None
    picture: str
    table: FigureTable | None
    resource: str
    downloads: dict[str, str]
    wide: bool
    problem: str = ""
    narrow: Markup | None = None


def figures_of(version: Version, text: Text, cells: Cells, language: str) -> list[Figure]:
    """Return the figures of a version; one that cannot be shown says so in its place."""
    found = []
    tables = {str(one.get("name")): columns_of(one) for one in dicts(version.descriptor.get("resources"))}
    for number, view in enumerate(dicts(version.descriptor.get("views")), 1):
        try:
            found.append(_figure(version, view, f"v{number}", tables, text, cells, language))
        except (StabburError, OSError, ValueError, KeyError, TypeError):
            found.append(_broken(view, text))
    return found


def _figure(
    version: Version,
    view: Mapping[str, Any],
    mark: str,
    tables: Mapping[str, tuple[TableColumn, ...]],
    text: Text,
    cells: Cells,
    language: str,
) -> Figure:
    name = str(view.get("name") or mark)
    title = told(dict(view) | {"language": version.descriptor.get("language")}, "title", language)[0] or name
    description = str(view.get("description") or "")
    files = {str(kind): str(path) for kind, path in (view.get("files") or {}).items()}
    base = f"/p/{version.id}/v{version.number}"
    downloads = {kind: f"{base}/{path}" for kind, path in files.items() if kind in {"svg", "png"}}
    resource = next((str(one) for one in view.get("resources") or () if isinstance(one, str)), "")
    table = _table(version, files, tables.get(resource, ()), cells)
    label = _label(title, description, table, text, cells)
    svg = version.file(files["svg"]).read_text(encoding="utf-8") if "svg" in files else ""
    slim = version.file(files["narrow"]).read_text(encoding="utf-8") if "narrow" in files else ""
    return Figure(
        name=name,
        title=title,
        text=markdown(description, 4),
        label=label,
        drawing=placed(svg, mark, label) if svg else None,
        picture=downloads.get("png", ""),
        table=table,
        resource=resource if resource in tables else "",
        downloads=downloads,
        wide=size_of(svg)[0] > WIDE,
        narrow=placed(slim, f"{mark}n", label) if svg and slim else None,
    )


def _broken(view: Mapping[str, Any], text: Text) -> Figure:
    title = str(view.get("title") or view.get("name") or "")
    problem = text("This figure cannot be shown. The table has the numbers.")
    return Figure(
        str(view.get("name") or ""), title, Markup(""), title, None, "", None, "", {}, False, problem
    )


def _label(title: str, description: str, table: FigureTable | None, text: Text, cells: Cells) -> str:
    """Return the drawing's name for those who do not see it: what it shows, and from where to where."""
    parts = [title, plain(description, 400)] if description else [title]
    if table:
        parts.append(text("%(count)s rows, listed in the table below", count=cells.number(table.total)))
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _table(
    version: Version, files: Mapping[str, str], columns: Iterable[TableColumn], cells: Cells
) -> FigureTable | None:
    if "json" not in files:
        return None
    file = version.file(files["json"])
    rows = _values(file) if file.stat().st_size <= MAX_JSON else []
    if not rows:
        return None
    known = {column.name: column for column in columns}
    names = [name for name, value in rows[0].items() if not isinstance(value, dict | list)][:MOST_COLUMNS]
    shown = tuple(known.get(name) or _guessed(name, rows[0][name]) for name in names)
    writers = [_writer(column, rows, cells) for column in shown]
    written = [
        [write(row.get(column.name)) for write, column in zip(writers, shown, strict=True)]
        for row in rows[:MOST_ROWS]
    ]
    return FigureTable(shown, written, len(rows)) if shown else None


def _writer(column: TableColumn, rows: list[dict[str, Any]], cells: Cells) -> Callable[[Any], Markup]:
    """Return what writes a column's cells: fractions with as many decimals in each row, so that they align."""
    values = [row.get(column.name) for row in rows]
    fractions = [value for value in values if isinstance(value, float) and math.isfinite(value)]
    if not fractions or column.type != "number":
        return lambda value: cells(value, column)
    digits = max(len(f"{round(value, DECIMALS)!r}".partition(".")[2].rstrip("0")) for value in fractions)

    def write(value: Any) -> Markup:
        known = isinstance(value, int | float) and math.isfinite(value)
        return Markup.escape(cells.formats.number(value, digits)) if known else cells(value, column)

    return write


def _guessed(name: str, value: object) -> TableColumn:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return TableColumn(name, "number" if is_number else "string")


def _values(file: Path) -> list[dict[str, Any]]:
    """Return the rows that a Vega-Lite spec carries: its own data, or the longest of its named data."""
    spec = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(spec, dict):
        return []
    given = [(spec.get("data") or {}).get("values"), *(spec.get("datasets") or {}).values()]
    tables = [_rows(values) for values in given]
    return max(tables, key=len, default=[])


def _rows(values: object) -> list[dict[str, Any]]:
    if isinstance(values, dict):
        values = values.get("features")
    rows = [dict(one) for one in dicts(values)]
    return [_told_by(row) if row.get("type") == "Feature" else row for row in rows]


def _told_by(shape: dict[str, Any]) -> dict[str, Any]:
    """Return what a shape of a map tells in figures; the class is its colour, which the legend has."""
    return {name: value for name, value in (shape.get("properties") or {}).items() if name != "class"}
