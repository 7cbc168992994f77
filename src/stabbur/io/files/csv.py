"""CSV and its kin: encoding and delimiter are found and reported, `0301` stays text, `NA` is Namibia."""

import codecs
import contextlib
import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from stabbur.errors import BadInput, LayoutWarning
from stabbur.frames import Column, check_names
from stabbur.frames.given import need_text, shown
from stabbur.io.files.lexical import lexical
from stabbur.io.files.sniff import CHUNK, delimiter_of, encoding_of, table_begins
from stabbur.io.files.text_types import PLAIN, SPACES, Writing, foreign_writing, typed
from stabbur.io.files.transcode import LINE_LIMIT, as_utf8, refuse_other, too_long
from stabbur.io.notice import notice

NAME_LIMIT = 10_000
"""Characters of the longest name of a column."""
SEPARATOR = re.compile(rb'"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class CsvOptions:
    """How to read CSV; what is not given is found from the file.

    `skip_rows` counts physical lines before the header. `decimal`, `thousands` (what groups them) and
    `date_format` (of strptime, such as `%d.%m.%Y`) say how figures and dates are written; a minus may
    be U+2212. `missing` are the texts that mean "no value". With `infer=False` every column stays text.
    """

    skip_rows: int = 0
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str = "."
    thousands: str | None = None
    date_format: str | None = None
    quote: str = '"'
    header: bool = True
    missing: tuple[str, ...] = ("",)
    infer: bool = True


class Csv:
    """Text in lines and columns."""

    options = CsvOptions

    def read(self, path: Path, options: CsvOptions) -> pa.Table:
        """Return the table; ragged rows and doubled names are errors."""
        _check(options)
        refuse_other(path)
        encoding = options.encoding or encoding_of(path)
        with as_utf8(path, encoding) as file:
            said, start = _start(file, options.skip_rows, path.name)
            sample = _sample(file, start, path.name)
            delimiter = options.delimiter or said or delimiter_of(sample, options.quote)
            _report(path.name, options, encoding, "," if said else delimiter)
            names, header_lines = _header(sample, delimiter, options, path.name)
            if len(names) == 1 and not options.delimiter:
                _suspect_title(sample, options, path.name)
            file.seek(start)
            table = _parse(file, names, header_lines, delimiter, options, path.name)
        if not options.infer:
            return table
        writing = Writing(options.decimal, options.thousands, options.date_format)
        columns = [typed(column, writing) for column in table.columns]
        if writing == PLAIN:
            _tell_foreign(columns, names, path.name)
        return pa.table(columns, names=names)

    def write(self, table: pa.Table, path: Path) -> None:
        """Write UTF-8 with commas, `\\n` at line ends and ISO dates; nothing where no value is."""
        tab = any(path.name.find(suffix) >= 0 for suffix in (".tsv.", ".tab."))
        plain = pa.table([lexical(column) for column in table.columns], names=table.column_names)
        if not plain.num_columns:
            raise BadInput("a table without columns has no CSV form", code="type-unwritable")
        cast(pl.DataFrame, pl.from_arrow(plain)).write_csv(path, separator="\t" if tab else ",")


def _check(options: CsvOptions) -> None:
    if not 0 <= options.skip_rows < 2**63:
        raise BadInput(
            f"'skip_rows' is {shown(options.skip_rows)}: it must be 0 or more", code="option-value"
        )
    for name, value in (
        ("delimiter", options.delimiter),
        ("quote", options.quote),
        ("decimal", options.decimal),
        ("thousands", options.thousands),
    ):
        foreign = value is not None and not value.isascii() and value not in SPACES
        if value is not None and (len(value) != 1 or foreign or value == "\0"):
            raise BadInput(f"'{name}' is '{value}': it must be one ASCII character", code="option-value")
    if options.date_format:
        need_text(options.date_format, "date_format")
    if options.encoding:
        try:
            "".encode(options.encoding)  # base64 and its kin are no encodings of text
        except (LookupError, ValueError) as error:  # of a zero sign or half a character in the name
            raise BadInput(
                f"there is no encoding {options.encoding!a}",
                hint="utf-8, latin-1 and cp1252 are the usual ones",
                code="encoding-unknown",
            ) from error


def _report(name: str, options: CsvOptions, encoding: str, delimiter: str) -> None:
    found = []
    if options.encoding is None and encoding not in ("utf-8", "utf-8-sig"):
        found.append(f"encoding='{encoding}'")
    if options.delimiter is None and delimiter != ",":
        found.append(f"delimiter={delimiter!r}")
    if found:
        notice(f"'{name}' was read with {' and '.join(found)}: say so to settle it")


def _start(file: IO[bytes], skip_rows: int, name: str) -> tuple[str | None, int]:
    """Return where the header begins: after the byte order mark and the lines to skip.

    A first line such as `sep=;`, which Excel obeys and hides, says the delimiter and is no row.
    """
    if not file.read(4):
        raise BadInput(f"'{name}' is empty", code="file-empty")
    file.seek(0)
    if file.read(3) != codecs.BOM_UTF8:
        file.seek(0)
    for _ in range(skip_rows):
        line = file.readline(LINE_LIMIT)
        _refuse_long(line, name)
        if not line:
            raise BadInput(
                f"'{name}' has fewer than {skip_rows} lines to skip", code="skip-rows", skip_rows=skip_rows
            )
    start = file.tell()
    if said := SEPARATOR.fullmatch(file.readline(20)):
        return said[1].decode(), file.tell()
    return None, start


def _refuse_long(line: bytes, name: str) -> None:
    if len(line) >= LINE_LIMIT and not line.endswith(b"\n"):
        raise too_long(name)


def _sample(file: IO[bytes], start: int, name: str) -> str:
    """Return the first lines as text; whole lines only, as many as fit in a quarter of a megabyte."""
    file.seek(start)
    sample = file.read(CHUNK // 4)
    if b"\n" not in sample and b"\r" not in sample:
        sample += file.readline(LINE_LIMIT)
        _refuse_long(sample, name)
    elif len(sample) == CHUNK // 4:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1]
    try:
        text = sample.decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            f"'{name}' is not utf-8: near byte {start + error.start}",
            hint="leave encoding out to have it found",
            code="encoding-wrong",
        ) from error
    if not text.strip("\r\n"):
        raise BadInput(f"'{name}' has no header: only empty lines", code="file-empty")
    return text


def _tell_foreign(columns: list[Column], names: list[str], name: str) -> None:
    """Say by which options columns of text would be figures or dates: nothing is guessed silently."""
    texts = [
        (title, told)
        for title, column in zip(names, columns, strict=True)
        if pa.types.is_string(column.type) and (told := foreign_writing(column))
    ]
    if texts:
        options = {option: value for _, told in texts for option, value in told.items()}
        said = ", ".join(f"{option}={value!r}" for option, value in options.items())
        quoted = ", ".join(f"'{title}'" for title, _ in texts[:5])
        notice(f"{quoted} in '{name}' stayed text: {said} makes figures or dates of it")


def _suspect_title(sample: str, options: CsvOptions, name: str) -> None:
    """Say where the table seems to begin when its first line is a title."""
    if found := table_begins(sample, options.quote):
        line, width, delimiter = found
        notice(
            f"'{name}' has one column by its first line, and {width} by {delimiter!r} from line "
            f"{options.skip_rows + line + 1} on: skip_rows={options.skip_rows + line} leaves a title out",
            LayoutWarning,
        )


def _header(sample: str, delimiter: str, options: CsvOptions, name: str) -> tuple[list[str], int]:
    """Return the names of the columns and how many physical lines stand before the first row."""
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter, quotechar=options.quote)
    csv.field_size_limit(LINE_LIMIT)  # Python's own holds for the whole process, and refuses long texts
    first = next(row for row in reader if row)
    if options.header and max(map(len, first)) > NAME_LIMIT:
        raise BadInput(
            f"'{name}' has no header: its first line has {max(map(len, first))} characters without a "
            f"delimiter '{delimiter}'",
            hint="give delimiter='…', skip_rows=… or the format that it has, such as format='json'",
            code="line-too-long",
        )
    if any("\0" in text for text in first):
        raise BadInput(
            f"'{name}' is not text: there are zero bytes in its header",
            hint="say which format it has, such as format='excel', or encoding='…'",
            code="not-text",
        )
    if not options.header:
        return [f"column_{position}" for position, _ in enumerate(first, 1)], 0
    names = [text.strip() or f"column_{position}" for position, text in enumerate(first, 1)]
    try:
        check_names(names)
    except BadInput as error:
        raise BadInput(
            f"{error} in '{name}'",
            hint="rename it in the file, or read with header=False and skip_rows",
            code="column-doubled",
        ) from None
    return names, reader.line_num


