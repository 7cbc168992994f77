"""Values taken out of single rows: every row matches k, and no cheaper set of keys would have done."""

from itertools import combinations
from typing import Any

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.anonymity.local import hidden
from stabbur.disclosure.microdata.keys import encode
from stabbur.errors import BadInput

NAMES = ["a", "b", "c"]
FIVE = ["education", "marital-status", "occupation", "sex", "native-country"]
ROWS = st.lists(st.tuples(*[st.sampled_from([None, 1, 2, 3])] * 3), min_size=4, max_size=25)


@given(rows=ROWS, k=st.integers(2, 4))
@settings(max_examples=30, deadline=None)
def test_every_row_matches_k_afterwards(rows: list[tuple[int | None, ...]], k: int) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.Int64), orient="row")
    made = Microdata(frame, keys=NAMES).local_suppress(k)
    left = made.frame.rows()
    pairs = [
        sum(all(None in (x, y) or x == y for x, y in zip(a, b, strict=True)) for b in left) for a in left
    ]
    assert min(pairs) >= k
    assert made.risk().k == min(pairs)
    assert made.frame.schema == frame.schema
    gone = sum(made.frame.null_count().row(0)) - sum(frame.null_count().row(0))
    assert made.steps[0].figures["values"] == gone
    for old, new in zip(rows, left, strict=True):
        assert all(now in (was, None) for was, now in zip(old, new, strict=True))


@given(rows=st.lists(st.tuples(*[st.integers(1, 3)] * 3), min_size=4, max_size=20))
@settings(max_examples=30, deadline=None)
def test_no_row_loses_more_values_than_it_must(rows: list[tuple[int, ...]]) -> None:
    keys = encode(pl.DataFrame(rows, schema=NAMES, orient="row"), NAMES, "wildcard")
    take = hidden(keys, 2, [1.0] * 3)[keys.rows]
    for row, gone in zip(rows, take, strict=True):
        fewest = next(
            size
            for size in range(4)
            for one in combinations(range(3), 3 - size)
            if sum(all(row[at] == other[at] for at in one) for other in rows) >= 2
        )
        assert gone.sum() == fewest


def test_adult_takes_few_values_and_reaches_k(adult: pl.DataFrame) -> None:
    made = Microdata(adult, keys=FIVE).local_suppress(3)
    assert made.risk().k >= 3
    assert made.steps[0].figures["values"] < 3_000
    assert made.steps[0].figures["values"] == sum(made.frame[name].null_count() for name in FIVE)


def test_important_key_is_kept_where_another_will_do(adult: pl.DataFrame) -> None:
    some = Microdata(adult, keys=FIVE)
    plain, told = some.local_suppress(3), some.local_suppress(3, importance={"occupation": 10})
    assert told.steps[0].figures["occupation"] < plain.steps[0].figures["occupation"] / 2
    assert told.risk().k >= 3


WRONG: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {"k": 0}, "k=0 for 3 rows"),
    ({}, {"k": 4}, "k=4 for 3 rows: it must be a whole number from 1 to 3"),
    ({}, {"k": 2.5}, "k=2.5 for 3 rows"),
    ({}, {"k": True}, "k=True for 3 rows"),
    ({"missing": "category"}, {"k": 2}, "local suppression with missing='category'"),
    ({}, {"k": 2, "importance": {"d": 1}}, "{'d': 1}: it must be a number above 0 for one of the keys"),
    ({}, {"k": 2, "importance": {"a": 0}}, "{'a': 0}: it must be a number above 0"),
    ({}, {"k": 2, "importance": {"a": "2"}}, "{'a': '2'}: it must be a number above 0"),
    ({}, {"k": 2, "importance": [1, 2]}, "importance is a list"),
    ({}, {"k": 2, "importance": {"a": float("nan")}}, "{'a': nan}: it must be a number above 0"),
]


@pytest.mark.parametrize(("layout", "options", "message"), WRONG)
def test_what_cannot_be_is_refused(layout: dict[str, Any], options: dict[str, Any], message: str) -> None:
    micro = Microdata(pl.DataFrame({"a": [1, 1, 2], "b": [1, 2, 3]}), keys=["a", "b"], **layout)
    with pytest.raises(BadInput, match=message) as caught:
        micro.local_suppress(**options)
    assert caught.value.hint


def test_more_keys_than_can_be_weighed_are_refused() -> None:
    rows = pl.DataFrame({f"k{at}": [1, 2] for at in range(17)})
    with pytest.raises(BadInput, match="17 keys: at most 16"):
        hidden(encode(rows, rows.columns, "wildcard"), 2, np.ones(17).tolist())
