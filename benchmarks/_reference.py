"""The reference tables of tests/data/sdc as they were generated, and the larger ones that are not kept there."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl

SEED = 20250101
DIMENSIONS = (("kommune", "fylke", "K", "F"), ("nace", "naering", "C", "N"), ("aldersgr", "alder", "G", "A"))
SHAPES = {
    # groups and leaves of each way, in the order in which they were drawn
    "t2_1k": ((5, 25), (4, 28)),
    "t3_1k": ((3, 12), (2, 6), (2, 4)),
    "t2_10k": ((11, 100), (10, 80)),
    "t3_10k": ((6, 30), (4, 20), (2, 8)),
    "t2_50k": ((15, 240), (14, 180)),
    "t3_50k": ((11, 60), (8, 48), (2, 9)),
}
MEAN, SPREAD, NOISE = 9.0, 1.1, 0.6


@cache
def tables() -> dict[str, pl.DataFrame]:
    """Return every table: inner cells, zeros among them, one drawn after the other."""
    random = np.random.default_rng(SEED)
    return {name: _drawn(random, shape) for name, shape in SHAPES.items()}


def _drawn(random: np.random.Generator, shape: tuple[tuple[int, int], ...]) -> pl.DataFrame:
    groups = [_groups(random, *way) for way in shape]
    sizes = [leaves for _, leaves in shape]
    effect = np.zeros(sizes)
    for axis, size in enumerate(sizes):
        along = [size if one == axis else 1 for one in range(len(sizes))]
        effect = effect + random.normal(0, SPREAD / np.sqrt(len(sizes)), size).reshape(along)
    expected = np.exp(effect + random.normal(0, NOISE, sizes))
    counts = random.poisson(expected * (MEAN / expected.mean()))
    columns: dict[str, Any] = {}
    at = np.indices(sizes).reshape(len(sizes), -1)
    for (leaf, group, small, great), parents, codes in zip(DIMENSIONS, groups, at, strict=False):
        columns[group] = [f"{great}{parent + 1:02d}" for parent in parents[codes].tolist()]
        columns[leaf] = [f"{small}{code + 1:03d}" for code in codes.tolist()]
    return pl.DataFrame(columns | {"freq": counts.ravel()})


def _groups(random: np.random.Generator, groups: int, leaves: int) -> np.ndarray:
    """Return the group of each leaf; none is empty."""
    drawn = np.sort(random.integers(0, groups, leaves))
    drawn[:groups] = np.arange(groups)
    return np.sort(drawn)
