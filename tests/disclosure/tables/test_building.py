"""Cells of a table: their order, what they sum, and what a frame that cannot be right is answered."""

import warnings
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.cells import Cells
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import Spec, TableSpec
from stabbur.errors import BadInput, DataWarning
from tests.disclosure.tables.frames import AGE_GEO, EXAMPLE, FIRST, GEO, published, reference, refused


def figures(cells: Cells) -> dict[tuple[str, ...], float]:
    return dict(zip(cells.codes.rows(), cells.figures.tolist(), strict=True))


def test_cells_stand_in_a_fixed_order() -> None:
    cells = build(FIRST.sample(fraction=1, shuffle=True, seed=3), AGE_GEO)
    assert cells.codes.rows() == list(
        product(["Total", "old", "young"], ["Total", "EU", "nonEU", "Spain", "Portugal", "Iceland"])
    )
    assert cells.inner_codes.rows() == list(product(["old", "young"], ["Spain", "Portugal", "Iceland"]))


def test_columns_list_groups_before_leaves_each_sorted() -> None:
    spec = TableSpec({"geo": Hierarchy.from_columns("geo", "eu")}, count="freq")
    cells = build(FIRST, spec)
    assert cells.codes["geo"].to_list() == ["Total", "EU", "nonEU", "Iceland", "Portugal", "Spain"]
    assert cells.figures.tolist() == [20, 15, 5, 5, 4, 11]


@pytest.mark.parametrize("name", ["t2_1k", "t3_1k", "t2_10k", "t3_10k"])
def test_sdc_C21_reference_tables_have_the_cells_and_figures_that_were_published(name: str) -> None:
    frame, spec = reference(name)
    cells = build(frame, spec)
    ours = cells.codes.with_columns(ours=pl.Series(cells.count))
    joined = published(name).join(ours, on=cells.dimensions, how="full")
    assert joined.filter(~pl.col("freq").eq_missing(pl.col("ours"))).is_empty()
    assert len(joined) == cells.size


@pytest.mark.parametrize("name", ["t2_1k", "t3_1k"])
def test_totals_in_the_data_are_found_checked_and_summed_anew(name: str) -> None:
    frame, spec = reference(name)
    fixed = spec.fixed(frame)
    again = build(published(name), fixed)
    assert figures(again) == figures(build(frame, spec))


def test_microdata_count_their_rows() -> None:
    persons = FIRST.select(pl.col("age").repeat_by("freq"), pl.col("geo").repeat_by("freq"))
    persons = persons.filter(pl.col("age").list.len() > 0).explode("age", "geo")
    counted = build(persons, TableSpec({"age": None, "geo": GEO}))
    assert figures(counted) == figures(build(FIRST, AGE_GEO))
    assert counted.count is not None
    assert counted.count.dtype == np.int64


def test_magnitudes_are_weighted_and_keep_their_contributors() -> None:
    frame = pl.DataFrame(
        {"geo": ["A", "A", "B"], "turnover": [10.0, 2.0, 5.0], "firm": ["y", "x", "y"], "w": [1.0, 3.0, 2.0]}
    )
    cells = build(frame, TableSpec({"geo": None}, value="turnover", contributor="firm", weight="w"))
    assert cells.figures.tolist() == [26, 16, 10]
    assert cells.count is not None
    assert cells.count.tolist() == [3, 2, 1]
    assert cells.records is not None
    assert cells.records.contributor.tolist() == [1, 0, 1]
    assert cells.records.inner.tolist() == [0, 0, 1]
    assert cells.records.value.tolist() == [10, 2, 5]
    assert cells.records.weight.tolist() == [1, 3, 2]
    assert cells.records.rows is not None
    assert cells.records.rows["firm"].to_list() == ["y", "x", "y"]


