"""sb.read_file and sb.to_file: one file to a frame, one frame to a file."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import Any, cast

import pyarrow as pa

from stabbur import settings
from stabbur.buckets.opening import open_bucket
from stabbur.errors import BadInput, NoRoom, NotAllowed, NotFound, meant
from stabbur.frames import As, check_as, check_schema, from_arrow, to_arrow
from stabbur.frames.given import shown
from stabbur.io import formats
from stabbur.io.confined import read_confined
from stabbur.io.moved import moved
from stabbur.io.pack import pack
from stabbur.io.place import Found, bucket_key, found, local_path
from stabbur.io.progress import Meter
from stabbur.io.sources_read import SourceRead, record, redacted
from stabbur.io.testing.files import note_file, standing, written_to
from stabbur.io.testing.rows import columns_of

Address = str | os.PathLike[str]


def read_file(
    source: Address,
    *,
    format: str | None = None,
    columns: list[str] | None = None,
    as_: As = "pandas",
    **options: Any,
) -> Any:
    """Read one file into a frame.

    Parameters
    ----------
    source
        A path, or an address that begins with `file://`, `http://`, `https://` or `bucket://NAME/`.
        `.gz`, `.zst` and `.zip` are unpacked.
    format
        `csv`, `parquet`, `json`, `jsonstat`, `excel`, `feather` or `geojson`; else the name says it.
    columns
        The columns to keep, in this order.
    as_
        `pandas`, `polars` or `arrow`.
    **options
        What the format may be told, such as `skip_rows=2` and `delimiter=";"` for CSV or
        `sheet="2021"` for Excel.

    Raises
    ------
    NotFound
        There is no such file.
    BadInput
        It is not what its name or `format` says, or it cannot be a table.

    Examples
    --------
    >>> import stabbur as sb
    >>> from pathlib import Path
    >>> _ = Path("folketall.csv").write_text("kommune,antall\\n0301,697010\\n")
    >>> sb.read_file("folketall.csv")
      kommune  antall
    0    0301  697010
    """
    check_as(as_)
    _check_columns(columns)
    limits = settings.load().io
    with found(_address(source), limits) as file:
        table = _read(file, format, columns, options, limits)
    return from_arrow(table, as_)


def to_file(
    frame: object,
    target: Address,
    *,
    format: str | None = None,
) -> Path | str:
    """Write a frame to one file, whole or not at all, and return where it is.

    Parameters
    ----------
    frame
        A pandas or polars frame or an Arrow table.
    target
        A path or `bucket://NAME/KEY`; its suffix says the format, `.gz` and `.zst` compress.
    format
        Needed when the name says nothing; it may not contradict the name.

    Raises
    ------
    BadInput
        The suffix contradicts the format, or the format cannot hold the frame.
    NotAllowed
        The folder may not be written to.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> str(sb.to_file(pl.DataFrame({"kommune": ["0301"]}), "oslo.parquet"))
    'oslo.parquet'
    """
    text = os.fspath(_address(target))
    inside = bucket_key(text)
    path = Path(PurePosixPath(inside[1]).name) if inside else local_path(target)
    if path is None:
        raise BadInput(
            f"'{redacted(text)}' cannot be written to",
            hint="a path or bucket://NAME/KEY",
            code="address-unknown",
        )
    _refuse_unwritable(path.name)
    name, compression = _agreed(path.name, format)
    table = to_arrow(frame)
    if inside:
        with tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
            made = _written(table, Path(scratch) / path.name, name, compression)
            open_bucket(inside[0], settings.load()).put(inside[1], made, if_absent=False)
            _tell(text, made, table)
        return text
    _need_folder(standing(path.parent))
    made = _written(table, written_to(path), name, compression)
    _tell(str(path.absolute()), made, table)
    return made


def _tell(target: str, made: Path, table: pa.Table) -> None:
    moved("file", target, "write", rows=table.num_rows, size=made.stat().st_size)
    note_file(target, made, table.num_rows, columns_of(table))


def _address(given: object) -> Address:
    """Return a path or an address as it was given; what is neither is refused by its type."""
    text = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if isinstance(text, str) and text:
        return cast(Address, given)
    shown = "empty" if text == "" else type(given).__name__
    raise BadInput(
        f"the file's name is {shown}: it must be a path or an address",
        hint="'tall.csv', pathlib.Path('tall.csv') or 'https://…/tall.csv'",
        code="address-kind",
    )


def _check_columns(columns: object) -> None:
    if columns is not None and (
        not isinstance(columns, list | tuple) or not all(isinstance(name, str) for name in columns)
    ):
        raise BadInput(f"columns is '{shown(columns)}': it must be a list of names", code="option-value")


def _read(
    file: Found,
    format_: str | None,
    columns: list[str] | None,
    options: dict[str, Any],
    limits: settings.Limits,
) -> pa.Table:
    name = formats.choose(file.name, format_)
    reader = formats.load(name)
    pushed = {"columns": columns} if columns and _takes_columns(reader) else {}
    named = _implied(file.name) if name == "csv" else {}
    given = {**named, **pushed, **options}
    chosen = formats.options_of(reader, name, given)
    size = file.path.stat().st_size
    with Meter(f"read {file.name}", size):
        try:
            if limits.memory_bytes is None:
                table = reader.read(file.path, chosen)
            else:
                table = read_confined(file.path, name, given, limits)
        except MemoryError as error:
            raise BadInput(
                f"'{file.name}' asks for more memory than there is: {error}",
                hint="it is broken or made to harm, or this machine is too small for it",
                code="memory-short",
            ) from error
    check_schema(table.schema)
    table = _only(table, columns, file.name)
    record(SourceRead("file", file.source, table.num_rows, size, path=file.source))
    return table


def _takes_columns(reader: Any) -> bool:
    return "columns" in reader.options.__dataclass_fields__


def _implied(name: str) -> dict[str, Any]:
    return {"delimiter": "\t"} if formats.by_name(name).suffix in (".tsv", ".tab") else {}


def _only(table: pa.Table, columns: list[str] | None, name: str) -> pa.Table:
    if columns is None:
        return table
    missing = [column for column in columns if column not in table.column_names]
    if missing:
        has = ", ".join(f"'{column}'" for column in table.column_names)
        raise NotFound(
            f"no column '{missing[0]}' in {name}: it has {has}",
            hint=meant(missing[0], table.column_names),
            code="column-unknown",
            column=missing[0],
        )
    return table.select(columns)


def _refuse_unwritable(name: str) -> None:
    """Refuse half a character, of a name in an encoding of old: it is read, and not made anew."""
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"the name {name!a} is not text", code="path-unsafe") from error


def _need_folder(path: Path) -> None:
    try:
        found = path.is_dir()
    except OSError as error:  # a name that no disk takes
        raise BadInput(f"'{str(path)[:60]}…' is no path: {error.strerror}", code="path-unsafe") from error
    if not found:
        raise NotFound(
            f"there is no folder '{path}'", hint=f"mkdir -p {quote(str(path))}", code="folder-unknown"
        )


def _agreed(name: str, format_: str | None) -> tuple[str, str | None]:
    """Return format and compression; a suffix that says another format than asked for is refused."""
    said = formats.by_name(name)
    wanted = formats.choose(name, format_)
    if said.format and said.format != wanted:
        raise BadInput(
            f"the name '{name}' says {said.format}, format='{format_}' says {wanted}",
            hint="leave format out, or name the file for it",
            code="format-contradicts",
        )
    if said.compression == "zip":
        raise BadInput(
            f"'{name}' cannot be written as zip", hint="use .gz or .zst", code="compression-unwritable"
        )
    if said.compression and wanted in ("parquet", "feather", "excel"):
        raise BadInput(
            f"{wanted} is compressed in itself", hint=f"leave '{name[-4:]}' out", code="compression-twice"
        )
    return wanted, said.compression


def _written(table: pa.Table, path: Path, name: str, compression: str | None) -> Path:
    """Write beside the target and move it into place, so that nobody ever sees half a file."""
    # the end of the name says the format; all of it and some more may be longer than the disk takes
    draft = path.with_name(f".{path.name[-60:]}.tmp-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        formats.load(name).write(table, draft)
        if compression:
            pack(draft, compression)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise _explained(error, path) from error
    finally:
        with suppress(OSError):  # a name too long has no draft either
            draft.unlink(missing_ok=True)
    return path


def _explained(error: OSError, path: Path) -> Exception:
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NotAllowed(f"'{path.parent}' may not be written to", code="folder-readonly", path=str(path))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoom(f"no room left on the disk of '{path}'", hint="df -h", code="disk-full", path=str(path))
    return BadInput(f"'{path}' could not be written: {error}", code="file-unwritable", path=str(path))
