"""The codes of one dimension: their order, the leaves below each, and alternatives that do not agree."""

from datetime import datetime

import polars as pl
import pytest

from stabbur.disclosure.tables.axis import axis, fixed, text
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused

NONE = pl.DataFrame()


def below(hierarchies: list[Hierarchy], rows: pl.DataFrame = NONE) -> dict[str, list[str]]:
    """The leaves of each code."""
    made = axis("k", hierarchies, rows)
    return {
        code: [made.codes[leaf] for leaf, above in zip(made.leaves, made.above, strict=False) if at in above]
        for at, code in enumerate(made.codes)
    }


def test_a_leaf_is_counted_in_every_code_above_it() -> None:
    assert below([Hierarchy.from_dict({"T": {"x": {"y": ["a", "b"]}, "c": None}})]) == {
        "T": ["c", "a", "b"],
        "x": ["a", "b"],
        "y": ["a", "b"],
        "c": ["c"],
        "a": ["a"],
        "b": ["b"],
    }


def test_a_total_is_added_where_several_codes_have_no_parent() -> None:
    assert list(below([Hierarchy.from_dict({"x": ["a"], "y": ["b"]})])) == ["Total", "x", "y", "a", "b"]


def test_one_top_that_holds_all_is_the_total() -> None:
    made = axis("k", [Hierarchy.from_dict({"Norge": ["a", "b"]})], NONE)
    assert made.codes == ("Norge", "a", "b")
    assert made.shown[0].tolist() == [0, 1, 2]


def test_a_top_that_holds_some_only_is_a_group() -> None:
    every = Hierarchy.from_dict(["a", "b", "c"])
    some = Hierarchy.from_dict({"EU": ["a", "b"]})
    found = below([every, some])
    assert found["EU"] == ["a", "b"]
    assert found["Total"] == ["a", "b", "c"]


def test_alternatives_may_begin_at_a_group() -> None:
    counties = Hierarchy.from_dict({"x": ["a", "b"], "y": ["c"]})
    parts = Hierarchy.from_dict({"south": ["x"], "north": ["y"]})
    found = below([counties, parts])
    assert found["south"] == ["a", "b"]
    assert found["north"] == ["c"]


def test_a_code_that_means_other_leaves_in_an_alternative_is_refused() -> None:
    one, other = (
        Hierarchy.from_dict({"x": ["a", "b"], "y": ["c"]}),
        Hierarchy.from_dict({"x": ["a"], "z": ["b", "c"]}),
    )
    with pytest.raises(BadInput) as caught:
        axis("k", [one, other], NONE)
    refused(caught, "hierarchy-bad", "code 'x' of dimension 'k' means different leaves", "'b'")


def test_a_leaf_in_two_groups_of_the_same_columns_is_refused() -> None:
    rows = pl.DataFrame({"k": ["a", "a"], "f": ["x", "y"]})
    with pytest.raises(BadInput) as caught:
        axis("k", [Hierarchy.from_columns("k", "f")], rows)
    refused(caught, "hierarchy-bad", "code 'a' of dimension 'k' is in both 'x' and 'y'")


def test_alternatives_that_close_a_ring_are_refused() -> None:
    one, other = Hierarchy.from_dict({"x": ["y"]}), Hierarchy.from_dict({"y": ["x"]})
    with pytest.raises(BadInput) as caught:
        axis("k", [one, other], NONE)
    refused(caught, "hierarchy-bad", "is part of itself")


def test_a_hierarchy_of_another_leaf_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        axis("k", [Hierarchy.from_columns("f")], pl.DataFrame({"k": ["a"], "f": ["x"]}))
    refused(caught, "hierarchy-bad", "the dimension 'k' has a hierarchy whose leaf is column 'f'")


def test_words_for_the_total_of_a_grouping_column_are_no_codes() -> None:
    rows = pl.DataFrame({"k": ["a", "Total", "Total"], "f": ["x", "x", "Alle fylker"]})
    assert list(below([Hierarchy.from_columns("k", "f")], rows)) == ["Total", "x", "a"]


def test_numbers_are_ordered_as_numbers() -> None:
    rows = pl.DataFrame({"k": [10, 9, 100]})
    assert list(below([Hierarchy.from_columns("k")], rows)) == ["Total", "9", "10", "100"]


def test_whole_floats_lose_their_fraction_and_others_keep_it() -> None:
    rows = pl.DataFrame({"whole": [1.0, None, float("nan")], "half": [1.5, 2.0, None]})
    assert rows.select(text(rows, "whole")).to_series().to_list() == ["1", None, None]
    assert rows.select(text(rows, "half")).to_series().to_list() == ["1.5", "2.0", None]


def test_times_at_midnight_are_dates() -> None:
    rows = pl.DataFrame(
        {"day": [datetime(2020, 1, 1), None], "hour": [datetime(2020, 1, 1, 12), datetime(2020, 1, 2)]}
    )
    assert rows.select(text(rows, "day")).to_series().to_list() == ["2020-01-01", None]
    assert rows.select(text(rows, "hour")).to_series()[0].startswith("2020-01-01 12:00")


def test_a_hierarchy_of_columns_can_be_fixed() -> None:
    rows = pl.DataFrame({"k": ["a", "b"], "f": ["x", "y"]})
    columns = Hierarchy.from_columns("k", "f", total="T")
    assert below([fixed("k", columns, rows)]) == below([columns], rows)