@pytest.mark.parametrize("group", ["", None, " ", "Alle fylker"])
def test_the_row_of_all_is_the_total_whatever_its_grouping_column_says(group: str | None) -> None:
    frame = pl.DataFrame({"fylke": ["03", "46", "46", group], "kommune": ["0301", "4601", "4602", "Norge"]})
    spec = TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke", total="Norge")}, count="n")
    cells = build(frame.with_columns(n=pl.Series([90, 30, 2, 122])), spec)
    assert figures(cells)["Norge",] == 122
    assert cells.size == 6


def test_bad_input_a_total_under_the_name_of_a_group_is_refused() -> None:
    frame = pl.DataFrame({"fylke": ["03", "46", "46", "00"], "kommune": ["0301", "4601", "4602", "Norge"]})
    spec = TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke", total="Norge")}, count="n")
    with pytest.raises(BadInput, match="code '00' of dimension 'kommune' is the sum of all its other codes"):
        build(frame.with_columns(n=pl.Series([90, 30, 2, 122])), spec)


def test_bad_input_a_county_by_its_name_among_its_municipalities_is_refused() -> None:
    frame = pl.DataFrame(
        {
            "fylke": ["03", "46", "46", "46", "46", "11", "11", "11"],
            "sted": ["0301", "4601", "4602", "4603", "Vestland", "1101", "1103", "Rogaland"],
            "n": [900, 30, 2, 17, 49, 55, 77, 132],
        }
    )
    spec = TableSpec({"sted": Hierarchy.from_columns("sted", "fylke", total=None)}, count="n")
    with pytest.warns(DataWarning, match="'Rogaland' in '11', 'Vestland' in '46'"):
        build(frame, spec)
    both = pl.concat([frame.with_columns(k=pl.lit("k")), frame.with_columns(pl.col("n") * 3, k=pl.lit("m"))])
    with pytest.raises(BadInput, match="'Rogaland' in '11', 'Vestland' in '46'"):
        build(both, TableSpec({**spec.dimensions, "k": None}, count="n"))


def test_sums_of_money_have_the_decimals_of_their_parts() -> None:
    frame = pl.DataFrame(
        {"geo": ["A", "A", "B"], "turnover": [0.1, 0.2, 1e9 + 0.07], "firm": ["x", "y", "z"]}
    )
    cells = build(frame, TableSpec({"geo": None}, value="turnover", contributor="firm"))
    assert cells.figures.tolist() == [1000000000.37, 0.3, 1000000000.07]


def test_weights_alone_estimate_a_count() -> None:
    frame = pl.DataFrame({"geo": ["A", "A", "B"], "w": [1.5, 3.0, 2.0]})
    cells = build(frame, TableSpec({"geo": None}, weight="w"))
    assert cells.figures.tolist() == [6.5, 4.5, 2.0]
    assert cells.count is not None
    assert cells.count.tolist() == [3, 2, 1]


def test_a_table_of_values_alone_has_no_count() -> None:
    cells = build(FIRST, TableSpec({"age": None}, value="freq"))
    assert cells.count is None
    assert cells.figures.tolist() == [20, 13, 7]


def test_codes_absent_from_the_data_are_zero() -> None:
    geo = Hierarchy.from_dict({"Total": ["Spain", "Iceland", "Portugal", "Malta"]})
    cells = build(FIRST, TableSpec({"geo": geo}, count="freq"))
    assert figures(cells) == {
        ("Total",): 20,
        ("Spain",): 11,
        ("Iceland",): 5,
        ("Portugal",): 4,
        ("Malta",): 0,
    }


def test_what_the_data_do_not_have_may_be_impossible() -> None:
    spec = TableSpec({"geo": None, "eu": None}, count="freq", impossible="absent")
    cells = build(FIRST, spec)
    assert ("Iceland", "EU") not in cells.codes.rows()
    assert cells.size == 3 * 2 + 1 + 2
    assert cells.inner_codes.rows() == [("Iceland", "nonEU"), ("Portugal", "EU"), ("Spain", "EU")]


