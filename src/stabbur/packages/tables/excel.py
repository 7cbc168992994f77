"""A table as an Excel file with its dictionary and what it is about; text stays text."""

import io
import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import xlsxwriter

from stabbur.errors import BadInput
from stabbur.packages.tables.lexical import to_lexical

MOST_ROWS = 1_048_575
SAFE_INTEGER = 10**15
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], "\ufffd")
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


def to_excel(descriptor: dict[str, Any], table: pa.Table, resource: str = "") -> bytes:
    """Return an Excel file with the sheets `data`, `dictionary` and `about`.

    A text that looks like a formula is written as the text that it is, and so are codes such as `0301`.

    Parameters
    ----------
    descriptor
        The package's descriptor.
    table
        The rows to write, whole or filtered.
    resource
        Which table of the package they are; the first when left out.
    """
    if table.num_rows > MOST_ROWS:
        raise BadInput(
            f"the table has {table.num_rows} rows, and an Excel sheet holds {MOST_ROWS}",
            hint="filter the table, or take the CSV or Parquet file",
            code="excel-too-large",
            rows=table.num_rows,
        )
    about = resource_of(descriptor, resource)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {**OPTIONS, "in_memory": True}) as book:
        # a fixed date: the same content gives the same bytes
        book.set_properties(
            {"title": str(descriptor.get("title", "")), "created": datetime(2000, 1, 1, tzinfo=UTC)}
        )
        bold = book.add_format({"bold": True})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "time": book.add_format({"num_format": "hh:mm:ss"}),
        }
        sheet = book.add_worksheet("data")
        sheet.freeze_panes(1, 0)
        fill(sheet, table.column_names, rows_of(table), bold, formats)
        fill(
            book.add_worksheet("dictionary"), DICTIONARY, dictionary(about, table.column_names), bold, formats
        )
        fill(book.add_worksheet("about"), ("property", "value"), about_rows(descriptor, about), bold, formats)
    return target.getvalue()


DICTIONARY = ("column", "title", "type", "unit", "description", "constraints", "categories")


def resource_of(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a resource's descriptor by name; the first when no name is given."""
    resources = descriptor.get("resources", [])
    return next((dict(one) for one in resources if not name or one.get("name") == name), {})


def rows_of(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    """Return the rows in values that a sheet can hold; the others as text."""
    found = pl.from_arrow(table)
    frame = found.to_frame() if isinstance(found, pl.Series) else found
    steps: list[pl.Series] = []
    for column in frame.get_columns():
        kind = column.dtype
        if kind.is_nested() or isinstance(kind, pl.Duration | pl.Binary | pl.Categorical | pl.Enum | pl.Null):
            steps.append(to_lexical(column.to_frame()).to_series().cast(pl.String))
        elif isinstance(kind, pl.Datetime) and kind.time_zone:
            steps.append(to_lexical(column.to_frame()).to_series())
    return frame.with_columns(steps).iter_rows()


def fill(
    sheet: Any, header: Iterable[str], rows: Iterable[Iterable[Any]], bold: Any, formats: dict[str, Any]
) -> None:
    """Write a header and rows, each value by its type."""
    for at, text in enumerate(header):
        sheet.write_string(0, at, clean(text), bold)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            put(sheet, line, at, value, formats)


def put(sheet: Any, line: int, at: int, value: Any, formats: dict[str, Any]) -> None:
    """Write one value so that it reads back as what it is."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float) and abs(value) <= SAFE_INTEGER and math.isfinite(value):
        sheet.write_number(line, at, value)
    elif isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(line, at, value, formats["datetime"])
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(line, at, value, formats["date"])
    elif isinstance(value, time):
        sheet.write_datetime(line, at, value, formats["time"])
    elif isinstance(value, timedelta):
        sheet.write_string(line, at, str(value))
    else:
        sheet.write_string(line, at, clean(value))


def clean(value: object) -> str:
    """Return a text that an Excel file can carry: no control signs, at most 32 767 signs."""
    return str(value).translate(ILLEGAL)[:32767]


def dictionary(resource: dict[str, Any], columns: list[str]) -> list[tuple[str, ...]]:
    """Return what is said of each column of the data sheet."""
    fields = {field["name"]: field for field in resource.get("schema", {}).get("fields", [])}
    found = []
    for name in columns:
        field = fields.get(name, {})
        rules = "; ".join(f"{rule}: {value}" for rule, value in field.get("constraints", {}).items())
        values = "; ".join(category_text(one) for one in field.get("categories", []))
        plain = [str(field.get(key, "")) for key in ("title", "type", "unit", "description")]
        found.append((name, *plain, rules, values))
    return found


def category_text(category: object) -> str:
    """Return a category with its label."""
    if isinstance(category, dict):
        label = category.get("label")
        return f"{category.get('value')} = {label}" if label else str(category.get("value"))
    return str(category)


def about_rows(descriptor: dict[str, Any], resource: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the package and the table are about, one property a line."""
    found = []
    for key in (
        "title",
        "name",
        "id",
        "version",
        "description",
        "created",
        "licenses",
        "contributors",
        "sources",
        "keywords",
    ):
        if descriptor.get(key):
            found.append((key, listed(descriptor[key])))
    for key in ("name", "title", "description"):
        if resource.get(key):
            found.append((f"table {key}", str(resource[key])))
    return found


def listed(value: object) -> str:
    """Return a property as text; people, licences and sources by their titles."""
    if isinstance(value, list):
        return "; ".join(listed(one) for one in value)
    if isinstance(value, dict):
        name = value.get("title") or value.get("name") or ""
        return f"{name} {value.get('path', '')}".strip()
    return str(value)
