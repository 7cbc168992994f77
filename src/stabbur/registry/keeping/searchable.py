"""The values of a package's text columns as words to search for: who looks for Oslo finds what has Oslo in it."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from stabbur.errors import StabburError
from stabbur.registry.opened import OpenVersion

LOG = logging.getLogger(__name__)
MOST_VALUES = 2_000  # a column of more different texts holds free text or persons, and no codes or names
LONGEST = 80
MOST_TEXT = 20_000  # characters of values that a document takes; the descriptions keep the rest


def values_text(one: OpenVersion) -> str:
    """Return a line for each text column that has codes or names: its title and its different values."""
    lines: dict[str, None] = {}
    left = MOST_TEXT
    for resource in one.descriptor.get("resources", []):
        for title, values in columns(one, resource):
            line = f"{title}: {', '.join(values)}"[:left]
            if line not in lines and left > 0:
                lines[line] = None
                left -= len(line) + 1
    return "\n".join(lines)


def columns(one: OpenVersion, resource: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield title and values of each text column of a table; a file that cannot be read yields none."""
    fields = (resource.get("schema") or {}).get("fields") or []
    texts = [field for field in fields if isinstance(field, dict) and field.get("type") == "string"]
    path = parquet_of(resource)
    if not texts or path is None:
        return
    try:
        rows = pl.scan_parquet(one.file(path))
        for field in texts:
            name = str(field.get("name"))
            different = pl.col(name).cast(pl.String).drop_nulls().unique(maintain_order=True)
            # one more than is taken tells a column with too many from one that just fits
            values = rows.select(different.head(MOST_VALUES + 1)).collect()[name].to_list()
            labels = labels_of(field)
            if 0 < len(values) <= MOST_VALUES and max(map(len, values)) <= LONGEST:
                yield str(field.get("title") or name), [labels.get(value, value) for value in values]
    except (StabburError, OSError, pl.exceptions.PolarsError) as error:
        LOG.warning("the values of '%s' in '%s' are not in the index: %s", path, one.id, error)


def parquet_of(resource: Mapping[str, Any]) -> str | None:
    """Return the path of a table's Parquet file, if it has one."""
    for file in (resource, *(resource.get("alternatives") or ())):
        path = file.get("path") if isinstance(file, Mapping) else None
        if isinstance(path, str) and path.endswith(".parquet") and "://" not in path:
            return path
    return None


def labels_of(field: Mapping[str, Any]) -> dict[str, str]:
    """Return code and label together for each category that has a label."""
    found = {}
    for one in field.get("categories") or ():
        if isinstance(one, Mapping) and one.get("label"):
            found[str(one.get("value"))] = f"{one.get('value')} {one['label']}"
    return found