def test_structural_zeros_are_marked() -> None:
    impossible = pl.DataFrame({"age": ["young"], "geo": ["Portugal"]})
    cells = build(FIRST, TableSpec({"age": None, "geo": GEO}, count="freq", impossible=impossible))
    assert cells.inner_codes.filter(pl.Series(cells.structural)).rows() == [("young", "Portugal")]


def test_without_a_total_none_is_published() -> None:
    dimensions = {"age": Hierarchy.from_columns("age", total=None), "geo": Hierarchy.from_columns("geo")}
    cells = build(FIRST, TableSpec(dimensions, count="freq"))
    assert set(cells.codes["age"]) == {"old", "young"}
    assert cells.size == 8


def test_several_alternative_hierarchies_share_their_leaves() -> None:
    frame = pl.DataFrame(
        {
            "region": list("ABIJKLMN"),
            "county": ["c1"] * 4 + ["c2"] * 4,
            "size": ["small"] * 5 + ["big"] * 2 + ["small"],
            "freq": [2, 2, 8, 8, 3, 3, 3, 7],
        }
    )
    by_county, by_size = (Hierarchy.from_columns("region", level) for level in ("county", "size"))
    cells = build(frame, TableSpec({"region": [by_county, by_size]}, count="freq"))
    assert cells.codes["region"].to_list() == ["Total", "c1", "c2", "big", "small", *"ABIJKLMN"]
    assert cells.figures.tolist()[:5] == [36, 20, 16, 6, 30]
    linked = build(
        frame, TableSpec({"region": by_county}, count="freq") & TableSpec({"region": by_size}, count="freq")
    )
    assert linked.table == "table"
    assert linked.codes["table"].to_list() == ["region (1)"] * 11 + ["region (2)"] * 11
    assert linked.codes["region"].to_list()[11:14] == ["Total", "big", "small"]
    assert linked.sums.shape[0] == 8


def test_ragged_levels_are_skipped() -> None:
    frame = pl.DataFrame({"k": ["Oslo", "a", "b", "c"], "f": ["Oslo", "x", "x", None], "n": [1, 2, 3, 4]})
    cells = build(frame, TableSpec({"k": Hierarchy.from_columns("k", "f")}, count="n"))
    assert figures(cells) == {("Total",): 10, ("x",): 5, ("Oslo",): 1, ("a",): 2, ("b",): 3, ("c",): 4}


def test_sdc_C6_a_formula_links_tables_over_the_same_inner_rows() -> None:
    dimensions = {"age": None, "geo": None, "year": None, "eu": None}
    spec = TableSpec(dimensions, count="freq", formula="age*geo*year + eu*year")
    cells = build(EXAMPLE, spec)
    # what decides the other dimension adds no inner rows: 2 ages, 3 countries, 3 years
    assert cells.sums.shape == (18, 3 * 4 * 4 + 2 * 4)
    assert figures(cells)["Total", "Total", "2016", "EU"] == 16
    assert cells.codes.unique().height == cells.size
    assert not cells.table


def test_linked_tables_hold_the_total_of_dimensions_that_they_lack() -> None:
    linked = TableSpec({"age": None}, count="freq") & TableSpec({"geo": GEO, "year": None}, count="freq")
    cells = build(EXAMPLE, linked)
    first = cells.codes.filter(pl.col("table") == "age")
    assert first.rows() == [(age, "Total", "Total", "age") for age in ("Total", "old", "young")]
    assert figures(cells)["Total", "EU", "2015", "geo*year"] == 15


