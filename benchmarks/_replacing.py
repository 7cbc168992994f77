"""Counts that are rounded or perturbed, and a wide frame that is scanned: parts of `benchmarks.disclosure`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from cell_key_perturbation.create_perturbed_table import create_perturbed_table

import stabbur as sb
from benchmarks._reference import DIMENSIONS, tables
from stabbur.disclosure import Hierarchy, TableSpec, cell_key
from stabbur.disclosure.rounding.ptable import PTable

Timer = Callable[[Callable[[], Any], int], tuple[Any, float]]
ROUNDING = {"t2_10k": 0.44, "t3_10k": 0.70}
"""CPU seconds of SmallCountRounding 1.2.5, base 3: the ends of what was recorded for the two tables."""
SMALL_KEYS = 256
"""The peer's keys; ours are theirs times 2²⁴."""
WORDS = ("sak", "vei", "dag", "hus", "bru", "elv", "fjell", "skog", "by", "mann")


def rounded(cpu: Timer) -> None:
    """Print small count rounding beside the recorded SmallCountRounding."""
    for name, recorded in ROUNDING.items():
        frame = tables()[name]
        known = [(leaf, group) for leaf, group, *_ in DIMENSIONS if leaf in frame.columns]
        spec = TableSpec({leaf: Hierarchy.from_columns(leaf, group) for leaf, group in known}, count="freq")
        made, taken = cpu(partial(sb.round_counts, frame, spec, base=3), 2)
        print(
            f"{name} rounded to base 3 in {taken:.2f} CPU s, no count off by more than {made.measures['largest']:g};"
            f" SmallCountRounding, recorded, 0.44–0.70, off by 4 and 6: ratio {recorded / taken:.1f} (target 3)"
        )


def perturbed(cpu: Timer) -> None:
    """Print the cell key method beside cell_key_perturbation, with the same noise for a million units."""
    random = np.random.default_rng(8)
    size = 1_000_000
    frame = pl.DataFrame(
        {
            "kommune": random.integers(0, 350, size).astype(str),
            "naering": random.integers(0, 90, size).astype(str),
            "record_key": random.integers(0, SMALL_KEYS, size),
        }
    )
    ours = frame.with_columns(key=pl.col("record_key") * 2**24)
    spec = TableSpec({"kommune": None, "naering": None})
    ptable = PTable.design(5, 3.0)
    count, key = np.divmod(np.arange(SMALL_KEYS, 751 * SMALL_KEYS), SMALL_KEYS)
    noise = pd.DataFrame({"pcv": count, "ckey": key, "pvalue": ptable.changes(count, key * 2**24)})
    given = frame.to_pandas()
    made, own = cpu(lambda: cell_key(ours, spec, "key", ptable=ptable), 2)
    _, theirs = cpu(
        lambda: create_perturbed_table(
            data=given,
            ptable=noise,
            geog=["kommune"],
            tab_vars=["naering"],
            record_key="record_key",
            threshold=0,
        ),
        1,
    )
    print(
        f"cell keys of {size:,} units: cell_key_perturbation {theirs:.2f} CPU s without totals; stabbur {own:.2f}"
        f" for {len(made.table):,} cells with totals and the look for certain counts: ratio {theirs / own:.1f}"
    )


def scanned(cpu: Timer) -> None:
    """Print the scan of a million rows of ten columns, the worst that there is: four of long texts, no two the same."""
    random = np.random.default_rng(3)
    size = 1_000_000
    words = np.array([begin + end for begin in WORDS for end in ("en", "et", "ene", "ning", "lig")])
    columns: dict[str, Any] = {
        "figure": random.normal(size=size),
        "amount": random.integers(0, 10**6, size),
        "number": random.integers(10**9, 10**11, size),
        "code": random.integers(0, 100, size).astype(str),
        "group": random.integers(0, 50, size).astype(str),
        "flag": random.integers(0, 2, size).astype(bool),
    }
    for at in range(4):
        parts = {str(one): words[random.integers(0, words.size, size)] for one in range(8 + at)}
        texts = pl.DataFrame(parts | {"id": np.arange(size)})
        columns[f"text{at}"] = texts.select(pl.concat_str(pl.all(), separator=" ")).to_series()
    frame = pl.DataFrame(columns)
    found, taken = cpu(lambda: sb.scan(frame), 1)
    print(
        f"scan of {size:,} rows × 10 columns, 4 of distinct long texts: {taken:.1f} CPU s, {len(found)} findings"
    )
