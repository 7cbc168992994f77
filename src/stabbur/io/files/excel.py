"""Excel and OpenDocument sheets: text stays text, whole numbers are whole, dates are dates."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from stabbur.errors import BadInput, NotFound, meant
from stabbur.frames import Column, check_names
from stabbur.io.files.lexical import jsonable
from stabbur.io.files.sheet_size import refuse_bomb
from stabbur.io.notice import notice
from stabbur.io.progress import rows_read

ROWS, COLUMNS, TEXT = 1_048_576, 16_384, 32_767
EXACT = 15
"""Digits of a number that a spreadsheet keeps; longer ones are written as text."""


@dataclass(frozen=True)
class ExcelOptions:
    """How to read a sheet: by name or number from 0; `skip_rows` before the header are left out."""

    sheet: str | int = 0
    skip_rows: int = 0
    header: bool = True


class Excel:
    """Spreadsheets; formulas are read as their last value."""

    options = ExcelOptions

    def read(self, path: Path, options: ExcelOptions) -> pa.Table:
        """Return one sheet; its first row names the columns."""
        if refuse_bomb(path):
            notice(f"cells of '{path.name}' hold an error such as #DIV/0!: they came as missing values")
        rows = _rows(path, options)[options.skip_rows :]
        if not rows:
            raise BadInput(f"sheet '{options.sheet}' of '{path.name}' is empty", code="file-empty")
        names = _names(rows[0], options.header)
        body = rows[1:] if options.header else rows
        rows_read(len(body))
        columns: dict[str, Any] = {}
        kept = [i for i, name in enumerate(names) if name or any(row[i] != "" for row in body)]
        labels = [names[i] or f"column_{i + 1}" for i in kept]
        check_names(labels)
        for label, position in zip(labels, kept, strict=True):
            columns[label] = _column([row[position] for row in body], label, path.name)
        return pa.table(columns)

    def write(self, table: pa.Table, path: Path) -> None:
        """Write one sheet with the names in its first row; text is never a formula or a link."""
        if ".xlsx" not in path.name:
            raise BadInput(f"'{path.suffix}' is only read: write .xlsx", code="format-unwritable")
        if table.num_rows >= ROWS or table.num_columns > COLUMNS:
            raise BadInput(
                f"a sheet holds {ROWS - 1} rows and {COLUMNS} columns, "
                f"this has {table.num_rows} and {table.num_columns}",
                hint="write .csv.gz or .parquet",
                code="sheet-too-small",
            )
        with path.open("wb") as file:
            book = xlsxwriter.Workbook(file, WORKBOOK)
            write_sheet(book, "data", table)
            book.close()


WORKBOOK = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""How every workbook is opened for writing."""


def write_sheet(book: Any, name: str, table: pa.Table) -> None:
    """Add a sheet with a table to a workbook of xlsxwriter."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm:ss"}),
    }
    for column, label in enumerate(table.column_names):
        sheet.write_string(0, column, label, bold)
    sheet.freeze_panes(1, 0)
    row = 0
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            for column, value in enumerate(values):
                _write_cell(sheet, row, column, value, formats)


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif (isinstance(value, int) and len(str(abs(value))) <= EXACT) or (
        isinstance(value, float) and math.isfinite(value)
    ):
        sheet.write_number(row, column, value)
    elif type(value) in formats and getattr(value, "tzinfo", None) is None and _in_calendar(value):
        sheet.write_datetime(row, column, value, formats[type(value)])
    else:
        plain = jsonable(value)
        text = plain if isinstance(plain, str) else str(plain)
        if len(text) > TEXT:
            raise BadInput(
                f"row {row} has a text of {len(text)} characters: a cell holds {TEXT}",
                hint="write .csv.gz or .parquet",
                code="cell-too-small",
            )
        sheet.write_string(row, column, text)


def _in_calendar(value: date | time) -> bool:
    """Tell whether a spreadsheet counts this day: its calendar begins in March 1900."""
    return isinstance(value, time) or value.year > 1900


def _rows(path: Path, options: ExcelOptions) -> list[list[Any]]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            if isinstance(options.sheet, int):
                sheet = book.get_sheet_by_index(options.sheet)
            else:
                sheet = book.get_sheet_by_name(options.sheet)
            return cast(list[list[Any]], sheet.to_python(skip_empty_area=False))
    except WorksheetNotFound as error:
        with CalamineWorkbook.from_path(path) as book:
            names = list(book.sheet_names)
        listed = ", ".join(f"'{name}'" for name in names)
        raise NotFound(
            f"no sheet '{options.sheet}' in '{path.name}': it has {listed}",
            hint=meant(options.sheet, names),
            code="sheet-unknown",
        ) from error
    except CalamineError as error:
        raise BadInput(f"'{path.name}' is not a whole spreadsheet: {error}", code="file-broken") from error


def _names(first: list[Any], header: bool) -> list[str]:
    if not header:
        return [f"column_{position}" for position, _ in enumerate(first, 1)]
    return [_text(value).strip() for value in first]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    plain = jsonable(value)
    return plain if isinstance(plain, str) else str(plain)


def _column(values: list[Any], label: str, name: str) -> Column:
    """Return a column of one type; where a sheet mixes text with others, all is text, and is reported."""
    cells = [None if value == "" else value for value in values]
    kinds = Counter(type(value) for value in cells if value is not None)
    if not kinds:
        return pa.array(cells, pa.string())
    if kinds.keys() <= {int, float}:
        whole = all(value is None or (float(value).is_integer() and abs(value) < 2**53) for value in cells)
        return pa.array([None if v is None else int(v) for v in cells] if whole else cells)
    if kinds.keys() == {date, datetime}:
        return pa.array([_moment(value) for value in cells], pa.timestamp("us"))
    if len(kinds) == 1:
        kind = pa.duration("us") if timedelta in kinds else pa.timestamp("us") if datetime in kinds else None
        return pa.array(cells, kind)
    others = ", ".join(f"{times} {kind.__name__}" for kind, times in kinds.items())
    notice(f"column '{label}' of '{name}' mixes types ({others}) and was read as text")
    return pa.array([None if value is None else _text(value) for value in cells], pa.string())


def _moment(value: Any) -> datetime | None:
    return datetime(value.year, value.month, value.day) if type(value) is date else value
