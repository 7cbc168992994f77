"""What holds for every frame: the kinds there are, the names of columns, and how extension types are stored."""

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, cast, get_args

import pyarrow as pa

from stabbur.errors import BadInput, meant
from stabbur.frames.given import one_of, shown

As = Literal["pandas", "polars", "arrow"]
Column = Any
"""A `ChunkedArray` or `Array`, or a `Field`: Arrow's type stubs make generics of them that do not run."""
DEEPEST = 50
"""Levels of lists and structs in a column."""


def check_as(as_: str) -> None:
    """Refuse a kind of frame that does not exist."""
    if not one_of(as_, get_args(As)):
        raise BadInput(
            f"as_ is '{shown(as_)}': it must be 'pandas', 'polars' or 'arrow'",
            hint=meant(shown(as_), get_args(As)),
            code="frame-kind",
            value=shown(as_),
        )


def check_names(names: Iterable[str]) -> None:
    """Refuse two columns with one name, and a name that native libraries cannot hold."""
    names = list(names)
    for name in names:
        check_name(name)
    doubled = [name for name, times in Counter(names).items() if times > 1]
    if doubled:
        listed = ", ".join(f"'{name}'" for name in doubled)
        raise BadInput(
            f"more than one column is named {listed}",
            hint="give each column a name of its own",
            code="column-doubled",
            names=doubled,
        )


def check_name(name: str) -> None:
    """Refuse a NUL character or half a character: polars and DuckDB end the whole process on them."""
    if "\0" in name or (not name.isprintable() and _is_broken(name)):
        raise BadInput(
            f"the column name {name!a} holds a character that no library keeps",
            hint="rename the column",
            code="column-name",
            name=ascii(name),
        )


def check_schema(schema: pa.Schema) -> None:
    """Refuse names that `check_names` refuses, those inside structs and lists too."""
    check_names(schema.names)
    inner = [(field.type, 1) for field in schema]
    while inner:
        kind, depth = inner.pop()
        check_depth(depth)
        if isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        if not pa.types.is_nested(kind):
            continue
        fields = [kind.field(position) for position in range(kind.num_fields)]
        for field in fields:
            check_name(field.name)
        inner += [(field.type, depth + 1) for field in fields]


def check_depth(depth: int) -> None:
    """Refuse columns in columns in columns: Arrow writes what it then cannot read back."""
    if depth > DEEPEST:
        raise BadInput(
            f"a column holds values in values, more than {DEEPEST} levels deep",
            hint="take the structs and lists apart into columns, or keep them as text of JSON",
            code="column-deep",
        )


def plain_storage(column: Column) -> Column:
    """Return a column without Arrow's extension types: a uuid as text, others as what they store."""
    kind = column.type
    if not isinstance(kind, pa.BaseExtensionType):
        return column
    stored = pa.chunked_array([c.storage for c in column.chunks], type=cast(Any, kind.storage_type))
    if kind.extension_name == "arrow.uuid":
        texts = [None if value is None else str(uuid.UUID(bytes=value)) for value in stored.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.large_string())])
    return stored.cast(pa.bool_()) if kind.extension_name == "arrow.bool8" else stored


def _is_broken(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a type is text, whichever way it is stored."""
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def chunked(array: Column) -> Column:
    """Return an array as a column of one chunk."""
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
