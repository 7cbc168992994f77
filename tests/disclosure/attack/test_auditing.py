"""Tables that other tools made are attacked with nothing but what their readers see."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Attacker, Hierarchy, TableSpec, audit, rules
from stabbur.errors import BadInput, DataWarning
from tests.disclosure.elimination.tables import pattern, reference

ONE = TableSpec(dimensions={"kommune": None}, count="personer")
TWO = TableSpec(dimensions={"a": None, "b": None}, count="n")


def two(figures: list[int | None], **more: list[str]) -> pl.DataFrame:
    codes = {"a": ["x"] * 3 + ["y"] * 3 + ["Total"] * 3, "b": ["u", "v", "Total"] * 3}
    return pl.DataFrame({**codes, "n": figures, **more})


@pytest.mark.parametrize("sign", ["*", ":", "..", "", None])
def test_dataverk_totals_betray_the_one_cell_that_the_ancestor_hid(sign: str | None) -> None:
    frame = pd.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [sign, "20", "30", "52"]})
    report = audit(frame, ONE)
    assert not report.safe
    assert isinstance(report.exact, pd.DataFrame)
    assert report.exact.to_dict("records") == [{"kommune": "A", "figure": 2.0}]


def test_bounds_are_those_of_the_margins() -> None:
    report = audit(two([None, None, 6, None, None, 9, 7, 8, 15]), TWO)
    assert report.safe
    assert report.complete
    assert report.intervals.select("lower", "upper").rows() == [
        (0.0, 6.0),
        (0.0, 6.0),
        (1.0, 7.0),
        (2.0, 8.0),
    ]


@pytest.mark.filterwarnings("error")
def test_a_table_without_totals_leaves_its_hidden_cells_without_an_end() -> None:
    shown = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [None, None, 30]})
    report = audit(shown, TableSpec({"kommune": None}, count="personer"))
    assert report.safe
    assert report.intervals.select("lower", "upper").rows() == [(0.0, float("inf"))] * 2


def test_a_status_hides_and_says_which_cells_matter() -> None:
    told = ["primary", "published", "published"] * 2 + ["published"] * 3
    report = audit(two([2, 4, 6, 5, 4, 9, 7, 8, 15], status=told), TWO)
    assert sorted(report.exact.rows()) == [("x", "u", 2.0), ("y", "u", 5.0)]
    told[0] = "secondary"
    assert not audit(two([2, 4, 6, 5, 4, 9, 7, 8, 15], status=told), TWO).safe
    told[3] = "secondary"
    assert not audit(two([2, 4, 6, 5, 4, 9, 7, 8, 15], status=told), TWO).safe


def test_rules_tell_which_figures_must_not_be_known() -> None:
    frame = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [None, 20, 30, 62]})
    assert not audit(frame, ONE).safe
    assert audit(frame, ONE, rules=[rules.minimum_count(4)]).safe
    shown = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [2, None, None, 52]})
    report = audit(shown, ONE, rules=[rules.minimum_count(4)])
    assert not report.safe
    assert report.exact.rows() == [("A", 2.0)]


def test_a_table_that_shows_zeros_tells_that_hidden_cells_are_not_zero() -> None:
    frame = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [None, None, 0, 2]})
    assert audit(frame, ONE).exact["figure"].to_list() == [1.0, 1.0]
    assert audit(frame, ONE, attacker=Attacker(lower=0)).safe


def test_bad_input_totals_that_do_not_add_up_are_shown() -> None:
    with pytest.raises(BadInput, match=r"no table agrees with what is published.*'Total' \(52\)"):
        audit(pl.DataFrame({"kommune": ["A", "B", "Total"], "personer": [2, 20, 52]}), ONE)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            {"kommune": ["A", "Total"], "personer": ["twelve", "3"]},
            "figures in column 'personer' are no numbers",
        ),
        ({"kommune": ["A", "A", "Total"], "personer": [1, 2, 3]}, "1 cells have several figures: A"),
        ({"kommune": ["A", None], "personer": [1, 2]}, "no code in column 'kommune'"),
    ],
)
def test_bad_input_says_which_rows(frame: dict[str, list[object]], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        audit(pl.DataFrame(frame), ONE)


@pytest.mark.parametrize(
    "told", [[True, False, False, False], [1, 0, 0, 0], ["TRUE", "FALSE", "FALSE", "FALSE"]]
)
def test_a_column_that_is_true_of_hidden_cells_hides_them_and_one_that_is_not_named_is_told_of(
    told: list[object],
) -> None:
    frame = pd.DataFrame(
        {"kommune": ["A", "B", "C", "Total"], "personer": [2, 20, 30, 52], "suppressed": told}
    )
    report = audit(frame, ONE, status="suppressed")
    assert report.exact.to_dict("records") == [{"kommune": "A", "figure": 2.0}]
    if told[0] != 1 or told[0] is True:
        with pytest.warns(DataWarning, match="status='suppressed'"):
            assert audit(frame, ONE).safe


def test_bad_input_an_attacker_that_is_none_and_a_misspelt_option() -> None:
    frame, options = (
        pd.DataFrame({"kommune": ["A", "Total"], "personer": [2, 2]}),
        {"rule": [rules.minimum_count(4)]},
    )
    with pytest.raises(BadInput, match="attacker is a dict: it must be an Attacker"):
        audit(frame, ONE, attacker={"lower": 1})  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="audit takes no 'rule'"):
        audit(frame, ONE, **options)  # type: ignore[arg-type]


def test_bad_input_a_column_that_says_nothing_of_hidden_cells_is_no_status() -> None:
    frame = pd.DataFrame({"kommune": ["A", "Total"], "personer": [2, 2], "fylke": ["Øst", "Vest"]})
    with pytest.raises(BadInput, match="does not say which cells are hidden: it has 'øst', 'vest'"):
        audit(frame, ONE, status="fylke")


def test_bad_input_a_spec_without_figures_and_a_status_that_is_not_there() -> None:
    frame = pl.DataFrame({"kommune": ["A", "Total"], "personer": [1, 1]})
    with pytest.raises(BadInput, match="names no column of figures"):
        audit(frame, TableSpec(dimensions={"kommune": None}))
    with pytest.raises(BadInput, match="no column 'statsu' in the frame"):
        audit(frame, ONE, status="statsu")
    with pytest.raises(BadInput, match=r"relative=0\.5 asks for the true figures"):
        audit(frame, ONE, attacker=Attacker(relative=0.5))


@pytest.mark.parametrize(("method", "known"), [("none", 35), ("anySum", 0)])
def test_sdc_C21_a_pattern_of_gausssuppression_is_audited_as_its_readers_see_it(
    method: str, known: int
) -> None:
    cells, primary = reference("t2_1k")
    hidden = pattern("t2_1k", method, cells)
    status = np.where(primary.mask, "primary", np.where(hidden, "secondary", "published"))
    source = pl.read_csv("tests/data/sdc/t2_1k.csv.gz")
    frame = cells.codes.with_columns(pl.Series("freq", cells.figures), pl.Series("status", status))
    spec = TableSpec(
        dimensions={
            leaf: Hierarchy.from_dict(
                {group: rows[leaf].unique().sort().to_list() for (group,), rows in source.group_by(above)}
            )
            for leaf, above in (("kommune", "fylke"), ("nace", "naering"))
        },
        count="freq",
    )
    report = audit(frame, spec)
    assert report.safe == (known == 0)
    assert len(report.exact) == known
