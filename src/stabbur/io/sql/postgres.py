"""PostgreSQL: `postgresql://user@host:port/base`, or host:port/base in the settings; Arrow through ADBC."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Literal, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from adbc_driver_manager import Error as AdbcError

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable, meant
from stabbur.frames import check_names
from stabbur.io.sql.base import Mode, Target
from stabbur.io.sql.postgres_types import Plan, parameter, plan_of, ready_to_store, sql_type
from stabbur.io.sql.statement import Sql, filled, quoted, quoted_table

CONNECT_SECONDS = 15
LONGEST_NAME = 63  # bytes
COPY = "adbc.postgresql.use_copy"
KEPT_EXACT = re.compile(
    r"^(smallint|integer|bigint|real|double precision|numeric|date|time|timestamp|boolean)"
)


class Postgres:
    """One connection; what ADBC would not hold faithfully crosses as text and is typed here."""

    style: ClassVar[Literal["numbered"]] = "numbered"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @classmethod
    def open(cls, target: Target) -> Self:
        """Connect; the session is for reading only unless it is a sink."""
        shown = _without_user(target.address)
        try:
            return cls(adbc.connect(_address(target), autocommit=not target.write))
        except AdbcError as error:
            text = _words(error)
            if "authentication" in text or "role" in text:
                raise NotAllowed(
                    f"'{shown}' does not let '{target.user or 'this user'}' in: {text}",
                    hint="check user and password of the source",
                    code="source-closed",
                ) from None
            raise Unavailable(f"'{shown}' did not answer: {text}", code="source-unreachable") from None

    def tables(self) -> list[str]:
        """Return tables and views by name, with their schema unless it is public."""
        query = (
            "select case when table_schema = 'public' then table_name else table_schema || '.' || table_name end "
            "from information_schema.tables "
            "where table_schema not in ('pg_catalog', 'information_schema') and table_schema !~ '^pg_' order by 1"
        )
        return [str(name) for name in self._fetched(query).column(0).to_pylist()]

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Run one query and yield the result; a value that Arrow cannot hold raises, none is changed."""
        text = query.strip().rstrip(";").rstrip()
        cursor = self.connection.cursor()
        try:
            schema = cursor.adbc_execute_schema(text)
            check_names(schema.names)
            plan = plan_of(schema)
            if any(c.asked != "{}" for c in plan):
                columns = [Sql(f"{c.asked.replace('{}', quoted(c.name))} as {quoted(c.name)}") for c in plan]
                wrapped = "select {columns} from (\n{query}\n) as stabbur_query"
                text = filled(wrapped, columns=columns, query=Sql(text))
            if not re.match(r"\s*(select|with|values|table|\()", text, re.IGNORECASE):
                cursor.adbc_statement.set_options(**{COPY: "false"})
            bound = self._bound(cursor, text, values)
            cursor.execute(text, parameters=bound) if bound is not None else cursor.execute(text)
            reader = cursor.fetch_record_batch()
        except AdbcError as error:
            cursor.close()
            raise _explained(error) from error
        except BaseException:
            cursor.close()
            raise
        return _typed(reader, plan, cursor)

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Write in one transaction; rights and types of a table with the same columns are kept."""
        rows = ready_to_store(table)
        _whole_names([*name.split(".", 1), *rows.column_names])
        target = quoted_table(name)
        try:
            with self.connection.cursor() as cursor:
                existing = self._column_types(name)
                if existing and mode == "replace" and list(existing) != rows.column_names:
                    cursor.execute(f"drop table {target}")
                    existing = {}
                if existing:
                    if mode == "replace":
                        # not truncate: that would wait for readers of the old rows, and hold new ones up
                        cursor.execute(filled("delete from {table}", table=target))
                    self._insert(cursor, target, rows, existing)
                else:
                    self._make(cursor, name, target, rows)
            self.connection.commit()
        except AdbcError as error:
            self.connection.rollback()
            raise _explained(error) from error
        except BaseException:
            self.connection.rollback()
            raise
        return table.num_rows

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _fetched(self, query: str, *values: str) -> pa.Table:
        with self.connection.cursor() as cursor:
            cursor.execute(query, parameters=list(values)) if values else cursor.execute(query)
            table: pa.Table = cursor.fetch_arrow_table()
            return table

    def _bound(self, cursor: Any, text: str, values: Sequence[Any]) -> pa.RecordBatch | None:
        """Return the values as one row of the types that the server expects of them."""
        if not values:
            return None
        expected = cursor.adbc_prepare(text)
        if expected is None or len(expected) != len(values):
            wants = 0 if expected is None else len(expected)
            raise BadInput(f"the query takes {wants} values, params has {len(values)}", code="params-count")
        arrays = [parameter(value, field) for value, field in zip(values, expected, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=[str(i) for i in range(len(arrays))])

    def _column_types(self, name: str) -> dict[str, str]:
        """Return a table's columns with their SQL types, nothing when there is no such table."""
        found = self._fetched(
            "select attname::text, format_type(atttypid, atttypmod)::text from pg_attribute "
            "where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum",
            quoted_table(name),
        )
        return {str(row[0]): str(row[1]) for row in zip(*(c.to_pylist() for c in found.columns), strict=True)}

    def _make(self, cursor: Any, name: str, target: Sql, rows: pa.Table) -> None:
        columns = ", ".join(f"{quoted(f.name)} {sql_type(f.type)}" for f in rows.schema)
        cursor.execute(f"create table {target} ({columns})")
        schema, _, plain = name.rpartition(".") if "." in name else ("", "", name)
        place = {"db_schema_name": schema} if schema else {}
        if rows.num_rows:
            cursor.adbc_ingest(plain, rows, mode="append", **place)

    def _insert(self, cursor: Any, target: Sql, rows: pa.Table, existing: dict[str, str]) -> None:
        """Add rows to a table of others' types; a value that would come out changed refuses all."""
        missing = [column for column in rows.column_names if column not in existing]
        if missing:
            listed = ", ".join(f"'{column}'" for column in existing)
            raise NotFound(
                f"no column '{missing[0]}' in {target}: it has {listed}",
                hint=meant(missing[0], existing),
                code="column-unknown",
            )
        if not rows.num_rows:
            return
        cursor.execute("drop table if exists pg_temp.stabbur_rows")
        staged = ", ".join(f"{quoted(f.name)} {sql_type(f.type)}" for f in rows.schema)
        cursor.execute(f"create temp table stabbur_rows ({staged}) on commit drop")
        cursor.adbc_ingest("stabbur_rows", rows, mode="append", temporary=True)
        for field in rows.schema:
            kind, column = existing[field.name], quoted(field.name)
            if sql_type(field.type) == "text" or not KEPT_EXACT.match(kind):
                continue
            changed = filled(
                "select count(*) from pg_temp.stabbur_rows where {column} is distinct from {there_and_back}",
                column=field.name,
                there_and_back=Sql(f"{column}::{kind}::{sql_type(field.type)}"),
            )
            count = self._fetched(changed).column(0)[0].as_py()
            if count:
                raise BadInput(
                    f"column '{field.name}' of {target} is {kind}: {count} values would be changed by it",
                    hint="round or cast them first",
                    code="value-changed",
                    column=field.name,
                )
        insert = filled(
            "insert into {table} ({columns}) select {cast} from pg_temp.stabbur_rows",
            table=target,
            columns=rows.column_names,
            cast=[Sql(f"{quoted(c)}::{existing[c]}") for c in rows.column_names],
        )
        cursor.execute(insert)


