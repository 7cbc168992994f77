"""sb.read_sql, sb.to_sql and sb.connect: a database to a frame, a frame to a database."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.frames import As, check_as, from_arrow, to_arrow
from stabbur.frames.given import need_text, one_of, shown
from stabbur.io.moved import moved
from stabbur.io.progress import Meter
from stabbur.io.sources_read import SourceRead, query_hash, record, redacted, split
from stabbur.io.sql.base import Database, Mode, Target
from stabbur.io.sql.statement import Values, bound
from stabbur.io.testing.tables import opened
from stabbur.secrets import resolve

ROWS_PER_BATCH = 65_536
SUFFIXES = {".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite", ".duckdb": "duckdb", ".ddb": "duckdb"}
SCHEMES = {"sqlite": "sqlite", "duckdb": "duckdb", "postgres": "postgres", "postgresql": "postgres"}


class Connection:
    """One open connection to a source; use it with `with`."""

    def __init__(self, database: Database, source: str, write: bool) -> None:
        self._database = database
        self._source = source
        self._write = write

    def read(self, query: str | Path, params: Values = None, *, as_: As = "pandas") -> Any:
        """Return the result of one query; a path is a file of SQL.

        `params` fill `:name` from a mapping or `?` from a list; they are bound, never written into
        the query's text.
        """
        check_as(as_)
        text = _text(query)
        statement, values = bound(text, params, self._database.style)
        with Meter(f"read {self._source}") as meter:
            table = pa.Table.from_batches(
                *_metered(self._database.read(statement, values, ROWS_PER_BATCH), meter)
            )
        record(SourceRead("sql", self._source, table.num_rows, table.nbytes, query_sha256=query_hash(text)))
        return from_arrow(table, as_)

    def write(self, frame: object, table: str, *, mode: Mode = "append") -> int:
        """Write a frame's rows to a table, whole or not at all, and return their number."""
        need_text(table, "table")
        if not one_of(mode, ("append", "replace")):
            raise BadInput(f"mode is '{shown(mode)}': it must be 'append' or 'replace'", code="option-value")
        if not self._write:
            raise NotAllowed(
                f"source '{self._source}' is for reading only",
                hint="write = true in its entry in stabbur.toml",
                code="source-readonly",
                source=self._source,
            )
        rows = to_arrow(frame)
        if not rows.num_columns:
            raise BadInput("a frame without columns is no table of a database", code="type-unwritable")
        written = self._database.write(table, rows, mode)
        moved("sql", self._source, "write", rows=written, size=rows.nbytes)
        return written

    def tables(self) -> list[str]:
        """Return the names of the tables and views."""
        return self._database.tables()

    def close(self) -> None:
        """Let go of the connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(source: str, *, write: bool | None = None) -> Connection:
    """Open a connection to a source and keep it.

    Parameters
    ----------
    source
        A name in the settings, an address such as `sqlite:///path`, `duckdb:///path` or
        `postgresql://user@host/base`, or the path of a `.sqlite` or `.duckdb` file.
    write
        Whether to open it for writing; a source of the settings says so itself.

    Raises
    ------
    NotFound
        No source has that name.
    NotAllowed
        The settings do not let this source be written to.
    Unavailable
        The database does not answer.

    Examples
    --------
    >>> import stabbur as sb
    >>> import polars as pl
    >>> with sb.connect("tall.sqlite", write=True) as connection:
    ...     connection.write(pl.DataFrame({"kommune": ["0301"]}), "kommuner", mode="replace")
    1
    """
    if not isinstance(write, bool | None):
        raise BadInput(f"write is {type(write).__name__}: it must be True or False", code="option-value")
    known = settings.load()
    named = known.sources.get(source) if isinstance(source, str) else None
    if named is None:
        kind, target = _address(source, bool(write), sorted(known.sources))
        return Connection(opened(kind, target, redacted(source)), redacted(source), target.write)
    _refuse_source(source, named, bool(write))
    wants_write = named.write if write is None else write
    target = Target(named.address, named.user, *_signed(named, known), wants_write)
    return Connection(opened(named.kind, target, source), source, wants_write)


def _refuse_source(source: str, named: settings.Source, write: bool) -> None:
    if named.kind == "service":
        raise BadInput(
            f"source '{source}' is a web service, not a database",
            hint=f"sb.read_service('…', source='{source}')",
            code="source-kind",
            source=source,
        )
    if write and not named.write:
        raise NotAllowed(
            f"source '{source}' is for reading only",
            hint=f"write = true under [sources.{source}] in stabbur.toml",
            code="source-readonly",
            source=source,
        )


def _signed(named: settings.Source, known: settings.Settings) -> tuple[str | None, dict[str, Any]]:
    """Return password and options of a source, its secrets looked up."""
    password = resolve(named.password, known).reveal() if named.password else None
    options = {
        key: resolve(value, known).reveal() if isinstance(value, settings.SecretReference) else value
        for key, value in named.options.items()
    }
    return password, options


def read_sql(query: str | Path, *, source: str, params: Values = None, as_: As = "pandas") -> Any:
    """Read the result of one query into a frame.

    Parameters
    ----------
    query
        One statement, or the `pathlib.Path` of a file that holds it.
    source
        A name in the settings, an address or a path, as for `sb.connect`.
    params
        Values to bind: a mapping for `:name`, a list for `?`.
    as_
        `pandas`, `polars` or `arrow`.

    Examples
    --------
    >>> import stabbur as sb
    >>> import polars as pl
    >>> frame = pl.DataFrame({"år": [2020, 2021], "antall": [5367580, 5391369]})
    >>> sb.to_sql(frame, table="folketall", sink="folk.sqlite", mode="replace")
    2
    >>> sb.read_sql("select antall from folketall where år = :år", source="folk.sqlite", params={"år": 2021})
        antall
    0  5391369
    """
    with connect(source, write=False) as connection:
        return connection.read(query, params, as_=as_)


def to_sql(frame: object, *, table: str, sink: str, mode: Mode = "append") -> int:
    """Write a frame to a table, whole or not at all, and return the number of rows.

    Parameters
    ----------
    frame
        A pandas or polars frame or an Arrow table.
    table
        Its name, `schema.table` too; a table that is missing is made.
    sink
        A source of the settings with `write = true`, an address or a path.
    mode
        `append` adds rows, `replace` puts them in place of the old ones.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> sb.to_sql(pl.DataFrame({"n": [1, 2]}), table="tall", sink="tall.duckdb", mode="replace")
    2
    """
    with connect(sink, write=True) as connection:
        return connection.write(frame, table, mode=mode)


def _metered(reader: pa.RecordBatchReader, meter: Meter) -> tuple[Iterator[pa.RecordBatch], pa.Schema]:
    def batches() -> Iterator[pa.RecordBatch]:
        for batch in reader:
            meter.rows(batch.num_rows)
            meter.bytes(batch.nbytes)
            yield batch

    return batches(), reader.schema


def _text(query: object) -> str:
    """Return the text of a query; what is no text, such as a template string, may hold values and is refused."""
    text = _sql_file(query) if isinstance(query, Path) else query
    if not isinstance(text, str):
        raise BadInput(
            f"the query is {type(text).__name__}: it must be text, or the pathlib.Path of a file of SQL",
            hint="values go in params: read_sql('select … where year = :year', params={'year': 2021}, …)",
            code="query-kind",
        )
    need_text(text, "query")
    if not text.strip():
        raise BadInput("the query is empty", code="query-empty")
    if text.endswith(".sql") and not re.search(r"\s", text):
        raise BadInput(
            f"'{text}' is the name of a file, not a query", hint=f"pathlib.Path('{text}')", code="query-kind"
        )
    return text


def _sql_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file '{path}'", code="file-unknown", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"'{path}' is not utf-8", code="encoding-wrong") from error
    except PermissionError as error:
        raise NotAllowed(f"'{path}' may not be read by this user", code="file-unreadable") from error
    except (OSError, ValueError) as error:  # a folder, or a name that no disk takes
        raise BadInput(f"'{path}' is no file of SQL: {error}", code="file-kind") from error


def _address(source: object, write: bool, names: list[str]) -> tuple[str, Target]:
    if not isinstance(source, str):
        raise BadInput(
            f"source is {type(source).__name__}: it must be a name or an address", code="source-kind"
        )
    scheme = split(source).scheme
    if scheme in SCHEMES:
        return SCHEMES[scheme], Target(source, write=write)
    kind = SUFFIXES.get(Path(source).suffix.lower())
    if kind:
        return kind, Target(source, write=write)
    shown = redacted(source) if "://" in source else source
    raise NotFound(
        f"no source '{shown}': the settings have {', '.join(names) or 'none'}",
        hint=f'add to stabbur.toml: [sources.{shown}] kind = "postgres" address = "host/base"',
        code="source-unknown",
        source=shown,
    )
