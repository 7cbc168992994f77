"""Exactly the rows that are asked for, as a file: CSV, Parquet, Excel or JSON."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from stabbur.errors import BadInput
from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.tabular.values import listed
from stabbur.packages.tables.lexical import to_lexical

EXCEL_ROWS = 1_048_575
EXCEL_TEXT = 32_767
EXCEL_DIGITS = 10**15
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class FileKind:
    """One kind of download: its suffix and what it is called over http."""

    key: str
    suffix: str
    mediatype: str


KINDS = {
    "xlsx": FileKind("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": FileKind("csv", ".csv", "text/csv; charset=utf-8"),
    "parquet": FileKind("parquet", ".parquet", "application/vnd.apache.parquet"),
    "json": FileKind("json", ".json", "application/json"),
}


def kind_of(name: str) -> FileKind:
    """Return the kind of download of a name.

    Raises
    ------
    BadInput
        There is no such kind.
    """
    if name not in KINDS:
        raise BadInput(
            f"no format '{name[:40]}' to download: formats are {', '.join(KINDS)}",
            hint="format=csv",
            code="download-format",
            format=name[:40],
        )
    return KINDS[name]


def write_csv(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, *, harmless: bool = False
) -> Iterator[bytes]:
    """Yield a CSV in pieces, values as Table Schema writes them; nothing in a cell is changed.

    With `harmless`, a text cell that a spreadsheet would take for a formula gets `'` before it.
    """
    head = pl.DataFrame(schema=dict.fromkeys(schema.names, pl.String))
    yield head.write_csv().encode()
    for batch in batches:
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        if harmless:
            frame = _harmless(frame)
        yield to_lexical(frame).write_csv(include_header=False).encode()


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    starts = "^[" + "".join({"-": r"\-"}.get(c, c) for c in FORMULA) + "]"
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(starts))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def as_json(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows in what JSON has: figures stay figures, and those that are no number are nothing."""
    own = [
        name
        for name, kind in frame.schema.items()
        if kind.is_integer() or kind.is_float() or kind.is_nested() or kind in (pl.Boolean, pl.String)
    ]
    texts = [name for name in frame.columns if name not in own]
    floats = [name for name in own if frame.schema[name].is_float()]
    finite = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats]
    written = to_lexical(frame.select(texts)) if texts else frame.select()
    return frame.with_columns(*written.get_columns(), *finite)


def write_json(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Yield one JSON array of objects, a row each."""
    start = "["
    for batch in batches:
        for row in as_json(pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))).to_dicts():
            yield (start + json.dumps(row, ensure_ascii=False, default=str)).encode()
            start = ",\n"
    yield ("[]" if start == "[" else "]").encode()


def write_parquet(batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path) -> None:
    """Write the rows as Parquet with zstd."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def write_excel(
    batches: Iterator[pa.RecordBatch],
    columns: tuple[TableColumn, ...],
    meanings: Sequence[Sequence[str]],
    about: Mapping[str, str],
    titles: tuple[str, str, str],
    file: Path,
) -> None:
    """Write three sheets: the rows, what the columns mean, and where it comes from; text stays text."""
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "remove_timezone": True,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    try:
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        _write_rows(book.add_worksheet(titles[0][:31]), batches, columns, bold, moment)
        _write_texts(book.add_worksheet(titles[1][:31]), meanings, bold)
        _write_texts(book.add_worksheet(titles[2][:31]), list(about.items()), bold)
    finally:
        book.close()


def _write_rows(
    sheet: Any, batches: Iterator[pa.RecordBatch], columns: tuple[TableColumn, ...], bold: Any, moment: Any
) -> None:
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, bold)
    sheet.freeze_panes(1, 0)
    line = 0
    for batch in batches:
        for row in zip(*map(listed, batch.columns), strict=True):
            line += 1
            for at, value in enumerate(row):
                _write_cell(sheet, line, at, value, moment)


def _write_cell(sheet: Any, line: int, at: int, value: Any, moment: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif _is_held(value):
        sheet.write_number(line, at, value)
    elif hasattr(value, "hour") and hasattr(value, "year") and value.year >= 1900:
        sheet.write_datetime(line, at, value.replace(tzinfo=None), moment)
    elif hasattr(value, "year") and value.year >= 1900:
        sheet.write_datetime(line, at, value)
    else:
        text = value if isinstance(value, str) else _text(value)
        sheet.write_string(line, at, text[:EXCEL_TEXT])


def _is_held(value: Any) -> bool:
    """Answer whether Excel holds a figure as it is: it has 15 digits, and nothing that is not finite."""
    if isinstance(value, Decimal):
        return value.is_finite() and len(value.normalize().as_tuple().digits) <= 15
    return isinstance(value, int | float) and abs(value) < EXCEL_DIGITS


def _text(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    return (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
    )


def _write_texts(sheet: Any, rows: Sequence[Sequence[str]], bold: Any) -> None:
    for line, row in enumerate(rows):
        for at, text in enumerate(row):
            sheet.write_string(line, at, str(text)[:EXCEL_TEXT], bold if line == 0 or at == 0 else None)
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 4, 44)
