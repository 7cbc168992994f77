"""Tables of one connection alone, under the names of real ones, so that a query sees them instead."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pyarrow as pa

from stabbur.frames import plain_storage
from stabbur.io.sql.base import Mode
from stabbur.io.sql.statement import Sql, filled, quoted, quoted_table

BESIDE = " (test run)"
UNION = "create temp view {name} as select * from {real} union all select * from {beside}"


class Over:
    """What lies over the tables of a connection; `seen` are their names, with the table that takes new rows."""

    def __init__(self, inner: Any, kind: str) -> None:
        self.seen: dict[str, str] = {}
        self._inner = inner
        self._way = WAYS[kind](inner) if kind in WAYS else None

    def write(self, name: str, table: pa.Table, mode: Mode) -> None:
        """Lay rows over a table as if they were written to it."""
        if self._way is None:
            self.seen[name] = name
            return
        before = dict(self.seen)
        try:
            self._lay(self._way, name, table, mode)
        except BaseException:
            if self._way.undoes:
                self.seen = before
            raise

    def _lay(self, way: "InSQLite", name: str, table: pa.Table, mode: Mode) -> None:
        with way.allowed():
            new = name not in self.seen
            if mode == "replace":
                if not new and self.seen[name] != name:
                    way.run("drop view {view}", view=quoted_table(f"{way.schema}.{name}"))
                way.put(name, table, "replace")
                self.seen[name] = name
            elif new and name in self._inner.tables():
                beside = name + BESIDE
                way.lay(name, beside)
                self.seen[name] = beside
                way.put(beside, table, "append")
            else:
                way.put(name if new else self.seen[name], table, "replace" if new else "append")
                self.seen.setdefault(name, name)


class InSQLite:
    """SQLite looks for a name among temporary tables first; a connection for reading may have some."""

    schema = "temp"
    undoes = False  # what was laid when rows did not fit

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def allowed(self) -> Any:
        """Let tables be made."""
        return nullcontext()

    def run(self, template: str, **places: str | list[Sql]) -> Any:
        """Run one statement."""
        return self.inner.connection.execute(filled(template, **places))

    def put(self, name: str, table: pa.Table, mode: Mode) -> None:
        """Write rows to a temporary table."""
        self.inner.write(f"temp.{name}", table, mode)

    def lay(self, name: str, beside: str) -> None:
        """Make an empty table with the columns of a real one, and a view of both under its name."""
        listed = self.run("pragma main.table_info({table})", table=name).fetchall()
        columns = [Sql(f"{quoted(row[1])} {row[2]}{' not null' if row[3] else ''}") for row in listed]
        self.run("create temp table {beside} ({columns})", beside=beside, columns=columns)
        both = {"real": quoted_table(f"main.{name}"), "beside": quoted_table(f"temp.{beside}")}
        self.run(UNION, name=name, **both)


class InDuckDB(InSQLite):
    """DuckDB does so as well, and wants the word `temp` where one is made."""

    def run(self, template: str, **places: str | list[Sql]) -> None:
        """Run one statement."""
        self.inner.read(
            filled(template, **places), [], 1
        ).read_all()  # reading says in our words what is wrong

    def put(self, name: str, table: pa.Table, mode: Mode) -> None:
        """Write rows to a temporary table."""
        plain = pa.table([plain_storage(c) for c in table.columns], names=table.column_names)
        place, columns = quoted_table(f"temp.{name}"), [Sql(quoted(c)) for c in table.column_names]
        self.inner.connection.register("stabbur_rows", plain)
        try:
            if mode == "replace":
                self.run("create or replace temp table {name} as from stabbur_rows", name=name)
            else:
                insert = "insert into {place} ({columns}) select {columns} from stabbur_rows"
                self.run(insert, place=place, columns=columns)
        finally:
            self.inner.connection.unregister("stabbur_rows")

    def lay(self, name: str, beside: str) -> None:
        """Make an empty table with the columns of a real one, and a view of both under its name."""
        base = self.inner.connection.execute("select current_database()").fetchone()[0]
        real = Sql(".".join(quoted(part) for part in (base, "main", name)))
        self.run("create temp table {beside} as select * from {real} limit 0", beside=beside, real=real)
        self.run(UNION, name=name, real=real, beside=quoted_table(f"temp.{beside}"))


class InPostgres(InSQLite):
    """PostgreSQL does so as well; a session for reading is let write while it makes tables of its own."""

    schema = "pg_temp"
    undoes = True

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let tables be made in one transaction."""
        low = self.inner.connection.adbc_connection
        low.set_autocommit(False)
        try:
            self.run("set transaction read write")
            yield
            low.commit()
        except BaseException:
            low.rollback()
            raise
        finally:
            low.set_autocommit(True)

    def run(self, template: str, **places: str | list[Sql]) -> None:
        """Run one statement."""
        with self.inner.connection.cursor() as cursor:
            cursor.execute(filled(template, **places))

    def put(self, name: str, table: pa.Table, mode: Mode) -> None:
        """Write rows to a temporary table."""
        self.inner.write(f"pg_temp.{name}", table, mode)

    def lay(self, name: str, beside: str) -> None:
        """Make an empty table with the columns of a real one, and a view of both under its name."""
        real = quoted_table(f"public.{name}")
        # not its defaults: to ask for the next number of a sequence takes it, for everybody
        self.run("create temp table {beside} (like {real} including constraints)", beside=beside, real=real)
        self.run(UNION, name=name, real=real, beside=quoted_table(f"pg_temp.{beside}"))


WAYS = {"sqlite": InSQLite, "duckdb": InDuckDB, "postgres": InPostgres}
