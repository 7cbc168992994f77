"""Special uniques found by counting are those that looking at every set of every row finds."""

from itertools import combinations
from math import factorial

import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.keys import encode
from stabbur.disclosure.microdata.risk.suda import suda
from stabbur.errors import BadInput
from tests.disclosure.microdata.conftest import KEYS

NAMES = ["a", "b", "c", "d"]
ROWS = st.lists(st.tuples(*[st.sampled_from([None, 1, 2, 3])] * 4), min_size=2, max_size=15)


@given(rows=ROWS)
@settings(max_examples=30, deadline=None)
def test_minimal_uniques_are_those_of_a_search_through_all_sets(rows: list[tuple[int | None, ...]]) -> None:
    keys = encode(pl.DataFrame(rows, schema=NAMES, orient="row"), NAMES, "wildcard")
    found = suda(keys)
    for at, row in enumerate(rows):
        minimal: list[tuple[int, ...]] = []
        for size in range(1, 5):
            for one in combinations(range(4), size):
                if None in [row[place] for place in one] or any(set(less) <= set(one) for less in minimal):
                    continue
                others = [other for number, other in enumerate(rows) if number != at]
                if not any(all(other[p] in (None, row[p]) for p in one) for other in others):
                    minimal.append(one)
        place = keys.rows[at]
        assert found.uniques[place].tolist() == [
            sum(len(one) == size for one in minimal) for size in range(1, 5)
        ]
        assert found.score[place] == sum(factorial(4 - len(one)) for one in minimal)
        for key in range(4):
            assert found.contribution[place, key] == sum(
                factorial(4 - len(one)) for one in minimal if key in one
            )


def test_score_is_the_product_of_elliot_and_manning() -> None:
    # with 4 keys and sets of at most 3, one of two keys adds (4-2)(4-3) = 2 and one of three adds 4-3 = 1
    rows = [("m", "uni", 20, "x"), ("m", "gym", 20, "x"), ("f", "uni", 20, "x"), ("f", "gym", 30, "x")]
    keys = encode(pl.DataFrame(rows, schema=NAMES, orient="row"), NAMES, "wildcard")
    found = suda(keys, most=3)
    assert found.uniques[keys.rows[0]].tolist() == [0, 1, 0, 0]
    assert found.score[keys.rows[0]] == 2
    assert found.score[keys.rows[3]] == 6 + 2  # 30 alone, and (f, gym) at (4-2)(4-3)


def test_rows_that_are_not_alone_have_no_score_and_chances_lie_between_0_and_1(adult: pl.DataFrame) -> None:
    keys = encode(adult, KEYS, "wildcard")
    found = suda(keys, fraction=0.05)
    assert (found.score[keys.count > 1] == 0).all()
    assert (found.score[keys.count == 1] > 0).all()
    assert found.dis.min() == 0
    assert 0 < found.dis.max() < 1
    assert (np.diff(found.dis[np.argsort(found.score)]) >= 0).all()


def test_mean_score_has_the_chance_of_the_whole_file() -> None:
    # two alone with one score, a pair: 2 x 0.1 / (2 x 0.1 + 2 x 0.9)
    keys = encode(pl.DataFrame({"a": [1, 2, 3, 3]}), ["a"], "wildcard")
    assert suda(keys, fraction=0.1).dis.tolist() == pytest.approx([0.1, 0.1, 0.0])


def test_contributions_of_keys_are_told_for_the_file(adult: pl.DataFrame) -> None:
    shares = Microdata(adult, keys=KEYS).risk().contributions()
    assert shares["key"].to_list() == KEYS
    assert shares.sort("share")["key"].to_list()[0] == "sex"
    assert all(0 < share < 1 for share in shares["share"])


def test_too_many_sets_are_refused_before_the_search() -> None:
    rows = pl.DataFrame({f"k{at}": [1, 2] for at in range(17)})
    keys = encode(rows, rows.columns, "wildcard")
    with pytest.raises(BadInput, match="131071 sets of at most 17 keys"):
        suda(keys)
    assert suda(keys, most=2).score.min() > 0
