"""Formulas of linked tables."""

import pytest

from stabbur.disclosure.tables.formula import terms
from stabbur.errors import BadInput
from tests.disclosure.tables.frames import refused


def test_terms_stand_in_the_order_of_the_formula_and_each_in_that_of_the_dimensions() -> None:
    assert terms("geo * year+eu*year", ["year", "geo", "eu"]) == (("year", "geo"), ("year", "eu"))


def test_names_with_spaces_and_terms_that_are_there_twice() -> None:
    assert terms("`my age` + my age", ["my age"]) == (("my age",),)


@pytest.mark.parametrize(
    ("formula", "text", "hint"),
    [
        ("agee*geo", "has 'agee'", "did you mean 'age'?"),
        ("age*geo*age", "stands twice in 'age*geo*age'", "each dimension"),
        ("age", "no table with the dimension 'geo'", "leave the dimension out"),
        ("age:geo", "has 'age:geo'", ""),
        ("", "has ''", "joined by +"),
    ],
)
def test_what_is_no_formula_is_refused(formula: str, text: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        terms(formula, ["age", "geo"])
    refused(caught, "formula-bad", text)
    assert hint in caught.value.hint
