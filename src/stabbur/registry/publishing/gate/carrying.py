"""What the files of a protected table carry besides the table itself: a reader downloads them whole."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabbur.errors import StabburError
from stabbur.registry.publishing.gate import attacking
from stabbur.registry.publishing.gate.claims import is_whole

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    import pyarrow as pa

    from stabbur.packages.reading.opening import Opened

Resource = dict[str, Any]
FEATHER = ("feather", "arrow", "ipc")
SHEETS = ("xlsx", "ods")
FIGURE = ("int", "uint", "float", "double", "halffloat")
FEW = 1
"""So many figures may stand for what is missing, such as -99: they are the same for every hidden figure."""


def forms(resource: Resource) -> list[Resource]:
    """Return a table in each format that it is published in: each must be what was audited."""
    others = [one for one in resource.get("alternatives") or [] if isinstance(one, dict)]
    return [{**resource, "alternatives": []}, *({**resource, "alternatives": [], **one} for one in others)]


def carried(folder: Path) -> Iterator[str]:
    """Yield which files of protected tables hold more than the table, where it may tell of hidden figures."""
    from stabbur.packages.reading.opening import open_descriptor

    opened = open_descriptor(folder, quiet=True)
    for resource in attacking.resources_of(opened):
        if is_whole(resource.get("protection")):
            told = [one for form in forms(resource) for one in _carried(opened, form)]
            told += _placed(opened, resource)
            yield from (
                f"table '{resource.get('name')}' is protected, and {one}" for one in dict.fromkeys(told)
            )


def _carried(opened: "Opened", form: Resource) -> Iterator[str]:
    from stabbur.packages.reading.source import ending_of, is_table
    from stabbur.packages.tables.describe import as_list

    if len(_missing(form)) > FEW:
        yield f"{len(_missing(form))} figures are said to stand for missing ones: the files show them"
    if "path" not in form or not is_table(form):
        return
    kind = ending_of(form)
    for path in map(str, as_list(form["path"])):
        try:
            if kind in SHEETS and _sheets(Path(opened.place(path)), kind) > 1:
                yield f"'{path}' has other sheets beside it"
            elif kind in FEATHER and (names := _behind(Path(opened.place(path)))):
                yield f"'{path}' holds figures behind what is missing in {', '.join(names)}: write it as Parquet"
            elif kind not in (*SHEETS, *FEATHER, "parquet") and _left_out(opened, form, path):
                yield f"'{path}' holds rows that the table leaves out"
        except (OSError, ValueError, StabburError, zipfile.BadZipFile):
            continue  # a file that cannot be read is no valid form of what was audited


def _placed(opened: "Opened", resource: Resource) -> Iterator[str]:
    """Yield whether the place of a hidden figure tells what it is."""
    from stabbur.disclosure.protection.placing import sorted_by

    proof = resource["protection"]
    rows = None if attacking.inexact(proof) else attacking.frame_of(opened, resource)
    if rows is not None and {*proof["dimensions"], *proof["figures"]} <= {*rows.columns}:
        figure = sorted_by(rows, proof)
        if figure:
            yield f"its rows are sorted by '{figure}', hidden figures among them: sort them by their codes"


def _missing(form: Resource) -> set[str]:
    """Return the figures that are said to stand for a missing value."""
    schema = form.get("schema")
    if not isinstance(schema, dict):
        return set()
    said = [schema, *(one for one in schema.get("fields") or [] if isinstance(one, dict))]
    marks = [mark for one in said for mark in one.get("missingValues") or []]
    texts = [mark.get("value") if isinstance(mark, dict) else mark for mark in marks]
    return {text for text in texts if isinstance(text, str) and any(sign.isdigit() for sign in text)}


def _sheets(file: Path, kind: str) -> int:
    """Return how many sheets a workbook has; caches of pivot tables hold rows as well."""
    with zipfile.ZipFile(file) as book:
        if kind == "ods":
            return book.read("content.xml").count(b"<table:table ")
        return sum(name.startswith(("xl/worksheets/sheet", "xl/pivotCache/")) for name in book.namelist())


def _behind(file: Path) -> list[str]:
    """Return the columns of a Feather file with figures behind their nulls that no reader sees."""
    from pyarrow import feather

    table = feather.read_table(file, memory_map=False)
    return [f"'{name}'" for name in table.column_names if any(map(_has_behind, table[name].chunks))]


def _has_behind(chunk: "pa.Array[Any]") -> bool:
    import numpy as np
    import pyarrow as pa

    if not chunk.null_count or not str(chunk.type).startswith(FIGURE):
        return False
    buffers: Any = chunk.buffers()
    whole: Any = pa.Array.from_buffers(chunk.type, len(chunk), [None, buffers[1]], offset=chunk.offset)
    values = whole.to_numpy(zero_copy_only=False)
    gone = np.asarray(chunk.is_null())
    return not set(values[gone].tolist()) <= {0, *values[~gone].tolist()}


def _left_out(opened: "Opened", form: Resource, path: str) -> bool:
    """Say whether a file of text has rows that its layout leaves out: comments, rows over the header, parts of JSON."""
    from stabbur.packages.reading.dialect import cells, dialect_of, is_comment
    from stabbur.packages.reading.source import decode, ending_of

    dialect = dialect_of(form)
    if ending_of(form) == "json":
        return bool(dialect.property or dialect.item_keys)
    top = range(1, max(dialect.header_rows, default=1))
    if not (top or dialect.comment_rows or dialect.comment_char):
        return False  # to go through a large file for nothing takes as long as to read it
    wide = len(form["protection"].get("dimensions") or []) + 1
    whole = cells(
        decode(opened.content(path), form, path), replace(dialect, comment_rows=(), comment_char="")
    )
    return any(
        len(line.cells) >= wide and any(sign.isdigit() for cell in line.cells for sign in cell)
        for line in whole
        if line.number in (*top, *dialect.comment_rows) or is_comment(line.cells, dialect)
    )