def _parse(
    file: IO[bytes], names: list[str], header_lines: int, delimiter: str, options: CsvOptions, name: str
) -> pa.Table:
    for _ in range(header_lines):
        file.readline(LINE_LIMIT)
    start = file.tell()
    if not file.read(1):
        return pa.table({column: pa.array([], pa.string()) for column in names})
    arguments: dict[str, Any] = {
        "parse_options": arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char=options.quote,
            newlines_in_values=True,
            ignore_empty_lines=len(names) > 1,
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types={column: pa.string() for column in names},
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=list(options.missing),
        ),
    }
    try:
        file.seek(start)
        return arrow_csv.read_csv(
            file, arrow_csv.ReadOptions(column_names=names, block_size=LINE_LIMIT), **arguments
        )
    except pa.ArrowInvalid as error:
        file.seek(start)
        raise _explained(file, error, names, header_lines + options.skip_rows, arguments, name) from error


def _explained(
    file: IO[bytes],
    error: pa.ArrowInvalid,
    names: list[str],
    before: int,
    arguments: dict[str, Any],
    name: str,
) -> BadInput:
    """Return the error with the row's number, which only a reader of one thread knows."""
    text = str(error)
    if "straddling" in text:
        return BadInput(
            f"'{name}' has a row of more than {LINE_LIMIT} bytes: is a quote not closed?",
            code="line-too-long",
        )
    if "UTF8" in text or "UTF-8" in text:
        return BadInput(
            f"'{name}' is not utf-8", hint="leave encoding out to have it found", code="encoding-wrong"
        )
    ragged: list[arrow_csv.InvalidRow] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row)
        return "error"

    arguments["parse_options"].invalid_row_handler = note
    with contextlib.suppress(pa.ArrowInvalid):
        arrow_csv.read_csv(
            file,
            arrow_csv.ReadOptions(column_names=names, block_size=LINE_LIMIT, use_threads=False),
            **arguments,
        )
    if not ragged:
        return BadInput(f"'{name}' is not a table: {text}", code="file-broken")
    row = ragged[0]
    number = (row.number or 0) + before
    return BadInput(
        f"row {number} of '{name}' has {row.actual_columns} columns, the header has {row.expected_columns}: "
        f"'{row.text[:200]}'",
        hint="mend the row, or give delimiter='…' or skip_rows=… if the header is elsewhere",
        code="row-ragged",
        row=number,
    )
