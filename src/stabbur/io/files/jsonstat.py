"""JSON-stat 1 and 2 as a tidy table: a column a dimension with its categories, and the values."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from stabbur.errors import BadInput, NotFound, meant
from stabbur.frames import Column, check_names
from stabbur.io.progress import content

CELLS = 500_000_000


@dataclass(frozen=True)
class JsonStatOptions:
    """How to read JSON-stat.

    `labels` is `labels` for texts, `codes`, or `both` (the code's column is the dimension's id).
    `dataset` picks one where the file holds several; `value` names the column of values; with
    `status` the marks of cells, such as `.` for missing, are a column `Status`.
    """

    labels: str = "labels"
    dataset: str | None = None
    value: str = "Value"
    status: bool = False


class JsonStat:
    """The format of statistical offices' services."""

    options = JsonStatOptions

    def read(self, path: Path, options: JsonStatOptions) -> pa.Table:
        """Return the cells as rows, the last dimension running fastest."""
        return read_bytes(content(path), options, path.name)

    def write(self, table: pa.Table, path: Path) -> None:
        """Refuse: a frame does not say which of its columns are dimensions."""
        raise BadInput(
            f"'{path.name}' cannot be written: JSON-stat is only read here",
            hint="use .csv or .parquet",
            code="format-unwritable",
        )


def read_bytes(text: bytes, options: JsonStatOptions, name: str) -> pa.Table:
    """Return the table of a JSON-stat text; `name` is what errors call it."""
    if options.labels not in ("labels", "codes", "both"):
        raise BadInput(
            f"'labels' is '{options.labels}': it must be 'labels', 'codes' or 'both'", code="option-value"
        )
    try:
        document = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"'{name}' is not JSON: {error}", code="file-broken") from error
    data = _dataset(document, options.dataset, name)
    try:
        return _table(data, options, name)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, pa.ArrowException) as error:
        raise BadInput(
            f"'{name}' is not JSON-stat: {type(error).__name__} {error}", code="file-broken"
        ) from error


def is_jsonstat(document: object) -> bool:
    """Tell whether a JSON document is JSON-stat of any version."""
    if not isinstance(document, dict):
        return False
    if document.get("class") in ("dataset", "collection"):
        return True
    return any(isinstance(v, dict) and {"dimension", "value"} <= v.keys() for v in document.values())


def _dataset(document: Any, wanted: str | None, name: str) -> dict[str, Any]:
    """Return the one data set of a document: itself, of a bundle (version 1) or embedded (collection)."""
    if not isinstance(document, dict):
        raise BadInput(f"'{name}' is not JSON-stat: it begins with no object", code="file-broken")
    if {"dimension", "value"} <= document.keys():
        return document
    if document.get("class") == "collection":
        items = document.get("link", {}).get("item", [])
        sets = {str(item.get("label") or i): item for i, item in enumerate(items, 1) if "value" in item}
    else:
        sets = {
            k: v for k, v in document.items() if isinstance(v, dict) and {"dimension", "value"} <= v.keys()
        }
    listed = ", ".join(f"'{key}'" for key in sets) or "none"
    if wanted is not None and wanted not in sets:
        raise NotFound(
            f"no data set '{wanted}' in '{name}': it has {listed}",
            hint=meant(wanted, sets),
            code="dataset-unknown",
        )
    if wanted is None and len(sets) != 1:
        raise BadInput(
            f"'{name}' holds {len(sets)} data sets: {listed}", hint="dataset='…'", code="dataset-several"
        )
    chosen: dict[str, Any] = sets[wanted] if wanted is not None else next(iter(sets.values()))
    return chosen


def _table(data: Mapping[str, Any], options: JsonStatOptions, name: str) -> pa.Table:
    dimensions = data["dimension"]
    ids = data.get("id") or dimensions["id"]
    size = [int(n) for n in data.get("size") or dimensions["size"]]
    cells = prod(size)
    if len(ids) != len(size) or min(size, default=1) < 0:
        raise BadInput(f"'{name}' has {len(ids)} dimensions and {len(size)} sizes", code="file-broken")
    if cells > CELLS:
        raise BadInput(f"'{name}' says it has {cells} cells: {CELLS} is the most", code="source-too-large")
    # read the cells first: a lie about the size is found before anything is made as long as it
    values = _cells(data["value"], cells, name)
    names: list[str] = []
    columns: list[Any] = []
    repeat = cells
    for dimension, length in zip(ids, size, strict=True):
        repeat = repeat // length if length else 0
        codes, labels = _categories(dimensions[dimension].get("category", {}), length, dimension, name)
        index = _positions(length, repeat, cells)
        label = str(dimensions[dimension].get("label") or dimension)
        if options.labels in ("codes", "both"):
            names.append(dimension)
            columns.append(_column(index, codes))
        if options.labels in ("labels", "both"):
            names.append(f"{label} (label)" if options.labels == "both" and label == dimension else label)
            columns.append(_column(index, labels))
    names.append(options.value)
    columns.append(values)
    if options.status:
        names.append("Status")
        columns.append(_statuses(data.get("status"), cells))
    check_names(names)
    return pa.table(columns, names=names)


def _positions(length: int, repeat: int, cells: int) -> Any:
    small = np.int8 if length < 128 else np.int16 if length < 32768 else np.int32
    steps = np.repeat(np.arange(length, dtype=small), repeat)
    return np.tile(steps, cells // len(steps) if len(steps) else 0)


def _column(index: Any, texts: list[str]) -> Any:
    """Return a dimension's column; two categories with one text cannot be categories, and stay text."""
    values = pa.array(texts, pa.string())
    if len(set(texts)) < len(texts):
        return values.take(pa.array(index))
    return pa.DictionaryArray.from_arrays(pa.array(index), values)


def _categories(
    category: Mapping[str, Any], length: int, dimension: str, name: str
) -> tuple[list[str], list[str]]:
    index, labels = category.get("index"), category.get("label") or {}
    if isinstance(index, Mapping):
        codes = sorted(index, key=lambda code: index[code])
    else:
        codes = list(index) if index is not None else list(labels)
    if len(codes) != length:
        raise BadInput(
            f"dimension '{dimension}' of '{name}' has {len(codes)} categories, its size is {length}",
            code="file-broken",
        )
    return codes, [str(labels.get(code, code)) for code in codes]


def _cells(value: Any, cells: int, name: str) -> Column:
    if isinstance(value, Mapping):
        positions = np.fromiter((int(key) for key in value), np.int64, len(value))
        if len(positions) and not 0 <= positions.min() <= positions.max() < cells:
            raise BadInput(f"'{name}' has a value outside its {cells} cells", code="file-broken")
        given = pa.array(list(value.values()))
        order = np.full(cells, -1, np.int64)
        order[positions] = np.arange(len(positions))
        return given.take(pa.array(order, mask=order < 0))
    if len(value) != cells:
        raise BadInput(f"'{name}' has {len(value)} values for {cells} cells", code="file-broken")
    return pa.array(value)


def _statuses(status: Any, cells: int) -> Column:
    if isinstance(status, str):
        return pa.array([status] * cells, pa.string())
    if isinstance(status, list):
        return pa.array((status * cells)[:cells] if len(status) == 1 else status, pa.string())
    found = {int(key): text for key, text in (status or {}).items()}
    return pa.array([found.get(position) for position in range(cells)], pa.string())
