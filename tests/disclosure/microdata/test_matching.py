"""Rows that match: the reference of sdcMicro, and pairs compared one by one."""

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from stabbur.disclosure.microdata.keys import Missing, encode
from stabbur.disclosure.microdata.matching import matched, rows_matched

A, B = [2, 3, 2, 2, 3, 3, 1, 2], [3, 3, 3, 3, 3, 3, 4, 3]
WEIGHTS = np.array([18, 45.5, 39, 17, 92, 8, 123.5, 51])
CASES = [
    ([1, 3, 1, 2, 1, 1, 1, 1], [3, 1, 3, 1, 2, 2, 1, 3], [108, 45.5, 108, 17, 100, 100, 123.5, 108]),
    ([1, 3, None, 2, 1, 1, None, 1], [3, 1, 4, 2, 2, 2, 1, 3], [108, 45.5, 125, 56, 100, 100, 123.5, 108]),
]
ROWS = st.lists(st.tuples(*[st.sampled_from([None, 1, 2, 3])] * 3), min_size=1, max_size=25)


@pytest.mark.parametrize(("third", "rows", "weight"), CASES, ids=["whole", "missing"])
def test_sdc_C17_rows_and_weights_match_as_sdcmicro_counts(
    third: list[int | None], rows: list[int], weight: list[float]
) -> None:
    keys = encode(pl.DataFrame({"a": A, "b": B, "c": third}), ["a", "b", "c"], "wildcard")
    assert matched(keys, keys.count.astype(np.float64))[keys.rows].tolist() == rows
    assert matched(keys, np.bincount(keys.rows, WEIGHTS).astype(np.float64))[keys.rows].tolist() == weight


@given(rows=ROWS, missing=st.sampled_from(["wildcard", "category"]))
@settings(max_examples=30, deadline=None)
def test_rows_match_as_pairs_compared_one_by_one_do(
    rows: list[tuple[int | None, ...]], missing: Missing
) -> None:
    keys = encode(pl.DataFrame(rows, schema=["a", "b", "c"], orient="row"), ["a", "b", "c"], missing)

    def same(one: object, other: object) -> bool:
        return one == other or (missing == "wildcard" and None in (one, other))

    for places in ((0, 1, 2), (1,), (0, 2), ()):
        pairs = [sum(all(same(a[at], b[at]) for at in places) for b in rows) for a in rows]
        assert rows_matched(keys, places)[keys.rows].tolist() == pairs


def test_two_columns_of_totals_are_summed_each() -> None:
    keys = encode(pl.DataFrame({"a": [1, None, 2]}), ["a"], "wildcard")
    totals = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])[np.argsort(keys.rows)]
    assert matched(keys, totals)[keys.rows].tolist() == [[3.0, 30.0], [7.0, 70.0], [6.0, 60.0]]