def test_grouping_columns_tell_which_total_a_row_is() -> None:
    frame = pl.DataFrame(
        {
            "kommune": ["0301", "4601", "4602", "Alle kommuner", "Alle kommuner", "Alle kommuner"],
            "fylke": ["03", "46", "46", "03", "46", "Alle fylker"],
            "n": [3, 2, 4, 3, 6, 9],
        }
    )
    spec = TableSpec(
        {"kommune": Hierarchy.from_columns("kommune", "fylke", total="Alle kommuner")}, count="n"
    )
    codes = ["Alle kommuner", "03", "46", "0301", "4601", "4602"]
    assert figures(build(frame, spec)) == dict(zip([(c,) for c in codes], [9, 3, 6, 3, 2, 4], strict=True))
    wrong = frame.with_columns(n=pl.Series([3, 2, 4, 3, 7, 9]))
    with pytest.raises(BadInput) as caught:
        build(wrong, spec)
    refused(caught, "not-additive", "kommune '46' is 7, its parts sum to 6")


def test_the_frame_of_the_caller_is_not_changed_and_every_kind_gives_the_same() -> None:
    pandas = FIRST.to_pandas().astype({"freq": "Int64"}).set_index(pd.Index([0, 0, 1, 1, 2, 2]))
    before = pandas.copy(deep=True)
    same = figures(build(FIRST, AGE_GEO))
    assert figures(build(pandas, AGE_GEO)) == same
    pd.testing.assert_frame_equal(pandas, before)
    assert figures(build(FIRST.to_arrow(), AGE_GEO)) == same


def test_codes_that_pandas_made_floats_stay_whole() -> None:
    pandas = pd.DataFrame({"kommune": [301.0, 4601.0], "n": [1, 2]})
    assert build(pandas, TableSpec({"kommune": None}, count="n")).codes["kommune"].to_list() == [
        "Total",
        "301",
        "4601",
    ]


def test_codes_with_dots_and_spaces_are_codes() -> None:
    frame = pl.DataFrame({"nace": [".1", "1 2", "æ ø"], "n": [1, 2, 3]})
    assert build(frame, TableSpec({"nace": None}, count="n")).codes["nace"].to_list() == [
        "Total",
        ".1",
        "1 2",
        "æ ø",
    ]


