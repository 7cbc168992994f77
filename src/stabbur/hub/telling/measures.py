"""The columns table: type, unit, description, and what the values are, in words and as a small figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from stabbur.hub.charts.histogram import histogram
from stabbur.hub.tabular.columns import TableColumn, columns_of
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.codes import Code, codes_of
from stabbur.hub.telling.markdown import markdown
from stabbur.hub.telling.words import Text, dicts, type_text

MOST_CODES = 500
COMMON = 3  # of the most frequent values, as many as are read at a glance
LONGEST = 40
CODE = re.compile(r"\d[\w.-]*")


@dataclass(frozen=True)
class ColumnRow:
    """One line of the columns table."""

    column: TableColumn
    type: str
    description: Markup
    values: str
    missing: str
    figure: Markup
    is_key: bool
    codes: tuple[Code, ...] = ()


def column_rows(
    resource: Mapping[str, Any], preview: Mapping[str, Any], text: Text, cells: Cells
) -> list[ColumnRow]:
    """Return a line for each column, from the descriptor and the preview's measures."""
    measures = preview.get("fields") or {}
    schema = resource.get("schema") or {}
    key = schema.get("primaryKey") or []
    keys = {key} if isinstance(key, str) else set(key)
    fields = dicts(schema.get("fields"))
    rows = []
    for column, field in zip(columns_of(resource), fields, strict=True):
        found = measures.get(column.name) or {}
        rows.append(
            ColumnRow(
                column=column,
                type=type_text(text, field),
                description=markdown(column.description),
                values=values_text(found, column, text, cells),
                missing=_missing(found, column, text, cells),
                figure=_figure(found, column, text, cells),
                is_key=column.name in keys,
                codes=tuple(codes_of(field)[:MOST_CODES]),
            )
        )
    return rows


def values_text(found: Mapping[str, Any], column: TableColumn, text: Text, cells: Cells) -> str:
    """Return in words what the values are: `356 different · 0301–5444`, `192–697 010 · mean 15 144`."""
    parts = []
    low, high = found.get("min"), found.get("max")
    if not column.is_number and "distinct" in found:
        different = int(found["distinct"])
        said = (
            text("one value")
            if different == 1
            else text("%(count)s different", count=cells.number(different))
        )
        parts.append(said)
    common = [] if column.is_ordered else _common(found, cells)
    if common:
        parts.append(text("most often %(values)s", values=", ".join(common)))
    elif low is not None and high is not None and (column.is_ordered or _codes(low, high)):
        first, last = cells.plain(low, column), cells.plain(high, column)
        between = (
            f"{first}–{last}" if not _signed(low, high) else text("%(low)s to %(high)s", low=first, high=last)
        )
        parts.append(between if low != high else first)
    mean = found.get("mean")
    if isinstance(mean, int | float) and not cells.is_year(column) and low != high:
        parts.append(text("mean %(value)s", value=cells.number(_rounded(float(mean)))))
    return " · ".join(parts)


def _missing(found: Mapping[str, Any], column: TableColumn, text: Text, cells: Cells) -> str:
    count = found.get("nulls")
    if not isinstance(count, int) or not count:
        return ""
    number = cells.number(count)
    return (
        text("%(count)s suppressed", count=number)
        if column.is_protected
        else text("%(count)s missing", count=number)
    )


def _figure(found: Mapping[str, Any], column: TableColumn, text: Text, cells: Cells) -> Markup:
    bars = dicts(found.get("histogram")) or dicts(found.get("top"))
    counts = [int(one.get("count") or 0) for one in bars]
    if len(counts) < 2 or (found.get("top") and not _tells(found, counts)):
        return Markup("")
    said = values_text(found, column, text, cells)
    label = text("Distribution of %(column)s: %(values)s", column=column.label, values=said)
    return histogram(counts, label)


def _common(found: Mapping[str, Any], cells: Cells) -> list[str]:
    """Return the most frequent values with how often each stands there; none where all are as frequent."""
    counted = [(str(one.get("value")), int(one.get("count") or 0)) for one in dicts(found.get("top"))]
    if not counted or counted[0][1] < 2 or (len(counted) > 1 and counted[0][1] == counted[-1][1]):
        return []
    cut = [(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…", count) for name, count in counted]
    return [f"{name} ({cells.number(count)})" for name, count in cut[:COMMON]]


def _tells(found: Mapping[str, Any], counts: list[int]) -> bool:
    """Answer whether bars of the most frequent values say something: nearly all values, not all alike."""
    return found.get("distinct", 0) <= len(counts) + 5 and max(counts) > min(counts)


def _rounded(mean: float) -> int | float:
    return round(mean) if abs(mean) >= 100 else round(mean, 2 if abs(mean) < 10 else 1)


def _signed(low: Any, high: Any) -> bool:
    return str(low).startswith("-") or str(high).startswith("-")


def _codes(low: Any, high: Any) -> bool:
    """Answer whether texts are codes of one length, whose lowest and highest mean something: `0301–5444`."""
    return len(str(low)) == len(str(high)) <= 12 and all(CODE.fullmatch(str(one)) for one in (low, high))
