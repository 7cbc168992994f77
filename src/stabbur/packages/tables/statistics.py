"""What a page shows of a table without reading it: a sample, and a few measures of each column."""

import math
from typing import Any

import polars as pl

from stabbur.packages.tables.lexical import to_lexical

SAMPLE_ROWS = 100
BINS = 20
TOP = 10
EXACT_ROWS = 1_000_000
SAFE_INTEGER = 2**53

Measures = dict[str, Any]


def preview(frame: pl.DataFrame) -> dict[str, Any]:
    """Return row count, the first rows and the measures of each column, safe to write as JSON."""
    return {"rows": frame.height, "sample": sample(frame), "fields": statistics(frame)}


def sample(frame: pl.DataFrame, rows: int = SAMPLE_ROWS) -> list[dict[str, Any]]:
    """Return the first rows as JSON values."""
    return json_frame(frame.head(rows)).to_dicts()


def json_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of only texts, booleans and numbers that JSON carries without loss."""
    ready = to_lexical(frame)
    steps = []
    for name, kind in ready.schema.items():
        column = ready.get_column(name)
        if kind.is_temporal() or kind.is_decimal() or (kind.is_integer() and not within(column)):
            steps.append(pl.col(name).cast(pl.String))
    return ready.with_columns(steps) if steps else ready


def within(column: pl.Series) -> bool:
    """Say whether each whole number is one that every JSON reader keeps."""
    low, high = column.min(), column.max()
    return low is None or (int(str(low)) >= -SAFE_INTEGER and int(str(high)) <= SAFE_INTEGER)


def statistics(frame: pl.DataFrame) -> dict[str, Measures]:
    """Return the measures of each column; all columns in one pass."""
    if not frame.columns:
        return {}
    exact = frame.height <= EXACT_ROWS
    asked: list[pl.Expr] = []
    for name, kind in frame.schema.items():
        asked += measures_of(name, kind, exact=exact)
    row = frame.lazy().select(asked).collect().row(0, named=True)
    return {name: measured(frame.get_column(name), row, exact=exact) for name in frame.columns}


def measures_of(name: str, kind: pl.DataType, *, exact: bool) -> list[pl.Expr]:
    """Return what is asked of one column."""
    col = pl.col(name)
    asked = [col.null_count().alias(f"nulls|{name}")]
    if kind.is_nested() or isinstance(kind, pl.Binary | pl.Null):
        return asked
    asked.append((col.drop_nulls().n_unique() if exact else col.approx_n_unique()).alias(f"distinct|{name}"))
    if isinstance(kind, pl.Categorical | pl.Enum):
        return asked
    shown = col.drop_nans() if kind.is_float() else col
    asked += [shown.min().alias(f"min|{name}"), shown.max().alias(f"max|{name}")]
    if kind.is_numeric():
        asked.append(shown.mean().alias(f"mean|{name}"))
    return asked


def measured(column: pl.Series, row: dict[str, Any], *, exact: bool) -> Measures:
    """Return one column's measures, with a histogram or its most frequent values."""
    name = column.name
    found: Measures = {}
    for measure in ("nulls", "distinct", "min", "max", "mean"):
        value = row.get(f"{measure}|{name}")
        if value is not None:
            found[measure] = json_value(value)
    if not exact:
        found["approximate"] = True
    kind = column.dtype
    if kind.is_numeric() or isinstance(kind, pl.Date | pl.Datetime):
        bars = histogram(column, row.get(f"min|{name}"), row.get(f"max|{name}"))
        if bars:
            found["histogram"] = bars
    elif "distinct" in found and (column.len() <= 10_000 or found["distinct"] <= column.len() * 0.5):
        found["top"] = top(column)
    return found


def json_value(value: Any) -> Any:
    """Return one value as JSON carries it."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else {math.inf: "INF", -math.inf: "-INF"}.get(value, "NaN")
    return json_frame(pl.DataFrame({"value": [value]}))["value"][0]


def top(column: pl.Series) -> list[dict[str, Any]]:
    """Return the most frequent values, the first in order first when equal."""
    texts = to_lexical(column.to_frame()).to_series().cast(pl.String)
    counts = texts.drop_nulls().alias("value").value_counts(name="count")
    return counts.sort(["count", "value"], descending=[True, False]).head(TOP).to_dicts()


def histogram(column: pl.Series, low: Any, high: Any) -> list[dict[str, Any]]:
    """Return bars of equal width from the lowest to the highest value."""
    if low is None or high is None or low == high:
        return []
    whole = column.dtype.is_temporal()
    numbers = (column.to_physical() if whole else column).cast(pl.Float64).drop_nulls()
    numbers = numbers.filter(numbers.is_finite())
    start, stop = float(numbers.min() or 0), float(numbers.max() or 0)  # type: ignore[arg-type]
    if not math.isfinite(stop - start) or stop <= start:
        return []
    bins = min(BINS, int(stop - start) + 1) if column.dtype.is_integer() and stop - start < BINS else BINS
    width = (stop - start) / bins
    place = ((numbers - start) / width).floor().clip(0, bins - 1).cast(pl.Int32)
    counts = dict(place.alias("place").value_counts(name="n").iter_rows())
    edges = [start + width * at for at in range(bins)] + [stop]
    if whole:
        shown = pl.Series(edges).cast(pl.Int64).cast(column.dtype)
        texts = [json_value(value) for value in shown.to_list()]
        return [{"from": texts[i], "to": texts[i + 1], "count": counts.get(i, 0)} for i in range(bins)]
    return [{"from": edges[i], "to": edges[i + 1], "count": counts.get(i, 0)} for i in range(bins)]
