"""Codes that are sums of others in their column."""

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure.tables.cells import Whole
from stabbur.disclosure.tables.finding.parts import Column, column, parents_of, total_of


def made(codes: list[str], *figures: list[int]) -> Column:
    """A column of codes by as many combinations of the rest as there are lists of figures."""
    found = pl.DataFrame(
        {"k": codes * len(figures), "year": [str(at) for at in range(len(figures)) for _ in codes]}
    )
    return column(found, "k", np.concatenate(figures).astype(float))


def test_a_total_is_a_sum_in_every_combination() -> None:
    assert total_of(made(["T", "a", "b"], [3, 1, 2], [7, 3, 4])) == "T"
    assert total_of(made(["T", "a", "b"], [3, 1, 2], [8, 3, 4])) is None


def test_a_total_that_is_not_listed_everywhere_is_a_sum_where_it_is() -> None:
    found = pl.DataFrame({"k": ["T", "a", "b", "a", "b"], "year": list("11122")})
    assert total_of(column(found, "k", np.array([3.0, 1, 2, 4, 5]))) == "T"
    assert total_of(column(found, "k", np.array([4.0, 1, 2, 4, 5]))) is None


def test_two_equal_codes_are_no_total() -> None:
    assert total_of(made(["a", "b"], [3, 3])) is None


def test_groups_before_all_members_need_several_combinations() -> None:
    codes = ["x", "y", "a", "b", "c", "d"]
    one, two, three = [3, 12, 1, 2, 5, 7], [9, 8, 4, 5, 6, 2], [2, 4, 1, 1, 1, 3]
    parents = {"a": "x", "b": "x", "c": "y", "d": "y"}
    assert parents_of(made(codes, one, two, three), None) == parents
    assert parents_of(made(codes, one), None) == {}


def test_a_group_of_one_is_found_beside_larger_ones() -> None:
    codes = ["x", "y", "a", "b", "c"]
    figures = [[3, 5, 1, 2, 5], [9, 6, 4, 5, 6], [2, 1, 1, 1, 1]]
    assert parents_of(made(codes, *figures), None) == {"a": "x", "b": "x", "c": "y"}


def test_a_group_that_has_its_parts_does_not_take_an_equal_one_as_well() -> None:
    held = made(["Vest", "A", "B", "C", "Øst"], [15, 7, 6, 2, 15])
    assert parents_of(held, None) == dict.fromkeys("ABC", "Vest")


def test_codes_that_begin_alike_prove_nothing_without_figures() -> None:
    assert parents_of(made(["1", "10", "11"], [9, 1, 2], [9, 5, 6]), None) == {}


def test_many_groups_that_are_no_sums_are_not_looked_at_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    whole = Column.is_sum

    def is_sum(held: Column, code: int, parts: Whole, enough: int = 1) -> bool:
        looked.append(code)
        return whole(held, code, parts, enough)

    monkeypatch.setattr(Column, "is_sum", is_sum)
    codes = [f"{at:04d}{end}" for at in range(900) for end in ("", "a", "b")]
    figures = np.array([7.0, 2.0, 4.0] * 899 + [7.0, 3.0, 4.0])
    held = column(pl.DataFrame({"k": codes}), "k", figures)
    assert parents_of(held, None) == {"0899a": "0899", "0899b": "0899"}
    assert len(looked) < 10