TABLE = TableSpec({"age": None, "geo": GEO}, count="freq")
NEGATIVE = FIRST.with_columns(freq=pl.col("freq") - 3)
MISSING = FIRST.with_columns(freq=pl.when(pl.col("geo") != "Spain").then("freq"))
I_ALT = (
    FIRST.group_by("geo").agg(pl.lit("I alt").alias("age"), pl.col("freq").sum()).select("age", "geo", "freq")
)
CASES: dict[str, tuple[Callable[[], object], Spec, str, str]] = {
    "no_rows": (lambda: FIRST.head(0), TABLE, "frame-empty", "no rows"),
    "negative": (lambda: NEGATIVE, TABLE, "figures-bad", "row 1 (age 'young', geo 'Iceland'): -1"),
    "infinite": (
        lambda: FIRST.with_columns(freq=pl.col("freq") / 0),
        TABLE,
        "figures-bad",
        "row 2 (age 'young', geo 'Portugal'): nan",
    ),
    "no_figure": (lambda: MISSING, TABLE, "figures-bad", "row 3 (age 'old', geo 'Spain')"),
    "half_a_person": (
        lambda: FIRST.with_columns(freq=pl.col("freq") + 0.5),
        TABLE,
        "figures-bad",
        "6 of 6 figures in column 'freq' are no whole numbers",
    ),
    "text_for_figures": (
        lambda: FIRST.with_columns(freq=pl.lit("ja")),
        TABLE,
        "figures-bad",
        "column 'freq' is text: figures are numbers",
    ),
    "figures_as_people_write_them": (
        lambda: FIRST.with_columns(freq=pl.Series(["1 234", "12,5", "7", "8", "01012012345", "9"])),
        TABLE,
        "figures-bad",
        "column 'freq' is text such as '1 234', '12,5': figures are numbers",
    ),
    "hidden_before": (
        lambda: FIRST.with_columns(freq=pl.Series(["*", "12", "7", "8", "6", "9"])),
        TABLE,
        "figures-bad",
        "column 'freq' is text such as '*': figures are numbers",
    ),
    "doubled": (
        lambda: pl.concat([FIRST, FIRST.head(1)]),
        TABLE,
        "cells-doubled",
        "row 6 (age 'young', geo 'Spain'): 5",
    ),
    "code_unknown": (
        lambda: FIRST.with_columns(pl.col("geo").replace("Spain", "Spania")),
        TABLE,
        "codes-unknown",
        "'Spania'; first in row 0 (age 'young', geo 'Spania')",
    ),
    "code_missing": (
        lambda: FIRST.with_columns(geo=pl.when(pl.col("geo") != "Spain").then("geo")),
        TABLE,
        "codes-missing",
        "row 0 (age 'young', geo missing)",
    ),
    "code_with_a_blank": (
        lambda: FIRST.with_columns(geo=pl.col("geo") + " "),
        TABLE,
        "codes-unknown",
        "'Spain '",
    ),
    "codes_that_differ_in_blanks": (
        lambda: pl.concat([FIRST, FIRST.with_columns(geo=pl.col("geo") + " ")]),
        TableSpec({"geo": None, "age": None}, count="freq"),
        "codes-blank",
        "'Iceland', 'Iceland '",
    ),
    "column_misspelt": (
        lambda: FIRST,
        TableSpec({"ag": None}, count="freq"),
        "column-unknown",
        "no column 'ag'",
    ),
    "values_in_values": (
        lambda: pl.DataFrame({"k": [[1], [2]]}),
        TableSpec({"k": None}),
        "codes-bad",
        "column 'k' is of type 'List(Int64)'",
    ),
    "dimension_and_figure": (
        lambda: FIRST,
        TableSpec({"freq": None}, count="freq"),
        "table-dimensions",
        "column 'freq' is both a dimension and count=",
    ),
    "dimension_named_as_ours": (
        lambda: FIRST.rename({"age": "table"}),
        TableSpec({"table": None}, count="freq") & TableSpec({"geo": None}, count="freq"),
        "table-dimensions",
        "a dimension is named 'table'",
    ),
    "grouping_column_away": (
        lambda: FIRST.drop("eu"),
        TableSpec({"geo": Hierarchy.from_columns("geo", "eu")}, count="freq"),
        "column-unknown",
        "no column 'eu' in the frame, which groups the codes",
    ),
    "totals_among_persons": (
        lambda: FIRST.with_columns(age=pl.lit("Total")),
        TableSpec({"age": None}),
        "totals-among-units",
        "6 of 6 rows are sums of others",
    ),
    "nothing_but_totals": (
        lambda: FIRST.head(1).with_columns(age=pl.lit("Total")),
        TableSpec({"age": None}, count="freq"),
        "totals-only",
        "row 0 (age 'Total')",
    ),
    "contributor_missing": (
        lambda: FIRST.with_columns(who=pl.when(pl.col("freq") > 0).then(pl.lit("Kari"))),
        TableSpec({"age": None, "geo": GEO}, value="freq", contributor="who"),
        "figures-bad",
        "1 of 6 figures in column 'who' are missing: row 2 (age 'young', geo 'Portugal')",
    ),
    "impossible_and_there": (
        lambda: FIRST,
        TableSpec({"age": None, "geo": GEO}, count="freq", impossible=pl.DataFrame({"geo": ["EU"]})),
        "impossible-filled",
        "age 'old', geo 'Spain'",
    ),
    "second_total": (
        lambda: pl.concat([FIRST.select("age", "geo", "freq"), I_ALT]),
        TABLE,
        "totals-several",
        "code 'I alt' of dimension 'age' is the sum of all its other codes",
    ),
    "total_of_no_dimension": (
        lambda: FIRST.with_columns(sex=pl.Series(["k", "k", "k", "m", "I alt", "m"])),
        TABLE,
        "totals-several",
        "column 'sex' is no dimension, but holds the total 'I alt' beside 'k', 'm'",
    ),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_bad_input_is_refused_with_the_rows(case: str) -> None:
    frame, spec, code, text = CASES[case]
    with pytest.raises(BadInput) as caught:
        build(frame(), spec)
    refused(caught, code, text)
    assert "Kari" not in str(caught.value), "a contributor may be a person"


def test_a_non_additive_total_is_shown_with_what_its_parts_sum_to() -> None:
    whole = build(FIRST, AGE_GEO)
    frame = whole.codes.with_columns(freq=pl.Series(whole.count))
    wrong = frame.with_columns(freq=pl.when(pl.col("geo") == "EU").then(pl.col("freq") + 1).otherwise("freq"))
    with pytest.raises(BadInput) as caught:
        build(wrong, AGE_GEO)
    refused(caught, "not-additive", "3 of 12 totals", "age 'Total', geo 'EU' is 16, its parts sum to 15")


def test_a_code_of_two_levels_is_refused() -> None:
    frame = pl.DataFrame({"k": [1, 2, 3, 10], "f": [1, 1, 2, 2], "n": [1, 2, 3, 4]})
    with pytest.raises(BadInput) as caught:
        build(frame, TableSpec({"k": Hierarchy.from_columns("k", "f")}, count="n"))
    refused(caught, "hierarchy-bad", "code '2' of dimension 'k' stands in the columns 'k' and 'f'")


def test_one_code_alone_is_a_table() -> None:
    cells = build(FIRST.head(1), TableSpec({"age": None}, count="freq"))
    assert figures(cells) == {("Total",): 5, ("young",): 5}


def test_a_dimension_of_100_000_codes_is_a_table() -> None:
    many = pl.DataFrame({"k": range(100_000), "f": [f"f{at // 100}" for at in range(100_000)]})
    cells = build(many, TableSpec({"k": Hierarchy.from_columns("k", "f")}))
    assert cells.size == 101_001
    assert set(cells.figures[1:1001].tolist()) == {100.0}


def test_a_table_larger_than_memory_is_known_beforehand() -> None:
    wide = pl.DataFrame({name: [f"{name}{at}" for at in range(3_000)] for name in "abcde"})
    with pytest.raises(BadInput) as caught:
        build(wide, TableSpec(dict.fromkeys("abcde")))
    refused(caught, "table-large", "inner rows (codes: a 3 001, b 3 001", "GiB are free")


ROWS = st.lists(st.tuples(*[st.sampled_from("xyz")] * 3, st.integers(0, 9)), min_size=1, max_size=30)


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_every_cell_is_the_sum_of_the_rows_below_it(rows: list[tuple[str, str, str, int]]) -> None:
    below = {"x": "U", "y": "U", "z": "V"}
    frame = (
        pl.DataFrame(rows, schema=["a", "b", "c", "n"], orient="row")
        .group_by("a", "b", "c")
        .agg(pl.col("n").sum())
    )
    frame = frame.with_columns(above=pl.col("a").replace(below))
    linked = TableSpec(
        {"a": Hierarchy.from_columns("a", "above"), "b": None, "c": None}, count="n", formula="a*b + b*c"
    )
    cells = build(frame, linked)
    for (a, b, c), figure in figures(cells).items():
        expected = sum(
            n
            for one, two, three, n in frame.select("a", "b", "c", "n").rows()
            if a in ("Total", one, below[one]) and b in ("Total", two) and c in ("Total", three)
        )
        assert figure == expected
    assert cells.count is not None
    assert cells.inner_count is not None
    assert (cells.sums.T @ cells.inner_count == cells.count).all()


def test_rows_that_look_like_cells_are_counted_with_a_warning() -> None:
    frame = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
    with pytest.warns(DataWarning, match="count='personer'"):
        build(frame, TableSpec({"kommune": None}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build(pl.concat([frame, frame]), TableSpec({"kommune": None}))
        build(frame, TableSpec({"kommune": None}, count="personer"))
        build(frame.select("kommune"), TableSpec({"kommune": None}))
