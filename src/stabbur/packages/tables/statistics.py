"""What a page shows of a table without reading it: a sample, and a few measures of each column."""

import math
from typing import Any

import polars as pl

from stabbur.packages.tables.lexical import lexical_column, to_lexical
from stabbur.packages.tables.spool import Frame, ask, engine_of, height_of, schema_of

SAMPLE_ROWS = 100
BINS = 20
TOP = 10
LONGEST_CODE = 12
EXACT_ROWS = 1_000_000
FEW_ROWS = 10_000
MOST_COUNTED = 1_000_000  # more different texts are not counted one by one
SAFE_INTEGER = 2**53

Measures = dict[str, Any]


def preview(frame: Frame) -> dict[str, Any]:
    """Return row count, the first rows and the measures of each column, safe to write as JSON."""
    return {"rows": height_of(frame), "sample": sample(frame), "fields": statistics(frame)}


def sample(frame: Frame, rows: int = SAMPLE_ROWS) -> list[dict[str, Any]]:
    """Return the first rows as JSON values."""
    return json_frame(frame.lazy().head(rows).collect()).to_dicts()


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


def statistics(frame: Frame) -> dict[str, Measures]:
    """Return the measures of each column: all columns in one pass, but one by one where they are not held."""
    kinds = schema_of(frame)
    rows = height_of(frame)
    exact = rows <= EXACT_ROWS
    asked = [measures_of(name, kind, exact=exact) for name, kind in kinds.items()]
    if isinstance(frame, pl.DataFrame):
        asked = [[one for column in asked for one in column]] if asked else []
    found: dict[str, Any] = {}
    for questions in asked:
        found |= ask(frame, questions)
    return {name: measured(frame, name, kind, found, rows) for name, kind in kinds.items()}


def measures_of(name: str, kind: pl.DataType, *, exact: bool) -> list[pl.Expr]:
    """Return what is asked of one column: of texts how long they are, too."""
    col = pl.col(name)
    asked = [col.null_count().alias(f"nulls|{name}")]
    if kind.is_nested() or isinstance(kind, pl.Binary | pl.Null):
        return asked
    asked.append((col.drop_nulls().n_unique() if exact else col.approx_n_unique()).alias(f"distinct|{name}"))
    if isinstance(kind, pl.Categorical | pl.Enum | pl.Boolean):
        return asked
    if isinstance(kind, pl.String):
        size = col.str.len_chars()
        asked += [size.min().alias(f"minLength|{name}"), size.max().alias(f"maxLength|{name}")]
    shown = col.drop_nans() if kind.is_float() else col
    asked += [shown.min().alias(f"min|{name}"), shown.max().alias(f"max|{name}")]
    if kind.is_numeric():
        asked.append(shown.mean().alias(f"mean|{name}"))
    return asked


def measured(frame: Frame, name: str, kind: pl.DataType, row: dict[str, Any], rows: int) -> Measures:
    """Return one column's measures, with a histogram or its most frequent values."""
    found: Measures = {}
    for measure in ("nulls", "distinct", "min", "max", "mean", "minLength", "maxLength"):
        value = row.get(f"{measure}|{name}")
        if value is not None:
            found[measure] = json_value(value)
    if isinstance(kind, pl.String) and not is_codes(found):
        found = {measure: value for measure, value in found.items() if measure not in ("min", "max")}
    if rows > EXACT_ROWS:
        found["approximate"] = True
    if kind.is_numeric() or isinstance(kind, pl.Date | pl.Datetime):
        bars = histogram(frame, name, row.get(f"min|{name}"), row.get(f"max|{name}"))
        if bars:
            found["histogram"] = bars
    elif "distinct" in found and (rows <= FEW_ROWS or found["distinct"] <= min(rows * 0.5, MOST_COUNTED)):
        found["top"] = top(frame, name, kind)
    return found


def is_codes(found: Measures) -> bool:
    """Say whether texts may be codes, such as 0301 to 5444: of other texts the first and last say nothing."""
    return bool(
        found.get("minLength") == found.get("maxLength") and found.get("maxLength", 0) <= LONGEST_CODE
    )


def json_value(value: Any) -> Any:
    """Return one value as JSON carries it."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else {math.inf: "INF", -math.inf: "-INF"}.get(value, "NaN")
    return json_frame(pl.DataFrame({"value": [value]}))["value"][0]


def top(frame: Frame, name: str, kind: pl.DataType) -> list[dict[str, Any]]:
    """Return the most frequent values, the first in order first when equal."""
    written = lexical_column(name, kind)
    texts = (pl.col(name) if written is None else written).cast(pl.String).alias("value")
    counts = frame.lazy().select(texts).drop_nulls().group_by("value").agg(pl.len().alias("count"))
    ordered = counts.sort(["count", "value"], descending=[True, False]).head(TOP)
    return ordered.collect(engine=engine_of(frame)).to_dicts()


def histogram(frame: Frame, name: str, low: Any, high: Any) -> list[dict[str, Any]]:
    """Return bars of equal width from the lowest to the highest value."""
    if low is None or high is None or low == high:
        return []
    kind = schema_of(frame)[name]
    timed = kind.is_temporal()
    numbers = (pl.col(name).to_physical() if timed else pl.col(name)).cast(pl.Float64)
    numbers = pl.when(numbers.is_finite()).then(numbers)
    edge = ask(frame, [numbers.min().alias("low"), numbers.max().alias("high")])
    if edge["low"] is None or not math.isfinite(edge["high"] - edge["low"]) or edge["high"] <= edge["low"]:
        return []
    start, stop = float(edge["low"]), float(edge["high"])
    bins = min(BINS, int(stop - start) + 1) if kind.is_integer() and stop - start < BINS else BINS
    width = (stop - start) / bins
    if not width:  # two numbers beside each other: there is nothing between them
        return []
    place = ((numbers - start) / width).floor().clip(0, bins - 1).cast(pl.Int32).alias("place")
    grouped = frame.lazy().select(place).drop_nulls().group_by("place").agg(pl.len())
    counts = dict(grouped.collect(engine=engine_of(frame)).iter_rows())
    edges: list[Any] = [start + width * at for at in range(bins)] + [stop]
    if timed:
        edges = [json_value(value) for value in pl.Series(edges).cast(pl.Int64).cast(kind).to_list()]
    return [{"from": edges[at], "to": edges[at + 1], "count": counts.get(at, 0)} for at in range(bins)]
