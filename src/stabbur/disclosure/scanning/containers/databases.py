"""Databases in a file, SQLite and DuckDB: each table is read, no more, and a view is the same rows again."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl

from stabbur.errors import StabburError
from stabbur.io.sql.base import Target
from stabbur.io.sql.statement import filled

MOST = 1_000_000
"""Rows of a table that are looked at; of a longer one it is said that not all of it was."""
BATCH = 50_000
TABLES = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1"
BASE = (
    "select table_schema, table_name from information_schema.tables"
    " where table_type = 'BASE TABLE' and table_catalog = current_database() order by 1, 2"
)


def kind_of(path: Path) -> str:
    """Return which database a file is by how it begins; empty for any other file."""
    with path.open("rb") as file:
        begin = file.read(16)
    if begin.startswith(b"SQLite format 3\0"):
        return "sqlite"
    return "duckdb" if begin[8:12] == b"DUCK" else ""


def tables_of(path: Path) -> Iterator[tuple[str, pl.DataFrame | None]]:
    """Yield each table of a database by its name; None in place of what cannot be read, or not all of it."""
    found = _of_sqlite(path) if kind_of(path) == "sqlite" else _of_duckdb(path)
    try:
        yield from found
    except (StabburError, sqlite3.Error, pl.exceptions.PolarsError):
        yield "", None


def _of_sqlite(path: Path) -> Iterator[tuple[str, pl.DataFrame | None]]:
    # immutable: nothing is locked, and no file is made beside it
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("pragma trusted_schema = off")
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        for (name,) in connection.execute(TABLES).fetchall():
            try:
                yield from _rows(connection, name)
            except sqlite3.Error:  # such as one of an extension that is not here
                yield name, None


def _rows(connection: sqlite3.Connection, name: str) -> Iterator[tuple[str, pl.DataFrame | None]]:
    with closing(connection.execute(filled("select * from {table}", table=name))) as cursor:
        names = [column[0] for column in cursor.description]
        parts, read = [], 0
        while read < MOST and (rows := cursor.fetchmany(BATCH)):
            read += len(rows)
            parts.append(list(zip(*rows, strict=True)))
        more = read >= MOST and cursor.fetchone() is not None
    columns = [[value for part in parts for value in part[at]] for at in range(len(names))]
    yield (
        name,
        pl.DataFrame(
            [series for at, values in enumerate(columns) for series in _series(f"{names[at]}", values)],
        ),
    )
    if more:
        yield f"{name} from row {MOST + 1} on", None


def _series(name: str, values: Sequence[Any]) -> Iterator[pl.Series]:
    """Yield a column; of one with bytes among its values the bytes as a column of their own."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} and kinds:
        yield pl.Series(name, values, dtype=pl.Float64 if float in kinds else pl.Int64)
        return
    if bytes in kinds:
        packed = [value if isinstance(value, bytes) else None for value in values]
        yield pl.Series(f"{name} (bytes)" if len(kinds) > 1 else name, packed, dtype=pl.Binary)
    if kinds - {bytes} or not kinds:
        texts = [None if value is None or isinstance(value, bytes) else str(value) for value in values]
        yield pl.Series(name, texts, dtype=pl.String)


def _of_duckdb(path: Path) -> Iterator[tuple[str, pl.DataFrame | None]]:
    from stabbur.io.sql.duckdb import DuckDB  # heavy: only where there is such a file

    database = DuckDB.open(Target(str(path)))
    try:
        for one in database.read(BASE, [], BATCH).read_all().to_pylist():
            name = f"{one['table_schema']}.{one['table_name']}".removeprefix("main.")
            places = {"schema": one["table_schema"], "table": one["table_name"]}
            query = filled("select * from {schema}.{table} limit ?", **places)
            read = database.read(query, [MOST + 1], BATCH).read_all()
            rows = pl.from_arrow(read)
            yield name, rows.head(MOST) if isinstance(rows, pl.DataFrame) else None
            if read.num_rows > MOST:
                yield f"{name} from row {MOST + 1} on", None
    finally:
        database.close()
