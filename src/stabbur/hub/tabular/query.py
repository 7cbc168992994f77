"""Questions to one Parquet file, put to DuckDB: values bound, names from the schema, nothing else in reach."""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from stabbur.errors import Unavailable
from stabbur.hub.tabular.selection import ROWS_PER_PAGE, Filter, Selection
from stabbur.hub.tabular.values import counted, rows_of, typed, typed_schema

PAGE_SECONDS = 5.0
FILE_SECONDS = 120.0
MEMORY = "512MB"
OPEN_FILES = 32
COUNTS = 512
LEADING = 1000
SEATS = 6
DOWNLOADS = 3
"""Files that the engine may work on at once, besides pages: a page must not wait for them."""
WAIT_SECONDS = 10.0
COMPARE = {"": "= ", "!": "IS DISTINCT FROM ", "<": "<= ", ">": ">= "}

NUMBER = "file_row_number"

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class OpenFile:
    """One file in an engine of its own, its Arrow schema, and whether its rows can be asked for by number."""

    connection: duckdb.DuckDBPyConnection
    schema: pa.Schema
    numbered: bool


@dataclass(frozen=True)
class Rows:
    """One page of a table: how many rows fit in all, and the values of this page."""

    total: int
    values: list[tuple[Any, ...]]


class TableFiles:
    """The files that are open; each in a DuckDB of its own that may read that file and nothing else."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, OpenFile] = OrderedDict()
        self._known: OrderedDict[tuple[object, ...], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(SEATS)
        self._downloads = threading.BoundedSemaphore(DOWNLOADS)

    def page(self, path: Path, selection: Selection, seconds: float = PAGE_SECONDS) -> Rows:
        """Return the rows of the selection's page, and how many the whole selection has."""
        with _seat(self._seats), self._cursor(path) as (cursor, file):
            return _in_time(cursor, seconds, lambda: self._ask(path, file, cursor, selection))

    def _ask(
        self, path: Path, file: OpenFile, cursor: duckdb.DuckDBPyConnection, selection: Selection
    ) -> Rows:
        where, values = _where(selection, file.schema)
        key = (path, where, *map(str, values))

        def rows(query: str, bound: list[object]) -> pa.Table:
            return cursor.execute(query, bound).to_arrow_table()

        count = f"SELECT count(*) FROM rows{where}"
        total = int(self._remembered(key, lambda: rows(count, values).column(0)[0].as_py()))
        offset = selection.offset
        if offset >= total:
            return Rows(total, [])
        names = ", ".join(_quoted(column.name) for column in selection.shown)
        if not selection.sort or not file.numbered:
            limit = f" LIMIT {ROWS_PER_PAGE} OFFSET {offset}"
            asked = f"SELECT {names} FROM rows{where}{_order(selection)}{limit}"
            return Rows(total, rows_of(typed(rows(asked, values), file.schema)))

        def numbers(first: int, most: int) -> list[int]:
            order = f"{_order(selection)}, {NUMBER} LIMIT {most} OFFSET {first}"
            found = rows(f"SELECT {NUMBER} FROM rows{where}{order}", values)
            return [int(one) for one in found.column(0).to_numpy()]

        if offset + ROWS_PER_PAGE <= LEADING:  # the next pages in the same order are already known
            sort = ("sorted", selection.sort, selection.descending)
            leading = self._remembered((*key, *sort), lambda: numbers(0, LEADING))
            wanted = leading[offset : offset + ROWS_PER_PAGE]
        else:
            wanted = numbers(offset, ROWS_PER_PAGE)
        listed = ", ".join(map(str, wanted))
        asked = f"SELECT {names}, {NUMBER} FROM rows WHERE {NUMBER} IN ({listed})"
        found = rows_of(typed(rows(asked, []), file.schema))
        place = {number: at for at, number in enumerate(wanted)}
        return Rows(total, [row[:-1] for row in sorted(found, key=lambda row: place[row[-1]])])

    def batches(
        self, path: Path, selection: Selection, seconds: float = FILE_SECONDS
    ) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """Return the schema and, batch by batch, all rows of the selection in its order."""
        read = self._read_all(path, selection, seconds)
        # begun here, so that a mistake is told before anything is sent and an end is one wherever it comes
        return next(read).schema, read

    def _read_all(self, path: Path, selection: Selection, seconds: float) -> Iterator[pa.RecordBatch]:
        """Yield a batch without rows, then all rows; a seat is held while the engine works, not while a client reads."""
        names = ", ".join(_quoted(column.name) for column in selection.shown)
        with self._cursor(path) as (cursor, file):
            where, values = _where(selection, file.schema)
            order = _order(selection) + (f", {NUMBER}" if selection.sort and file.numbered else "")
            query = f"SELECT {names} FROM rows{where}{order}"
            with _seat(self._downloads):
                reader = _in_time(
                    cursor, seconds, lambda: cursor.execute(query, values).to_arrow_reader(50_000)
                )
            yield pa.RecordBatch.from_pylist([], schema=typed_schema(reader.schema, file.schema))
            while True:
                with _seat(self._downloads, seconds):
                    batch = _in_time(cursor, seconds, lambda: next(reader, None))
                if batch is None:
                    return
                yield from typed(pa.Table.from_batches([batch]), file.schema).to_batches()

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for file in self._open.values():
                file.connection.close()
            self._open.clear()
            self._known.clear()

    @contextmanager
    def _cursor(self, path: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, OpenFile]]:
        with self._lock:
            known = path in self._open
        made = None if known else _connect(path)  # without the lock: a slow disk holds up this table alone
        with self._lock:
            file = self._open.pop(path, None) or made or _connect(path)
            self._open[path] = file
            cursor = file.connection.cursor()
            while len(self._open) > OPEN_FILES:
                self._open.popitem(last=False)  # closes itself when its last cursor is gone
        if made is not None and made is not file:
            made.connection.close()
        try:
            yield cursor, file
        finally:
            cursor.close()

    def _remembered(self, key: tuple[object, ...], ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                known: Answer = self._known[key]
                return known
        found = ask()
        with self._lock:
            self._known[key] = found
            while len(self._known) > COUNTS:
                self._known.popitem(last=False)
        return found


@contextmanager
def _seat(seats: threading.BoundedSemaphore, seconds: float | None = None) -> Iterator[None]:
    """Let only a few questions be put at once, so that costly ones do not starve the rest."""
    if not seats.acquire(timeout=WAIT_SECONDS if seconds is None else seconds):
        raise Unavailable(
            "too many tables are asked at once", hint="try again in a minute", code="table-busy"
        )
    try:
        yield
    finally:
        seats.release()


def _connect(path: Path) -> OpenFile:
    """Open one file: only it may be read, nothing written, and no setting can be changed afterwards."""
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": ""})
    file = str(path).replace("'", "''")
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_paths = ['{file}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    schema = pq.read_schema(path)
    numbered = NUMBER not in map(str.lower, schema.names)
    option = f", {NUMBER} = true" if numbered else ""
    connection.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{file}'{option})")
    return OpenFile(connection, schema, numbered)


def _where(selection: Selection, schema: pa.Schema) -> tuple[str, list[object]]:
    """Return the condition with numbered values, and the values; names were checked against the schema."""
    found = [_condition(one, number, schema) for number, one in enumerate(selection.filters, 1)]
    return (" WHERE " + " AND ".join(part for part, _ in found) if found else ""), [one for _, one in found]


def _condition(one: Filter, number: int, schema: pa.Schema) -> tuple[str, object]:
    name, column = _quoted(one.column.name), one.column
    if one.sign == "~":
        return f"contains(lower(CAST({name} AS VARCHAR)), lower(CAST(${number} AS VARCHAR)))", one.value
    kind = schema.field(column.name).type
    if pa.types.is_duration(kind) and isinstance(one.value, datetime.timedelta):
        return f"{name} {COMPARE[one.sign]}${number}", counted(one.value, kind.unit)
    if (column.is_ordered or column.type == "boolean") and not _is_text(kind):
        return f"{name} {COMPARE[one.sign]}${number}", one.value
    text = one.value if isinstance(one.value, str) else one.text.strip()
    return f"CAST({name} AS VARCHAR) {COMPARE[one.sign]}${number}", text


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


def _order(selection: Selection) -> str:
    if not selection.sort:
        return ""
    return f" ORDER BY {_quoted(selection.sort)} {'DESC' if selection.descending else 'ASC'} NULLS LAST"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _in_time(cursor: duckdb.DuckDBPyConnection, seconds: float, ask: Callable[[], Answer]) -> Answer:
    """Run a question; the engine itself is stopped when the time is up."""
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        return ask()
    except duckdb.InterruptException as error:
        raise Unavailable(
            f"the question took longer than {seconds:g} s",
            hint="use fewer rows: add a filter",
            code="table-slow",
            seconds=seconds,
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise Unavailable(
            "the question needs more memory than one page may use",
            hint="use fewer rows: add a filter",
            code="table-large",
        ) from error
    except (duckdb.ConversionException, duckdb.BinderException, duckdb.IOException) as error:
        raise Unavailable(  # a file whose types are not those of its descriptor, or one that is damaged
            "the table cannot be asked that: its file does not fit its description",
            hint="download the file of the table instead",
            code="table-unreadable",
        ) from error
    finally:
        timer.cancel()
