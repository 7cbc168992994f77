"""Hierarchies from columns, pairs, dictionaries and code lists; what none can be made of is refused."""

from collections.abc import Callable

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused

NESTED = {"Norge": {"03": ["0301"], "46": {"4601": None, "4602": ["46021", "46022"]}}}
KLASS = [
    {"code": "A", "parentCode": None, "level": "1", "name": "Jordbruk"},
    {"code": "01", "parentCode": "A", "level": "2", "name": "Planter"},
    {"code": "02", "parentCode": "A", "level": "2", "name": "Skog"},
    {"code": "01.1", "parentCode": "01", "level": "3", "name": "Korn"},
]


def test_dictionaries_are_listed_level_by_level() -> None:
    made = Hierarchy.from_dict(NESTED)
    assert made.listed == ("Norge", "03", "46", "0301", "4601", "4602", "46021", "46022")
    assert dict(made.edges)["46022"] == "4602"


def test_a_flat_list_has_no_groups() -> None:
    made = Hierarchy.from_dict(["x", "y"], total="I alt")
    assert (made.listed, made.edges, made.total) == (("x", "y"), (), "I alt")


@pytest.mark.parametrize("kind", ["polars", "pandas", "arrow"])
def test_pairs_from_any_frame(kind: str) -> None:
    pairs = pl.DataFrame({"kode": ["4601", "46", "0301"], "over": ["46", None, "03"]})
    frame = {"polars": pairs, "pandas": pairs.to_pandas(), "arrow": pairs.to_arrow()}[kind]
    made = Hierarchy.from_parent(frame, "kode", "over")
    assert made.listed == ("46", "03", "4601", "0301")
    assert made.edges == (("4601", "46"), ("0301", "03"))


def test_a_code_that_is_its_own_parent_is_the_top() -> None:
    made = Hierarchy.from_parent(pd.DataFrame({"child": ["a", "b"], "parent": ["a", "a"]}))
    assert made.edges == (("b", "a"),)


@pytest.mark.parametrize(
    "given", [KLASS, {"codes": KLASS}, {"classificationItems": KLASS}, pl.DataFrame(KLASS)]
)
def test_code_lists_as_klass_has_them(given: object) -> None:
    assert Hierarchy.from_codes(given).listed == ("A", "01", "02", "01.1")
    assert Hierarchy.from_codes(given, level=2).listed == ("A", "01", "02")


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "two_parents": (
        lambda: Hierarchy.from_parent(pl.DataFrame({"child": ["a", "a"], "parent": ["x", "y"]})),
        "code 'a' is part of both 'x' and 'y'",
    ),
    "twice_in_a_dictionary": (lambda: Hierarchy.from_dict({"x": ["a"], "y": ["a"]}), "both 'x' and 'y'"),
    "part_of_itself": (
        lambda: Hierarchy.from_parent(pl.DataFrame({"child": ["a", "b"], "parent": ["b", "a"]})),
        "is part of itself: ",
    ),
    "no_code": (
        lambda: Hierarchy.from_parent(pl.DataFrame({"child": ["a", None], "parent": ["b", "a"]})),
        "row 1 has no code in column 'child'",
    ),
    "nothing": (lambda: Hierarchy.from_dict({}), "no codes"),
    "no_columns": (lambda: Hierarchy.from_columns(), "one or more names"),
    "a_column_twice": (lambda: Hierarchy.from_columns("k", "k"), "each once"),
    "a_parent_that_is_not_listed": (
        lambda: Hierarchy.from_codes([*KLASS, {"code": "03", "parentCode": "B", "level": "2"}]),
        "the parent 'B' of code '03' is not in the code list",
    ),
    "no_code_column": (lambda: Hierarchy.from_codes([{"kode": "A"}]), "no column 'code'"),
    "another_object": (lambda: Hierarchy.from_codes({"name": "NACE"}), "it has no list of codes"),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_what_is_no_hierarchy_is_refused(case: str) -> None:
    make, text = WRONG[case]
    with pytest.raises(BadInput) as caught:
        make()
    refused(caught, "hierarchy-bad", text)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        Hierarchy.from_parent(pl.DataFrame({"child": ["a"], "parnt": ["b"]}))
    refused(caught, "column-unknown", "no column 'parent'")
    assert caught.value.hint == "did you mean 'parnt'?"
