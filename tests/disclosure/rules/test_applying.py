"""Rules together: reasons, zeros, cells that are forced or frozen, and whom neighbours must be kept from."""

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure import TableSpec, rules
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.rule import Rule
from stabbur.disclosure.tables.building import build
from stabbur.errors import BadInput
from tests.disclosure.rules.tables import called, counts, values

CELLS = counts(("x", "1", 1), ("x", "2", 6), ("y", "1", 0), ("y", "2", 9))


def test_a_cell_keeps_the_names_of_all_rules_that_hit_it() -> None:
    cells = values(a=[100.0], b=[50, 30, 20], c=[60, 40])
    found = apply(cells, [rules.few_contributors(3), rules.dominance((1, 80))])
    why = dict(zip(cells.codes["group"], found.why, strict=True))
    assert why["a"] == "few_contributors(3), dominance((1, 80))"
    assert why["b"] == ""
    assert why["c"] == "few_contributors(3)"
    assert found.rules == ("few_contributors(3)", "dominance((1, 80))")
    assert found.above[cells.codes["group"].to_list().index("a")] == pytest.approx(25)


def test_readers_are_not_told_the_parameters_of_rules_for_magnitudes() -> None:
    cells = values(a=[100.0], b=[50, 30, 20])
    magnitudes: list[Rule] = [rules.dominance((1, 80)), rules.p_percent(15), rules.pq(10, 60)]
    magnitudes.append(rules.few_contributors(3))
    assert apply(cells, magnitudes).told == ("dominance", "p_percent", "pq", "few_contributors(3)")
    assert apply(CELLS, rules.minimum_count(4)).told == ("minimum_count(4)",)


def test_one_rule_needs_no_list() -> None:
    assert called(CELLS, apply(CELLS, rules.minimum_count(4)).mask) == {"x:1", "Total:1"}


def test_zeros_are_public_unless_a_rule_says_else() -> None:
    assert apply(CELLS, [rules.minimum_count(4)]).zeros == "public"
    assert apply(CELLS, [rules.minimum_count(4), rules.k_disclosure(1)]).zeros == "secondary"
    assert apply(CELLS, [rules.minimum_count(4, zeros="protect"), rules.k_disclosure(1)]).zeros == "protect"


def test_rules_that_disagree_on_zeros_are_refused() -> None:
    with pytest.raises(BadInput, match="different things of zeros: 'minimum_count"):
        apply(CELLS, [rules.minimum_count(4, zeros="public"), rules.k_disclosure(1)])


def test_units_are_ones_where_zeros_are_public_and_zeros_where_they_are_hidden() -> None:
    ones = apply(CELLS, [rules.minimum_count(4)]).singletons
    assert CELLS.inner_codes.filter(pl.Series(ones)).rows() == [("x", "1")]
    zeros = apply(CELLS, [rules.minimum_count(4, zeros="protect")]).singletons
    assert CELLS.inner_codes.filter(pl.Series(zeros)).rows() == [("y", "1")]
    assert not apply(CELLS, [rules.minimum_count(4, zeros="secondary")]).singletons.any()
    assert not apply(CELLS, [rules.minimum_count(1)]).singletons.any()


def test_who_is_alone_in_a_row_of_values_is_known() -> None:
    frame = pl.DataFrame({"g": ["x", "x", "y"], "value": [1.0, 2, 3], "unit": ["p", "q", "p"]})
    cells = build(frame, TableSpec({"g": None}, value="value", contributor="unit"))
    found = apply(cells, [rules.few_contributors(2)]).single_contributor
    assert found is not None
    assert cells.records is not None
    assert found.tolist() == [-1, cells.records.contributor[2]]


def test_forced_cells_are_hidden_and_say_so() -> None:
    found = apply(CELLS, [], forced=pl.DataFrame({"a": ["y"], "b": ["2"], "remark": ["asked by phone"]}))
    assert called(CELLS, found.mask) == {"y:2"}
    assert found.why[int(np.flatnonzero(found.mask)[0])] == "forced"


def test_frozen_cells_are_marked() -> None:
    found = apply(CELLS, [rules.minimum_count(4)], frozen=pl.DataFrame({"a": ["Total"], "b": ["2"]}))
    assert called(CELLS, found.frozen) == {"Total:2"}


def test_cells_that_are_named_in_no_frame_are_told_how() -> None:
    with pytest.raises(BadInput, match="'list' is not a frame") as caught:
        apply(CELLS, [rules.minimum_count(4)], frozen=[("x", "1")])
    assert caught.value.hint == "frozen=frame, with a column for each of 'a', 'b'"


def test_a_frozen_cell_that_is_confidential_is_shown() -> None:
    with pytest.raises(
        BadInput, match=r"1 frozen cells are confidential: a 'x', b '1' \(minimum_count\(4\)\)"
    ):
        apply(CELLS, [rules.minimum_count(4)], frozen=pl.DataFrame({"a": ["x"], "b": ["1"]}))


def test_cells_that_the_table_does_not_have_are_shown() -> None:
    with pytest.raises(
        BadInput, match="forced names 2 cells that the table does not have: a 'å', b '1'; a 'x', b '9'"
    ):
        apply(CELLS, [], forced=pl.DataFrame({"a": ["å", "x", "x"], "b": ["1", "9", "1"]}))
    with pytest.raises(BadInput, match="no column 'b'"):
        apply(CELLS, [], forced=pl.DataFrame({"a": ["x"]}))


@pytest.mark.parametrize("wrong", [[], ["minimum_count"], [rules.minimum_count], [None], "minimum_count"])
def test_what_is_no_rule_is_refused(wrong: object) -> None:
    with pytest.raises(BadInput, match="rule"):
        apply(CELLS, wrong)  # type: ignore[arg-type]


def test_a_rule_that_is_a_text_is_named_whole() -> None:
    with pytest.raises(BadInput, match="'minimum_count' is no rule"):
        apply(CELLS, "minimum_count")  # type: ignore[arg-type]


def test_cells_that_cannot_exist_are_never_hidden() -> None:
    frame = pl.DataFrame({"a": ["x", "x", "y"], "b": ["1", "2", "2"], "n": [5, 6, 7]})
    spec = TableSpec({"a": None, "b": None}, count="n", impossible=pl.DataFrame({"a": ["y"], "b": ["1"]}))
    cells = build(frame, spec)
    found = apply(cells, [rules.minimum_count(4, zeros="protect")])
    assert not found.mask.any()


def test_the_callers_frame_is_not_changed() -> None:
    frame = pl.DataFrame({"a": ["x"], "b": ["2"]})
    before = frame.clone()
    apply(CELLS, [rules.minimum_count(4)], forced=frame)
    assert frame.equals(before)
