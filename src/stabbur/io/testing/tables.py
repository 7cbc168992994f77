"""A database as a test run sees it: for reading only, with what the run wrote laid over its tables."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from stabbur import seams, settings
from stabbur.errors import BadInput, NotAllowed
from stabbur.io.sql.base import Database, Mode, Target
from stabbur.io.sql.paths import database_file
from stabbur.io.testing.laid_over import Over
from stabbur.io.testing.rows import columns_of, keep_rows, rows_of
from stabbur.io.testing.written import Written, listed, note

IN_A_FILE = ("sqlite", "duckdb")
USUAL = {"sqlite": "main", "duckdb": "main", "postgres": "public"}
"""The schema of tables that are named without one."""


def opened(kind: str, target: Target, source: str) -> Database:
    """Open a database; in a test run what is written to it is only seen by the run."""
    found: type[Database] = seams.load("sql", kind)
    place = settings.place_of_test()
    if place is None:
        return found.open(target)
    sink = _sink(kind, target)
    wrote = [one for one in listed(place) if one.kind == "table" and one.sink == sink]
    where = _readable(found, kind, target, place / "databases" / sink, begun=bool(wrote))
    held = Held(found.open(replace(where, write=False)), kind, source, place)
    held.sink = sink
    try:
        for one in wrote:
            held.show(one.table, rows_of(place, one), cast(Mode, one.mode))
    except BaseException:
        held.close()
        raise
    return cast(Database, held)  # its style is that of what it holds, where others have one of their own


class Held:
    """One open connection that changes nothing outside the test place."""

    sink = ""

    def __init__(self, inner: Database, kind: str, source: str, place: Path) -> None:
        self.style = inner.style
        self._inner = inner
        self._kind = kind
        self._source = source
        self._place = place
        self._over = Over(inner, kind)
        self._elsewhere: set[str] = set()

    def tables(self) -> list[str]:
        """Return the names of tables and views, with those that the test run would have made."""
        return sorted({*self._inner.tables(), *self._over.seen, *self._elsewhere})

    def read(self, query: str, values: Sequence[Any], rows_per_batch: int) -> pa.RecordBatchReader:
        """Run one query on what is there with what the run wrote over it."""
        self._refuse_unseen(query)
        return self._inner.read(query, values, rows_per_batch)

    def write(self, name: str, table: pa.Table, mode: Mode) -> int:
        """Keep the rows, after they went into a table of this connection alone that is like the real one."""
        self.show(name, table, mode)
        file, size = keep_rows(self._place, table)
        target = f"{self._source}: {name}"
        note(
            self._place,
            Written("table", target, mode, table.num_rows, size, columns_of(table), file, self.sink, name),
        )
        return table.num_rows

    def show(self, name: str, table: pa.Table, mode: Mode) -> None:
        """Lay rows over a table, for this connection alone."""
        schema, _, plain = name.rpartition(".")
        if self._kind in USUAL and schema in ("", USUAL[self._kind]):
            self._over.write(plain, table, mode)
        else:
            self._elsewhere.add(name)

    def close(self) -> None:
        """Let go of the connection."""
        self._inner.close()

    def _refuse_unseen(self, query: str) -> None:
        """Refuse to answer with old rows where the run wrote new ones that cannot be laid over them."""
        usual = USUAL.get(self._kind, "")
        for name in [*self._elsewhere, *(f"{usual}.{one}" for one in self._over.seen)]:
            if re.search(rf'(?<![\w"]){_loose(name)}(?![\w"])', query, re.IGNORECASE):
                plain = name.rpartition(".")[2]
                raise BadInput(
                    f"a test run wrote to '{name}', and cannot show its new rows under that name",
                    hint=f'from "{plain}"'
                    if name not in self._elsewhere
                    else "keep the frame that was written",
                    code="test-unseen",
                    table=name,
                )


def _loose(name: str) -> str:
    """Return a pattern for a name of a table as SQL may write it."""
    return r"\s*\.\s*".join(f'"?{re.escape(part)}"?' for part in name.split("."))


def _sink(kind: str, target: Target) -> str:
    """Return what tells a database from others, by whatever name and user it is opened."""
    where = target.address.rpartition("@")[2].partition("?")[0].removeprefix("postgresql://")
    if kind in IN_A_FILE:
        where = os.path.realpath(database_file(replace(target, write=True), kind))
    return f"{kind}-{hashlib.sha256(where.encode()).hexdigest()[:12]}"


def _readable(found: type[Database], kind: str, target: Target, empty: Path, *, begun: bool) -> Target:
    """Return where to read: an empty database in the test place for one that writing would have made."""
    if kind not in IN_A_FILE:
        return target
    file = database_file(replace(target, write=True), kind)
    if file.exists() or not (target.write or begun):
        allowed = not target.write or os.access(file, os.W_OK)
    else:
        allowed = os.access(file.parent, os.W_OK)
        empty.parent.mkdir(parents=True, exist_ok=True)
        target = Target(f"{kind}:///{empty}", write=target.write)
        found.open(replace(target, write=True)).close()
    if not allowed:
        raise NotAllowed(f"'{file}' may not be written to", code="folder-readonly", path=str(file))
    return target
