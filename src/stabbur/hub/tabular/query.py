"""Questions to one Parquet file, put to DuckDB: values bound, names from the schema, nothing else in reach."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from stabbur.errors import Unavailable
from stabbur.hub.tabular.selection import ROWS_PER_PAGE, Filter, Selection

PAGE_SECONDS = 5.0
FILE_SECONDS = 120.0
MEMORY = "512MB"
OPEN_FILES = 32
COUNTS = 512
SEATS = 6
WAIT_SECONDS = 10.0
COMPARE = {"": "= ", "!": "IS DISTINCT FROM ", "<": "<= ", ">": ">= "}

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Rows:
    """One page of a table: how many rows fit in all, and the values of this page."""

    total: int
    values: list[tuple[Any, ...]]


class TableFiles:
    """The files that are open; each in a DuckDB of its own that may read that file and nothing else."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, duckdb.DuckDBPyConnection] = OrderedDict()
        self._counts: OrderedDict[tuple[object, ...], int] = OrderedDict()
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(SEATS)

    def page(self, path: Path, selection: Selection, seconds: float = PAGE_SECONDS) -> Rows:
        """Return the rows of the selection's page, and how many the whole selection has."""
        where, values = _where(selection)
        key = (path, where, *map(str, values))
        order = _order(selection)
        names = ", ".join(_quoted(column.name) for column in selection.shown)

        def ask(cursor: duckdb.DuckDBPyConnection) -> Rows:
            total = self._counts.get(key)
            if total is None:
                counted = cursor.execute(f"SELECT count(*) FROM rows{where}", values).fetchone()  # noqa: S608
                total = self._remember(key, int(counted[0]) if counted else 0)
            if selection.offset >= total:
                return Rows(total, [])
            limit = f" LIMIT {ROWS_PER_PAGE} OFFSET {selection.offset}"
            asked = f"SELECT {names} FROM rows{where}{order}{limit}"  # noqa: S608  # names are quoted, values bound
            return Rows(total, cursor.execute(asked, values).fetchall())

        with self._seat(), self._cursor(path) as cursor:
            return _in_time(cursor, seconds, lambda: ask(cursor))

    def batches(
        self, path: Path, selection: Selection, seconds: float = FILE_SECONDS
    ) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """Return the schema and, batch by batch, all rows of the selection in its order."""
        where, values = _where(selection)
        names = ", ".join(_quoted(column.name) for column in selection.shown)
        with self._cursor(path, close=False) as cursor:
            query = f"SELECT {names} FROM rows{where}{_order(selection)}"  # noqa: S608
            reader = _in_time(cursor, seconds, lambda: cursor.execute(query, values).to_arrow_reader(50_000))
        return reader.schema, _read_all(cursor, reader, seconds)

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
            self._counts.clear()

    @contextmanager
    def _seat(self) -> Iterator[None]:
        """Let only a few questions be put at once, so that costly ones do not starve the rest."""
        if not self._seats.acquire(timeout=WAIT_SECONDS):
            raise Unavailable(
                "too many tables are asked at once", hint="try again in a minute", code="table-busy"
            )
        try:
            yield
        finally:
            self._seats.release()

    @contextmanager
    def _cursor(self, path: Path, *, close: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            connection = self._open.pop(path, None) or _connect(path)
            self._open[path] = connection
            cursor = connection.cursor()
            while len(self._open) > OPEN_FILES:
                self._open.popitem(last=False)  # closes itself when its last cursor is gone
        try:
            yield cursor
        finally:
            if close:
                cursor.close()

    def _remember(self, key: tuple[object, ...], total: int) -> int:
        with self._lock:
            self._counts[key] = total
            while len(self._counts) > COUNTS:
                self._counts.popitem(last=False)
        return total


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open one file: only it may be read, nothing written, and no setting can be changed afterwards."""
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": ""})
    file = str(path).replace("'", "''")
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_paths = ['{file}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    connection.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
    return connection


def _where(selection: Selection) -> tuple[str, list[object]]:
    """Return the condition with numbered values, and the values; names were checked against the schema."""
    parts = [_condition(one, number) for number, one in enumerate(selection.filters, 1)]
    return (" WHERE " + " AND ".join(parts) if parts else ""), [one.value for one in selection.filters]


def _condition(one: Filter, number: int) -> str:
    name = _quoted(one.column.name)
    if one.sign == "~":
        return f"contains(lower(CAST({name} AS VARCHAR)), lower(CAST(${number} AS VARCHAR)))"
    if one.column.is_ordered or one.column.type == "boolean":
        return f"{name} {COMPARE[one.sign]}${number}"
    return f"CAST({name} AS VARCHAR) {COMPARE[one.sign]}${number}"


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
    finally:
        timer.cancel()


def _read_all(
    cursor: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader, seconds: float
) -> Iterator[pa.RecordBatch]:
    try:
        while True:
            batch = _in_time(cursor, seconds, lambda: next(reader, None))
            if batch is None:
                return
            yield batch
    finally:
        cursor.close()
