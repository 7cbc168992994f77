"""JSON and newline-delimited JSON: a list of records, alone or under one key; nests stay lists and structs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from stabbur.errors import BadInput, NotFound
from stabbur.frames import Column
from stabbur.io.files.lexical import jsonable
from stabbur.io.progress import content, opened

LINE_LIMIT = 32 << 20
"""Bytes of the longest record on a line of its own."""


@dataclass(frozen=True)
class JsonOptions:
    """How to read JSON; `records` is where the list is, such as `data.items`."""

    records: str | None = None


class Json:
    """Records as objects; `.ndjson` and `.jsonl` have one a line."""

    options = JsonOptions

    def read(self, path: Path, options: JsonOptions) -> pa.Table:
        """Return one row a record; a key that a record lacks is null."""
        lines = _lines(path)
        if lines is not None:
            return table_of(lines, path.name)
        return table_of(records_in(loads(content(path), path.name), options.records, path.name), path.name)

    def write(self, table: pa.Table, path: Path) -> None:
        """Write the records, each on its line; as one list unless the name says `.ndjson` or `.jsonl`."""
        by_line = any(word in path.name for word in (".ndjson", ".jsonl"))
        with path.open("wb") as file:
            file.write(b"" if by_line else b"[\n")
            written = 0
            for batch in table.to_batches(max_chunksize=10_000):
                for row in batch.to_pylist():
                    between = b"" if by_line or not written else b",\n"
                    file.write(between + orjson.dumps(jsonable(row)) + (b"\n" if by_line else b""))
                    written += 1
            file.write(b"" if by_line else b"\n]\n")


def loads(text: bytes, name: str) -> Any:
    """Return the document of a JSON text; `name` is what errors call it."""
    if not text.strip():
        raise BadInput(f"'{name}' is empty", code="file-empty")
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"'{name}' is not JSON: {error}", code="file-broken") from error


def records_in(document: Any, where: str | None, name: str) -> list[Any]:
    """Return the list of records in a document: at a place such as `data.items`, or the only one there."""
    if where:
        for key in where.split("."):
            if not isinstance(document, dict) or key not in document:
                has = ", ".join(f"'{k}'" for k in document) if isinstance(document, dict) else "no keys"
                raise NotFound(f"no '{key}' of '{where}' in '{name}': there is {has}", code="records-unknown")
            document = document[key]
    if isinstance(document, list):
        return document
    lists = {
        key: value
        for key, value in (document.items() if isinstance(document, dict) else ())
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    if len(lists) == 1:
        return next(iter(lists.values()))
    if isinstance(document, dict) and not lists:
        return [document]
    found = ", ".join(f"'{key}'" for key in lists) or "none"
    raise BadInput(
        f"'{name}' has more than one list of records: {found}" if lists else f"'{name}' has no records",
        hint="records='…'",
        code="records-several",
    )


def table_of(records: Iterable[Any], name: str) -> pa.Table:
    """Return records as a table, its columns in the order in which their names first come."""
    rows = list(records)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise BadInput(
                f"record {number} of '{name}' is {type(row).__name__}, not an object", code="records-mixed"
            )
    names = list(dict.fromkeys(key for row in rows for key in row))
    return pa.table({key: _column(key, [row.get(key) for row in rows], name) for key in names})


def _column(key: str, values: list[Any], name: str) -> Column:
    try:
        column = pa.array(values)
    except (pa.ArrowException, OverflowError) as error:
        kinds = list(dict.fromkeys(type(value).__name__ for value in values if value is not None))
        if len(kinds) > 1:
            first = next(v for v in values if v is not None)
            row = next(i for i, v in enumerate(values, 1) if v is not None and type(v) is not type(first))
            raise BadInput(
                f"'{key}' of '{name}' mixes types: record {row} is {type(values[row - 1]).__name__}, "
                f"those before are {type(first).__name__}",
                hint="mend the data; mixed values have no type of their own",
                code="column-mixed",
                column=key,
                row=row,
            ) from error
        raise BadInput(f"'{key}' of '{name}' cannot be a column: {error}", code="column-mixed") from error
    return column.cast(pa.string()) if pa.types.is_null(column.type) else column


def _lines(path: Path) -> list[Any] | None:
    """Return the documents of newline-delimited JSON, or None when the file is one document."""
    by_name = any(word in path.name for word in (".ndjson", ".jsonl"))
    with opened(path, lines=True) as file:
        first = b""
        while not first and (line := file.readline(LINE_LIMIT)):
            first = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not first.startswith(b"{") or not (by_name or (first.endswith(b"}") and file.read(1))):
            return None
        file.seek(0)
        found = []
        for number, line in enumerate(iter(lambda: file.readline(LINE_LIMIT), b""), 1):
            if len(line) == LINE_LIMIT and not line.endswith(b"\n"):
                raise BadInput(
                    f"line {number} of '{path.name}' is longer than {LINE_LIMIT} bytes: that is no record",
                    hint="format='json' with the suffix .json, if the file is one document",
                    code="line-too-long",
                    row=number,
                )
            text = line.removeprefix(b"\xef\xbb\xbf").strip()
            if not text:
                continue
            try:
                found.append(orjson.loads(text))
            except orjson.JSONDecodeError as error:
                raise BadInput(
                    f"line {number} of '{path.name}' is not JSON: {error}", code="file-broken", row=number
                ) from error
        return found
