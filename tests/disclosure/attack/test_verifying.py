"""What can be computed is found, and nothing is called safe that an attacker who tries every table knows."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_matrix

from stabbur.disclosure.attack.intervals import intervals
from stabbur.disclosure.attack.knowledge import Attacker
from stabbur.disclosure.attack.verifying import verify
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells, Mask
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import TableSpec
from stabbur.errors import BadInput
from tests.disclosure.attack.brute import crossed, ends, of_sums, primary_of

SHAPES = [(3,), (2, 2), (2, 3), (2, 2, 2)]


@st.composite
def attacked(draw: st.DrawFn) -> tuple[np.ndarray, list[bool], bool]:
    shape = draw(st.sampled_from(SHAPES))
    size = int(np.prod(shape))
    figures = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    cells = int(np.prod([side + 1 for side in shape]))
    hidden = draw(st.lists(st.sampled_from([True, True, False]), min_size=cells, max_size=cells))
    return np.array(figures).reshape(shape), hidden, draw(st.booleans())


@given(attacked())
@settings(max_examples=30, deadline=None)
def test_nothing_that_a_counting_attacker_knows_is_called_safe(
    case: tuple[np.ndarray, list[bool], bool],
) -> None:
    figures, some, public = case
    cells = crossed(figures)
    hidden = np.array(some)
    hidden[0] = False  # a table without its total has no end
    if public:
        hidden &= cells.figures > 0
    primary = primary_of(cells, hidden, zeros="public" if public else "protect")
    low, high = ends(cells, hidden, 1.0 if public else 0.0)

    quick, full = verify(cells, hidden, primary), intervals(cells, hidden, primary)

    known = hidden & (low == high)
    assert quick.failed.tolist() == quick.exact.tolist() == known.tolist()
    assert full.failed.tolist() == full.exact.tolist() == known.tolist()
    assert full.lower.tolist() == low.tolist()
    assert full.upper.tolist() == high.tolist()
    assert (quick.lower >= low).all()
    assert (quick.upper <= high).all()


@given(attacked(), st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_what_was_found_of_another_pattern_is_used_only_where_it_still_holds(
    case: tuple[np.ndarray, list[bool], bool], seed: int
) -> None:
    cells = crossed(case[0])
    first, second = np.array(case[1]), np.array(case[1])
    second ^= np.random.default_rng(seed).random(second.size) < 0.2
    first[0] = second[0] = False
    zeros: Zeros = "public" if case[2] else "protect"
    before = verify(cells, first, primary_of(cells, first, zeros=zeros))
    primary = primary_of(cells, second, zeros=zeros)
    again, fresh = verify(cells, second, primary, before=before), verify(cells, second, primary)
    assert again.exact.tolist() == again.failed.tolist() == fresh.exact.tolist()
    wide = intervals(cells, second, primary)
    assert (again.lower >= wide.lower).all()
    assert (again.upper <= wide.upper).all()


@given(attacked(), st.integers(1, 2), st.integers(1, 2))
@settings(max_examples=20, deadline=None)
def test_a_protection_interval_holds_only_where_whole_tables_reach_it(
    case: tuple[np.ndarray, list[bool], bool], below: int, above: int
) -> None:
    figures, some, _ = case
    cells = crossed(figures)
    hidden = np.array(some)
    hidden[0] = False
    primary = primary_of(cells, hidden, zeros="protect", below=below, above=above)
    low, high = ends(cells, hidden, 0.0)
    short = (low > np.maximum(cells.figures - below, 0)) | (high < cells.figures + above) | (low == high)
    assert verify(cells, hidden, primary).failed.tolist() == (hidden & short).tolist()


def hide(cells: Cells, *codes: tuple[str, ...]) -> Mask:
    return np.array([one in codes for one in cells.names(np.arange(cells.size))])


@pytest.mark.parametrize(
    ("figures", "zeros", "hidden_rows"),
    [
        ({"a": 0, "b": 0, "c": 0}, "protect", 2),  # 0 = x + x + 0
        ({"a": 10, "b": 5, "c": 0, "d": 0}, "protect", 2),  # 15 = 10 + 5 + x + x
        ({"a": 10, "b": 3, "c": 1, "d": 1}, "public", 2),  # 15 = 10 + 3 + x + x
    ],
)
def test_sdc_C9_zeros_and_ones_that_follow_from_what_is_left_fail(
    figures: dict[str, int], zeros: Zeros, hidden_rows: int
) -> None:
    frame = pl.DataFrame({"code": list(figures), "n": list(figures.values())})
    cells = build(frame, TableSpec(dimensions={"code": None}, count="n"))
    hidden = np.array([one[0] in list(figures)[-hidden_rows:] for one in cells.names(np.arange(cells.size))])
    primary = primary_of(cells, hidden, zeros=zeros)
    bounds = verify(cells, hidden, primary)
    assert not bounds.safe
    assert bounds.failed.tolist() == bounds.exact.tolist() == hidden.tolist()


def test_sdc_C7_linked_groups_of_regions_are_attacked_as_one() -> None:
    county = Hierarchy.from_dict({"1": list("ABIJ"), "2": list("KLMN")})
    group = Hierarchy.from_dict({"BIG": list("LM"), "small": list("ABIJKN")})
    figures = dict(zip("ABIJKLMN", [2, 2, 8, 8, 3, 3, 3, 7], strict=True))
    frame = pl.DataFrame({"region": list(figures), "n": list(figures.values())})
    cells = build(frame, TableSpec(dimensions={"region": [county, group]}, count="n"))
    first = hide(cells, *[(one,) for one in "ABKLM"])
    primary = primary_of(cells, first)
    failed = verify(cells, first, primary)
    assert cells.names(failed.failed) == [("K",)]
    assert verify(cells, first | hide(cells, ("N",)), primary).safe


def test_sdc_C8_three_ones_give_each_other_away() -> None:
    cells = crossed(np.array([[1, 1, 7, 1, 0], [1, 0, 0, 2, 8]]))
    primary = primary_of(cells, (cells.figures > 0) & (cells.figures <= 2))
    names = {codes: at for at, codes in enumerate(cells.names(np.arange(cells.size)))}
    weak = primary.mask.copy()
    strong = weak.copy()
    strong[[names["Total", "way1-2"], names["way0-0", "way1-2"]]] = True
    assert verify(cells, weak, primary).failed.any()
    assert verify(cells, strong, primary).safe


def test_sdc_V3_a_linear_interval_that_no_whole_table_fills_is_known() -> None:
    """a + b + c lies between 1 and 1.5 by linear programs: halves of a, b and c reach 1.5, whole numbers only 1."""
    names = ["a", "b", "c", "x", "y", "z", "w", "v"]
    truth = np.array([1, 0, 0, 0, 1, 0, 1, 0])
    shown = ["abx", "bcy", "acz", "abcw", "wv", "abc"]
    sums = csc_matrix(np.array([[int(name in one) for one in shown] for name in names]))
    cells = Cells(
        dimensions=("sum",),
        codes=pl.DataFrame({"sum": shown}),
        sums=sums,
        inner_codes=pl.DataFrame({"sum": names}),
        count=sums.T @ truth,
        value=None,
        inner_count=truth,
        inner_value=None,
        structural=np.zeros(8, dtype=np.bool_),
    )
    hidden = np.array([one == "abc" for one in shown])
    primary = primary_of(cells, hidden, zeros="protect")
    assert verify(cells, hidden, primary).failed.tolist() == hidden.tolist()
    assert intervals(cells, hidden, primary).upper[-1] == 1
    assert verify(cells, hidden, primary, Attacker(whole=False)).safe


def test_sdc_V1_a_primary_cell_that_is_shown_has_failed() -> None:
    cells = crossed(np.array([[3, 9], [8, 7]]))
    first = np.zeros(cells.size, dtype=np.bool_)
    first[-1] = True
    bounds = verify(cells, np.zeros(cells.size, dtype=np.bool_), primary_of(cells, first))
    assert bounds.failed.tolist() == first.tolist()


def test_sdc_V4_a_cell_that_equals_a_shown_one_is_known() -> None:
    county = Hierarchy.from_dict({"1": ["A"], "2": ["B", "C", "D"]})
    frame = pl.DataFrame({"region": list("ABCD"), "n": [2, 3, 8, 9]})
    cells = build(frame, TableSpec(dimensions={"region": county}, count="n"))
    hidden = hide(cells, ("A",), ("B",), ("C",))
    bounds = verify(cells, hidden, primary_of(cells, hidden))
    assert cells.names(bounds.failed) == [("A",)]


def test_a_secondary_cell_that_is_known_is_told_but_has_not_failed() -> None:
    cells = crossed(np.array([[3, 9, 4], [8, 7, 5]]))
    hidden = np.array([one == ("way0-0", "way1-0") for one in cells.names(np.arange(cells.size))])
    nothing = np.zeros(cells.size, dtype=np.bool_)
    bounds = verify(cells, hidden, primary_of(cells, nothing))
    assert bounds.safe
    assert bounds.exact.tolist() == hidden.tolist()


def test_an_attacker_cannot_know_what_is_not_so() -> None:
    cells = crossed(np.array([[1, 9], [8, 7]]))
    hidden = cells.figures < 5
    primary = primary_of(cells, hidden)
    with pytest.raises(BadInput, match=r"cannot know 'lower=2': 'way0-0 × way1-0' \(1\) lies below it"):
        verify(cells, hidden, primary, Attacker(lower=2))
    with pytest.raises(BadInput, match="cannot know 'upper=3'"):
        verify(cells, hidden, primary, Attacker(upper=3))


def test_negative_figures_have_no_least() -> None:
    frame = pl.DataFrame({"a": ["x", "x", "y", "y"], "b": ["u", "v", "u", "v"], "kr": [-5.0, 7.0, 3.0, 9.0]})
    spec = TableSpec(dimensions={"a": None, "b": None}, value="kr")
    cells = build(frame.with_columns(pl.col("kr").abs()), spec)
    sums = np.array([-5.0, 7.0, 3.0, 9.0])
    order = [frame.select("a", "b").rows().index(one) for one in cells.inner_codes.select("a", "b").rows()]
    cells = replace(cells, inner_value=sums[order], value=cells.sums.T @ sums[order])
    hidden = np.array([one.count("Total") == 0 for one in cells.names(np.arange(cells.size))])
    bounds = intervals(cells, hidden, primary_of(cells, hidden))
    assert bounds.safe
    assert np.isneginf(bounds.lower[hidden]).all()
    assert np.isposinf(bounds.upper[hidden]).all()
    one = np.array([name == ("x", "u") for name in cells.names(np.arange(cells.size))])
    assert verify(cells, one, primary_of(cells, one)).failed.tolist() == one.tolist()


def test_sdc_V3_two_whole_numbers_in_a_linear_interval_may_be_one_figure() -> None:
    """Two odd cycles: by halves their sum is 2 to 3, and no whole-number table makes it 3."""
    names = ["a", "b", "c", "x", "y", "z", "A", "B", "C", "X", "Y", "Z", "w", "v"]
    shown = ["abcABC", "abx", "bcy", "acz", "ABX", "BCY", "ACZ", "abcABCw", "wv"]
    sums = np.array([[int(name in one) for one in shown] for name in names])
    cells = of_sums(sums, np.array([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0]))
    hidden = np.arange(len(shown)) == 0
    primary = primary_of(cells, hidden, zeros="protect")
    assert verify(cells, hidden, primary).failed.tolist() == hidden.tolist()
    assert intervals(cells, hidden, primary).exact.tolist() == hidden.tolist()
    assert verify(cells, hidden, primary, Attacker(whole=False)).safe
