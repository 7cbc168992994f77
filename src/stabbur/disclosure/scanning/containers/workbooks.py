"""Workbooks: every sheet as a table, hidden ones too, and what stands beside the cells."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from stabbur.errors import BadInput
from stabbur.io.files.sheet_size import SHEET, refuse_bomb

UNKNOWN = "comments and properties"
"""What cannot be read of workbooks of the old form."""
FORMULA = re.compile(rb"<f\b[^<>]*>[^<]+</f>")
NOTE = re.compile(rb"(?s)<office:annotation\b.*?</office:annotation>")
SKIPPED = re.compile(r"(?i)xl/(?:sharedStrings\.xml|printerSettings/.*|calcChain\.xml)")
MIME = "mimetype"


def sheets(path: Path) -> Iterator[pl.DataFrame]:
    """Yield every sheet of a workbook as texts, hidden ones and those without a header, too."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise BadInput(
            f"the workbook '{path.name}' cannot be opened: {error}",
            hint="open it in a spreadsheet and save it again, without a password",
            code="file-unreadable",
        ) from None
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        if len(rows) == 1:
            rows = [[], *rows]  # a row alone is no header
        if rows:
            yield pl.DataFrame(
                [
                    pl.Series(
                        f"{name}: {_at(rows[0], at) or at}",
                        [_text(row[at]) for row in rows[1:]],
                        dtype=pl.String,
                    )
                    for at in range(len(rows[-1]))
                ],
            )


def beside_cells(name: str, content: bytes) -> bytes:
    """Return what of a part is not read as cells: of a sheet its formulas, lists and heads, of others all."""
    if SKIPPED.fullmatch(name):
        return b""
    if SHEET.fullmatch(name):
        start, end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
        formulas = b"\n".join(dict.fromkeys(FORMULA.findall(content)))
        return content[: max(start, 0)] + formulas + content[max(end, 0) :]
    if name == "content.xml":
        return b"\n".join(NOTE.findall(content))
    return content


def tells_nobody(name: str) -> bool:
    """Tell whether a member of a document is there for printers and programs alone."""
    return name == MIME or bool(SKIPPED.fullmatch(name))


def _at(row: Sequence[object], at: int) -> object:
    return row[at] if at < len(row) else None


def _text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value in ("", None) else str(value)
