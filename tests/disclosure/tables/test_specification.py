"""Specifications: what can be said of a table, and tables that are linked."""

import copy
import pickle
from collections.abc import Callable
from functools import partial

import polars as pl
import pytest

from stabbur.disclosure import Hierarchy, TableSpec, audit, cell_key, protect
from stabbur.disclosure.tables.building import build
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import EXAMPLE, refused

IMPOSSIBLE = pl.DataFrame({"geo": ["Iceland"], "year": [2015]})


def test_a_dimension_without_a_hierarchy_has_its_codes_and_their_total() -> None:
    assert TableSpec({"k": None}).dimensions == {"k": (Hierarchy.from_columns("k"),)}


def test_linked_tables_keep_their_order() -> None:
    one, two, three = (TableSpec({name: None}, count="n") for name in "abc")
    assert [table.name for table in (one & (two & three)).tables] == ["a", "b", "c"]
    assert list((one & two & three).hierarchies) == ["a", "b", "c"]
    assert (one & two).count == "n"


def test_a_hierarchy_that_two_tables_share_stands_once() -> None:
    by_county, by_size = Hierarchy.from_columns("k", "f"), Hierarchy.from_columns("k", "size")
    linked = TableSpec({"k": by_county}) & TableSpec({"k": [by_size, by_county]})
    assert linked.hierarchies["k"] == (by_county, by_size)


def test_fixed_tables_need_no_grouping_columns() -> None:
    rows = pl.DataFrame({"k": ["a", "b"], "f": ["x", "y"]})
    linked = TableSpec({"k": Hierarchy.from_columns("k", "f")}) & TableSpec({"k": None})
    assert linked.fixed(rows).hierarchies["k"][0].edges == (
        ("a", "x"),
        ("b", "y"),
        ("x", "Total"),
        ("y", "Total"),
    )


def test_fixed_tables_know_what_one_dimension_tells_of_another() -> None:
    spec = TableSpec(
        {"geo": None, "eu": None, "year": None}, formula="geo*year + eu*year", impossible=IMPOSSIBLE
    )
    given, never = spec.fixed(EXAMPLE).ruled_out
    assert given is IMPOSSIBLE
    assert never.rows() == [("Iceland", "EU"), ("Portugal", "nonEU"), ("Spain", "nonEU")]
    assert TableSpec({"geo": None, "eu": None}).fixed(EXAMPLE).impossible is None
    assert TableSpec({"geo": None}, impossible="absent").fixed(EXAMPLE).impossible == "absent"


def test_what_was_published_by_a_formula_is_outlined_with_its_structural_zeros() -> None:
    spec = TableSpec({"geo": None, "eu": None, "year": None}, count="freq", formula="geo*year + eu*year")
    made = build(EXAMPLE, spec.fixed(EXAMPLE))
    assert made.figures.tolist() == build(EXAMPLE, spec).figures.tolist()


WRONG: dict[str, tuple[Callable[[], object], str, str]] = {
    "no_dimension": (lambda: TableSpec({}), "table-dimensions", "at least one leaf column"),
    "a_list_of_dimensions": (
        lambda: TableSpec(["k"]),  # type: ignore[arg-type]
        "table-dimensions",
        "dimensions is ['k']",
    ),
    "no_hierarchy": (
        lambda: TableSpec({"k": "fylke"}),
        "table-dimensions",
        "the hierarchy of dimension 'k' is 'fylke'",
    ),
    "no_alternatives": (lambda: TableSpec({"k": []}), "table-dimensions", "must be a Hierarchy"),
    "formula": (lambda: TableSpec({"k": None}, formula="q"), "formula-bad", "'q', which is no dimension"),
    "impossible": (
        lambda: TableSpec({"k": None}, impossible="absnt"),
        "table-option",
        "impossible is 'absnt'",
    ),
    "other_figures": (
        lambda: TableSpec({"k": None}, count="n") & TableSpec({"k": None}, count="m"),
        "table-linked",
        "count is 'n' in 'k' and 'm' in 'k'",
    ),
    "linked_to_no_table": (lambda: TableSpec({"k": None}) & 3, "table-option", "not to 'int'"),  # type: ignore[operator]
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_what_is_no_table_is_refused(case: str) -> None:
    make, code, text = WRONG[case]
    with pytest.raises(BadInput) as caught:
        make()
    refused(caught, code, text)


@pytest.mark.parametrize("way", [protect, audit, partial(cell_key, keys="n")])
def test_a_name_in_place_of_a_table_is_refused(way: Callable[..., object]) -> None:
    with pytest.raises(BadInput) as caught:
        way(pl.DataFrame({"k": ["a", "b"], "n": [1, 2]}), "k")
    refused(caught, "table-option", "the table is given as a str: it must be a TableSpec")


def test_a_misspelt_option_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        TableSpec({"k": None}, contributer="x")  # type: ignore[call-arg]
    refused(caught, "option-unknown", "a table takes no 'contributer'")
    assert caught.value.hint == "did you mean 'contributor'?"


def test_a_table_can_be_copied_and_pickled() -> None:
    spec = TableSpec({"k": Hierarchy.from_columns("k", "f")}, count="n")
    assert pickle.loads(pickle.dumps(spec)) == copy.copy(spec) == spec
