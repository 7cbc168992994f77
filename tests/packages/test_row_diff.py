"""Rows of two tables compared: every row is added, removed, changed or unchanged, and none twice."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.packages.row_diff import compare_rows

ROWS = st.dictionaries(st.integers(0, 6), st.none() | st.sampled_from(["x", "y"]), max_size=6)
LOOSE = st.lists(st.tuples(st.integers(0, 2), st.none() | st.sampled_from(["x", "y"])), max_size=6)


def frame(rows: list[tuple[int, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"nr": pl.Int64, "v": pl.String}, orient="row")


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_rows_with_a_key_agree_with_python(old: dict[int, str | None], new: dict[int, str | None]) -> None:
    found = compare_rows(frame(list(old.items())), frame(list(new.items())), ["nr"])
    both = set(old) & set(new)
    assert {key: found[key] for key in ("added", "removed", "changed", "unchanged")} == {
        "added": len(set(new) - both),
        "removed": len(set(old) - both),
        "changed": sum(old[key] != new[key] for key in both),
        "unchanged": sum(old[key] == new[key] for key in both),
    }


@settings(deadline=None, max_examples=60)
@given(LOOSE, LOOSE)
def test_rows_without_a_key_are_counted_as_often_as_they_stand(
    old: list[tuple[int, str | None]], new: list[tuple[int, str | None]]
) -> None:
    found = compare_rows(frame(old), frame(new), [])
    same = sum(min(old.count(row), new.count(row)) for row in set(old))
    assert (found["unchanged"], found["removed"], found["added"]) == (same, len(old) - same, len(new) - same)


@pytest.mark.parametrize("key", [["nr"], []])
def test_a_number_in_another_width_is_no_change(key: list[str]) -> None:
    old, new = pl.DataFrame({"nr": [1, 2], "v": [1, 2]}), pl.DataFrame({"nr": [1, 2], "v": [1.0, 2.0]})
    found = compare_rows(old, new, key)
    assert (found["added"], found["removed"], found["changed"], found["unchanged"]) == (0, 0, 0, 2)
