"""Codes that are sums of others which do not stand beside them."""

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure.tables.finding.parts import column
from stabbur.disclosure.tables.finding.scattered import FOURS, groups, sums
from tests.disclosure.tables.finding.test_parts import made

RNG = np.random.default_rng(3)


def test_groups_of_groups_are_found_in_any_order() -> None:
    leaves = {code: RNG.integers(1, 400, 3) for code in "abcdefghi"}
    figures = leaves | {"x": leaves["a"] + leaves["f"] + leaves["d"], "y": leaves["b"] + leaves["i"]}
    figures["z"] = figures["x"] + figures["y"]
    codes = list("czafyibxdgeh")
    held = made(codes, *([int(figures[code][at]) for code in codes] for at in range(3)))
    found = groups(held, np.arange(len(codes)))
    assert found == dict.fromkeys("afd", "x") | dict.fromkeys("bi", "y") | dict.fromkeys("xy", "z")


def test_sums_that_may_be_chance_are_told_but_not_believed() -> None:
    held = made(list("abcde"), [3, 9, 1, 12, 4], [2, 7, 2, 9, 1])
    assert [(one.whole, one.parts) for one in sums(held, np.arange(5))] == [(3, (0, 1))]
    assert groups(held, np.arange(5)) == {}


@pytest.mark.parametrize("size", [FOURS, FOURS + 50])
def test_sets_of_few_are_found_among_many(size: int) -> None:
    figures = RNG.integers(1, 5_000, (6, size))
    figures[:, 7] = figures[:, [50, 3, 90]].sum(axis=1)
    found = pl.DataFrame({"k": [f"k{at}" for at in range(size)] * 6, "y": np.repeat(list("abcdef"), size)})
    held = column(found, "k", figures.ravel().astype(float))
    assert groups(held, np.arange(size)) == dict.fromkeys(["k3", "k50", "k90"], "k7")
