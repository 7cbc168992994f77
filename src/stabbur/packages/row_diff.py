"""The rows of two tables side by side: by their key if they have one, else by how often each row is there."""

from typing import Any

import polars as pl

from stabbur.packages.tables.statistics import json_frame

EXAMPLES = 100


def compare_rows(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> dict[str, Any]:
    """Return how many rows came, went and changed, with the first changed ones."""
    if old.is_empty() or new.is_empty():
        found = {"added": new.height, "removed": old.height, "changed": 0, "unchanged": 0}
        return found | {"key": key or None, "examples": []}
    usable = bool(key) and all(name in old.columns and name in new.columns for name in key)
    if usable and unique(old, key) and unique(new, key):
        return by_key(old, new, key)
    return by_count(old, new)


def unique(frame: pl.DataFrame, key: list[str]) -> bool:
    """Say whether no two rows share a key."""
    return bool(frame.select(pl.struct(key).n_unique()).item() == frame.height)


def same_types(old: pl.DataFrame, new: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return both tables with each column in a type that both can be compared in."""
    apart = [name for name in columns if old.schema[name] != new.schema[name]]
    steps: list[pl.Expr] = []
    for name in apart:
        numbers = old.schema[name].is_numeric() and new.schema[name].is_numeric()
        steps.append(pl.col(name).cast(pl.Float64 if numbers else pl.String, strict=False))
    return (old.with_columns(steps), new.with_columns(steps)) if steps else (old, new)


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table of values that can be compared: categories and nested values as text."""
    texts = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Categorical | pl.Enum)]
    nested = json_frame(frame.select(name for name, kind in frame.schema.items() if kind.is_nested()))
    return frame.with_columns([pl.col(texts).cast(pl.String), *nested.get_columns()])


def by_key(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> dict[str, Any]:
    """Return the differences of two tables whose rows have a key."""
    both = [name for name in new.columns if name in old.columns]
    old, new = same_types(plain(old), plain(new), both)
    added = new.join(old, on=key, how="anti", nulls_equal=True).height
    removed = old.join(new, on=key, how="anti", nulls_equal=True).height
    shared = old.select(both).join(new.select(both), on=key, suffix="|new", nulls_equal=True)
    values = [name for name in both if name not in key]
    differs = [pl.col(name).ne_missing(pl.col(f"{name}|new")) for name in values]
    changed = shared.filter(pl.any_horizontal(differs)) if differs else shared.clear()
    return {
        "added": added,
        "removed": removed,
        "changed": changed.height,
        "unchanged": shared.height - changed.height,
        "key": key,
        "examples": examples(changed.head(EXAMPLES), key, values),
    }


def examples(changed: pl.DataFrame, key: list[str], values: list[str]) -> list[dict[str, Any]]:
    """Return changed rows as their key and each changed value, old and new."""
    found = []
    for row in json_frame(changed).to_dicts():
        pairs = {name: [row[name], row[f"{name}|new"]] for name in values}
        found.append(
            {name: row[name] for name in key}
            | {"changes": {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}}
        )
    return found


def by_count(old: pl.DataFrame, new: pl.DataFrame) -> dict[str, Any]:
    """Return the differences of two tables without a key: a changed row is one removed and one added."""
    both = [name for name in new.columns if name in old.columns]
    if set(both) != set(old.columns) | set(new.columns):
        counts = {"added": 0, "removed": 0, "changed": min(old.height, new.height), "unchanged": 0}
        counts["added" if new.height > old.height else "removed"] = abs(new.height - old.height)
        return counts | {"key": None, "examples": []}
    old, new = same_types(plain(old), plain(new), both)
    counted = (frame.select(both).group_by(both).len() for frame in (old, new))
    before, after = counted
    joined = before.join(after, on=both, how="full", coalesce=True, nulls_equal=True, suffix="|new")
    old_count, new_count = (
        pl.col("len").fill_null(0).cast(pl.Int64),
        pl.col("len|new").fill_null(0).cast(pl.Int64),
    )
    row = joined.select(
        added=(new_count - old_count).clip(lower_bound=0).sum(),
        removed=(old_count - new_count).clip(lower_bound=0).sum(),
        unchanged=pl.min_horizontal(old_count, new_count).sum(),
    ).row(0, named=True)
    return {
        "added": row["added"],
        "removed": row["removed"],
        "changed": 0,
        "unchanged": row["unchanged"],
        "key": None,
        "examples": [],
    }