def _address(target: Target) -> str:
    text = target.address if "://" in target.address else f"postgresql://{target.address}"
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    user = target.user or parts.username or ""
    password = target.password if target.password is not None else parts.password
    signed = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    options = {"connect_timeout": str(CONNECT_SECONDS), **dict(parse_qsl(parts.query))}
    options |= {key: str(value) for key, value in target.options.items()}
    if not target.write:
        options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
    return f"postgresql://{signed + '@' if signed else ''}{host}{parts.path}?{urlencode(options, quote_via=quote)}"


def _without_user(address: str) -> str:
    return (
        address.rpartition("@")[2].removeprefix("postgresql://").removeprefix("postgres://").partition("?")[0]
    )


def _typed(reader: pa.RecordBatchReader, plan: Plan, cursor: Any) -> pa.RecordBatchReader:
    if any(column.needs_all for column in plan):
        with cursor:
            whole = _all(reader)
        return pa.table(
            [c.typed(whole.column(c.name)) for c in plan], names=[c.name for c in plan]
        ).to_reader()
    schema = pa.schema([(column.name, column.type) for column in plan])

    def batches() -> Iterator[pa.RecordBatch]:
        with cursor:
            try:
                for batch in reader:
                    table = pa.Table.from_batches([batch])
                    typed = pa.table([c.typed(table.column(c.name)) for c in plan], schema=schema)
                    yield from typed.to_batches()
            except (AdbcError, pa.ArrowException, OSError) as error:
                raise _explained(error) from error

    return pa.RecordBatchReader.from_batches(schema, batches())


def _all(reader: pa.RecordBatchReader) -> pa.Table:
    try:
        return reader.read_all()
    except (AdbcError, pa.ArrowException, OSError) as error:
        raise _explained(error) from error


def _words(error: Exception) -> str:
    """Return what the server said, without the driver's own words, the query and its place in it."""
    first = re.sub(r"^\w+: (\[libpq\] )?", "", str(error)).partition("\n")[0]
    return first.partition("ERROR:")[2].strip() or first.partition("FATAL:")[2].strip() or first


def _explained(error: Exception) -> Exception:
    state = getattr(error, "sqlstate", None) or ""
    text = _words(error)
    if state in ("42P01", "42703", "3F000"):
        return NotFound(text, hint="connection.tables() lists what is there", code="table-unknown")
    if state == "42501":
        return NotAllowed(f"the database refused: {text}", code="query-refused")
    if state == "25006":
        return NotAllowed(
            f"this source is for reading only: {text}", hint="write = true", code="source-readonly"
        )
    if state.startswith(("08", "57", "53")):
        return Unavailable(f"the database broke off: {text}", code="source-unreachable")
    return BadInput(f"the database refused the query: {text}", code="query-refused", sqlstate=state)


def _whole_names(names: Iterable[str]) -> None:
    """Refuse a name that PostgreSQL would cut in silence."""
    for name in names:
        if (size := len(name.encode())) > LONGEST_NAME:
            raise BadInput(
                f"the name '{name}' has {size} bytes in UTF-8, and PostgreSQL keeps {LONGEST_NAME}",
                hint="give it a shorter one",
                code="name-long",
                name=name,
            )
