"""SQLite: `sqlite:///path` or a path; the declared types of columns say what its loose values are."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

import pyarrow as pa

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable
from stabbur.frames import Column, check_names
from stabbur.io.files.lexical import json_text, jsonable, lexical
from stabbur.io.sql.base import Mode, Target
from stabbur.io.sql.kinds import first_fit, is_bytes
from stabbur.io.sql.paths import database_file, other_file
from stabbur.io.sql.statement import Sql, filled, quoted, quoted_table, without_values

DECIMAL = re.compile(r"(?:DECIMAL|NUMERIC)\w*\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")
DECLARED_AS = (
    (pa.types.is_boolean, "BOOLEAN"),
    (pa.types.is_integer, "INTEGER"),
    (pa.types.is_floating, "REAL"),
    (pa.types.is_date, "DATE"),
    (pa.types.is_time, "TIME"),
    (is_bytes, "BLOB"),
)


class Misfit(Exception):
    """A column holds what it was not declared as."""

    def __init__(self, position: int) -> None:
        super().__init__(f"column {position}")
        self.position = position


class SQLite:
    """One file, through the driver of the Python library."""

    style: ClassVar[Literal["question"]] = "question"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, target: Target) -> Self:
        """Open the file; for reading only unless it is a sink."""
        path = database_file(target, "sqlite")
        try:
            return cls(_opened(path, "rwc" if target.write else "ro"))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
                raise _unopened(path, error) from error
        try:
            # a writer was cut off: only a connection that may write can take its half back
            _opened(path, "rw").close()
            return cls(_opened(path, "ro"))
        except sqlite3.DatabaseError as error:
            raise _unopened(path, error) from error

    def tables(self) -> list[str]:
        """Return tables and views by name."""
        found = self.connection.execute(
            "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by 1"
        )
        return [name for (name,) in found]

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Return the result; a type holds for a whole column, so all of it is looked at first."""
        try:
            kinds = [_arrow_type(declared) for declared in self._declared(query)]
        except sqlite3.Error as error:  # such as a connection that was closed
            raise _explained(error) from error
        bound = [_bindable(value) for value in values]
        while True:
            try:
                return self._result(query, bound, kinds, rows_per_batch)
            except Misfit as misfit:
                # SQLite lets a column hold what it was not declared as: then its values decide. Only a
                # plain select has declared types, so asking again changes nothing
                kinds[misfit.position] = None
            except (sqlite3.Error, OverflowError) as error:
                raise _explained(error) from error

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Write in one transaction; a table that is missing is made."""
        target = quoted_table(name)
        definitions = [Sql(f"{quoted(field.name)} {_declaration(field.type)}") for field in table.schema]
        make = filled("create table if not exists {table} ({columns})", table=target, columns=definitions)
        insert = filled(
            "insert into {table} ({columns}) values ({marks})",
            table=target,
            columns=table.column_names,
            marks=[Sql("?")] * table.num_columns,
        )
        try:
            self.connection.execute("begin immediate")
            if mode == "replace":
                self.connection.execute(filled("drop table if exists {table}", table=target))
            self.connection.execute(make)
            for batch in table.to_batches(max_chunksize=10_000):
                self.connection.executemany(insert, zip(*(_storable(c) for c in batch.columns), strict=True))
            self.connection.execute("commit")
        except (sqlite3.Error, OverflowError) as error:
            raise _explained(error) from error
        finally:
            if self.connection.in_transaction:
                self.connection.execute("rollback")
        return table.num_rows

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _result(
        self, query: str, values: list[Any], kinds: list[pa.DataType | None], rows_per_batch: int
    ) -> pa.RecordBatchReader:
        """Return the rows of one run, made Arrow batch by batch: as Python values they would need ten times the room."""
        with closing(self.connection.execute(query, values)) as cursor:
            if cursor.description is None:
                raise BadInput("the query returns no columns", hint="read with a select", code="query-empty")
            names = [column[0] for column in cursor.description]
            check_names(names)
            known = kinds or [None] * len(names)
            parts: list[list[Column]] = [[] for _ in names]
            while rows := cursor.fetchmany(rows_per_batch):
                for position, column in enumerate(zip(*rows, strict=True)):
                    parts[position].append(_array(column, known[position], position, names[position]))
        columns = [_joined(*column) for column in zip(parts, known, names, strict=True)]
        return pa.table(columns, names=names).to_reader(max_chunksize=rows_per_batch)

    def _declared(self, query: str) -> list[str]:
        """Return the declared types of a query's columns, through a view that only this connection sees."""
        try:
            self.connection.execute(f"create temp view stabbur_types as {without_values(query)}")
            rows = self.connection.execute("pragma temp.table_info(stabbur_types)").fetchall()
            return [str(row[2]).upper() for row in rows]
        except sqlite3.Error:
            return []  # not a select, or a wrong one: the query itself says so
        finally:
            self.connection.execute("drop view if exists temp.stabbur_types")


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30
    )
    connection.set_authorizer(_confined)
    try:
        connection.execute("select count(*) from sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _confined(action: int, file: str | None, *_: str | None) -> int:
    """Refuse to attach a file, as `vacuum into` does too, before it is made; a plain vacuum's own is named ''."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH and file != "" else sqlite3.SQLITE_OK


def _unopened(path: Path, error: sqlite3.DatabaseError) -> Unavailable:
    return Unavailable(f"'{path}' cannot be opened as SQLite: {error}", code="source-unopened")


def _bindable(value: Any) -> Any:
    if isinstance(value, datetime | date | time | Decimal | UUID):
        return jsonable(value)
    # a number of numpy; an array is none, and the database says so
    return value.item() if hasattr(value, "item") and not getattr(value, "ndim", 0) else value


def _array(values: Sequence[Any], kind: pa.DataType | None, position: int, name: str) -> Column:
    """Return some values of a column by what it was declared as, or by what they are where nothing is known."""
    if kind is not None:
        try:
            return _fitted(values, kind)
        except (pa.ArrowException, ValueError, TypeError, ArithmeticError) as error:
            raise Misfit(position) from error
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError) as error:
        raise _mixed(
            name, dict.fromkeys(type(value).__name__ for value in values if value is not None)
        ) from error


def _joined(parts: list[Column], kind: pa.DataType | None, name: str) -> Column:
    """Return the parts of a column as one, in the type that holds them all."""
    found = {part.type for part in parts} - {pa.null()}
    wider = {
        frozenset({pa.int64(), pa.float64()}): pa.float64(),
        frozenset({pa.string(), pa.binary()}): pa.binary(),
    }
    whole: Any = kind or (next(iter(found)) if len(found) == 1 else wider.get(frozenset(found)))
    if whole is None and found:
        raise _mixed(name, map(str, found))
    try:
        return pa.chunked_array([part.cast(whole or pa.string()) for part in parts], whole or pa.string())
    except pa.ArrowException as error:  # a whole number that a float would round
        raise _mixed(name, map(str, found)) from error


def _mixed(name: str, kinds: Iterable[str]) -> BadInput:
    return BadInput(
        f"column '{name}' mixes {', '.join(kinds)}",
        hint=f"cast it in the query: cast({name} as text) as {name}",
        code="column-mixed",
        column=name,
    )


def _fitted(values: Sequence[Any], kind: pa.DataType) -> Column:
    if pa.types.is_boolean(kind):
        if any(value not in (None, 0, 1) for value in values):
            raise ValueError("not a truth value")
        return pa.array([None if value is None else bool(value) for value in values])
    if pa.types.is_date(kind):
        return pa.array([None if v is None else date.fromisoformat(v) for v in values], kind)
    if pa.types.is_timestamp(kind):
        return pa.array([None if v is None else datetime.fromisoformat(v) for v in values], kind)
    if pa.types.is_time(kind):
        return pa.array([None if v is None else time.fromisoformat(v) for v in values], kind)
    if pa.types.is_decimal(kind):
        return pa.array([None if v is None else Decimal(str(v)) for v in values], kind)
    if pa.types.is_string(kind) and any(not isinstance(v, str | None) for v in values):
        raise TypeError("not text")
    if pa.types.is_floating(kind) and any(isinstance(v, int) and abs(v) > 2**53 for v in values):
        raise ValueError("a float would lose digits")
    return pa.array(values, kind)


def _arrow_type(declared: str) -> pa.DataType | None:
    if found := DECIMAL.search(declared):
        return pa.decimal128(min(int(found[1]), 38), int(found[2] or 0))
    for words, kind in (
        (("BOOL",), pa.bool_()),
        (("TIMESTAMPTZ", "WITH TIME ZONE"), pa.timestamp("us", "UTC")),
        (("TIMESTAMP", "DATETIME"), pa.timestamp("us")),
        (("DATE",), pa.date32()),
        (("TIME",), pa.time64("us")),
        (("CHAR", "CLOB", "TEXT"), pa.string()),
        (("INT",), pa.int64()),
        (("REAL", "FLOA", "DOUB"), pa.float64()),
        (("BLOB",), pa.binary()),
    ):
        if any(word in declared for word in words):
            return kind
    return None


def _declaration(kind: pa.DataType) -> str:
    """Return the type to declare; `TEXT` in it keeps SQLite from making a decimal a float."""
    if pa.types.is_dictionary(kind):
        return _declaration(kind.value_type)
    if pa.types.is_decimal(kind):
        return f"DECIMAL_TEXT({kind.precision}, {kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    return first_fit(kind, DECLARED_AS, "TEXT")


def _storable(column: Column) -> Any:
    kind = column.type
    whole = pa.chunked_array([column])
    if pa.types.is_nested(kind):
        return json_text(whole).to_pylist()
    if pa.types.is_temporal(kind) or pa.types.is_decimal(kind) or pa.types.is_dictionary(kind):
        return lexical(whole).to_pylist()
    return column.to_pylist()


def _explained(error: Exception) -> Exception:
    text = str(error)
    if text in ("not authorized", "authorization denied"):
        return other_file(text)
    if "readonly" in text or "read-only" in text:
        return NotAllowed(
            f"this source is for reading only: {text}", hint="write = true", code="source-readonly"
        )
    if "locked" in text or "busy" in text:
        return Unavailable(f"another process holds the database: {text}", code="source-busy")
    if "no such table" in text:
        return NotFound(text, hint="connection.tables() lists what is there", code="table-unknown")
    return BadInput(f"the database refused the query: {text}", code="query-refused")
