"""DuckDB: `duckdb:///path` or a path; results come as Arrow."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, Self

import duckdb
import pyarrow as pa

from stabbur.errors import BadInput, NotAllowed, NotFound, Unavailable
from stabbur.frames import check_names, plain_storage
from stabbur.io.sql.base import Mode, Target
from stabbur.io.sql.paths import database_file, other_file
from stabbur.io.sql.statement import filled, quoted_table

# what a project writes in its settings must not open again what is shut here
CONFINED = {
    "autoinstall_known_extensions": "false",
    "enable_external_access": "false",
    "allow_community_extensions": "false",
}
OPENS_FILES = re.compile(r"allowed_\w+|\w*(output|path|director\w+|file|logging)|enable_profiling")


class DuckDB:
    """One file."""

    style: ClassVar[Literal["question"]] = "question"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    @classmethod
    def open(cls, target: Target) -> Self:
        """Open the file; for reading only unless it is a sink. No query reaches another file or the network."""
        path = database_file(target, "duckdb")
        config: dict[str, Any] = {k: str(v) for k, v in target.options.items()} | CONFINED
        if opening := next((one for one in config if OPENS_FILES.fullmatch(one.lower())), None):
            raise BadInput(
                f"'{opening}' is no option of a source: it names files beside the database",
                hint="take it out of the source's options in stabbur.toml",
                code="option-value",
            )
        try:
            connection = duckdb.connect(str(path), read_only=not target.write, config=config)
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("set lock_configuration = true")
        except duckdb.Error as error:
            raise Unavailable(
                f"'{path}' cannot be opened as DuckDB: {_first_line(error)}", code="source-unopened"
            ) from error
        return cls(connection)

    def tables(self) -> list[str]:
        """Return tables and views by name."""
        found = self.connection.execute(
            "select case when table_schema = 'main' then table_name else table_schema || '.' || table_name end "
            "from information_schema.tables where table_catalog = current_database() order by 1"
        )
        return [name for (name,) in found.fetchall()]

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Run one query and yield the result."""
        try:
            if len(duckdb.extract_statements(query)) != 1:
                raise BadInput("a query is one statement", hint="read them one by one", code="query-several")
            with self._interruptible():
                reader = self.connection.execute(query, list(values)).to_arrow_reader(rows_per_batch)
            check_names(reader.schema.names)
            return reader
        except duckdb.Error as error:
            raise _explained(error) from error

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Write in one transaction; a table that is missing is made."""
        target = quoted_table(name)
        plain = pa.table([plain_storage(c) for c in table.columns], names=table.column_names)
        self.connection.register("stabbur_rows", plain)
        try:
            self.connection.execute("begin")
            if mode == "replace":
                self._execute("create or replace table {table} as from stabbur_rows", table=target)
            else:
                self._execute("create table if not exists {table} as from stabbur_rows limit 0", table=target)
                self._execute(
                    "insert into {table} ({columns}) select {columns} from stabbur_rows",
                    table=target,
                    columns=table.column_names,
                )
            self.connection.execute("commit")
        except duckdb.Error as error:
            self._undo()
            raise _explained(error) from error
        except BaseException:  # Ctrl-C: the connection may be kept and used again
            self._undo()
            raise
        finally:
            self.connection.unregister("stabbur_rows")
        return table.num_rows

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _undo(self) -> None:
        with contextlib.suppress(duckdb.TransactionException):  # when begin failed there is nothing to undo
            self.connection.execute("rollback")

    def _execute(self, template: str, **places: str | list[str]) -> None:
        with self._interruptible():
            self.connection.execute(filled(template, **places))

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Let Ctrl-C be itself, and end the query: what threads of DuckDB still work at holds up its close."""
        try:
            yield
        except RuntimeError as error:  # DuckDB wraps Ctrl-C in an error of its own
            if isinstance(error, duckdb.Error) or "interrupted" not in str(error).lower():
                raise
            self.connection.interrupt()
            raise KeyboardInterrupt from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _explained(error: duckdb.Error) -> Exception:
    text = _first_line(error)
    if isinstance(error, duckdb.PermissionException):
        return other_file(text)
    if isinstance(error, duckdb.CatalogException) and "does not exist" in text:
        return NotFound(text, hint="connection.tables() lists what is there", code="table-unknown")
    if "read-only" in text:
        return NotAllowed(
            f"this source is for reading only: {text}", hint="write = true", code="source-readonly"
        )
    return BadInput(f"the database refused the query: {text}", code="query-refused")
