"""Methods by name: each leaves a step behind that repeats it, and what is misspelt is refused."""

from typing import Any

import polars as pl
import pytest

from stabbur.disclosure import Microdata
from stabbur.disclosure.microdata.changing import METHODS
from stabbur.errors import BadInput

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "top_code": ("age", {"above": 70}),
    "bottom_code": ("age", {"share": 0.1}),
    "recode": ("age", {"breaks": [30, 60]}),
    "microaggregate": ("age", {"k": 4}),
    "pram": ("occupation", {"keep": 0.5}),
    "add_noise": ("age", {"share": 0.2, "whole": True}),
    "rank_swap": ("age", {"share": 0.1}),
}


@pytest.fixture
def some(adult: pl.DataFrame) -> Microdata:
    return Microdata(adult.sample(200, seed=1), keys=["age", "sex"], sensitive="occupation")


@pytest.mark.parametrize("name", METHODS)
def test_step_repeats_the_method(some: Microdata, name: str) -> None:
    column, options = CALLS[name]
    made = getattr(some, name)(column, **options)
    assert not made.frame.equals(some.frame)
    assert made.frame.drop(column).equals(some.frame.drop(column))
    assert [step.name for step in made.steps] == [name]
    assert some.steps == ()
    assert some.repeat([step.as_dict() for step in made.steps]).frame.equals(made.frame)


@pytest.mark.parametrize("name", ["pram", "add_noise", "rank_swap"])
def test_seed_is_drawn_anew_and_recorded(some: Microdata, name: str) -> None:
    column, options = CALLS[name]
    first, second = (getattr(some, name)(column, **options) for _ in range(2))
    assert first.steps[0].seed != second.steps[0].seed
    assert getattr(some, name)(column, seed=5, **options).steps[0].seed == 5
    assert all(step["seed"] is None for step in first.proof["steps"])


@pytest.mark.parametrize(
    ("name", "columns", "options", "message"),
    [
        ("topcode", "age", {}, "no method 'topcode': there are add_noise"),
        ("top_code", "age", {"abov": 90}, "no option 'abov' of top_code: it has above, share, replace_by"),
        ("top_code", "agee", {"above": 90}, "no column 'agee'"),
        ("top_code", (), {"above": 90}, "column"),
    ],
)
def test_what_is_misspelt_is_refused(
    some: Microdata, name: str, columns: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        some.apply(name, columns, **options)
    assert caught.value.hint


def test_seed_that_is_no_number_is_refused(some: Microdata) -> None:
    seeds: list[Any] = ["x", -1, True, 1.5]
    for wrong in seeds:
        with pytest.raises(BadInput, match="it must be a whole number of 0 or more"):
            some.apply("pram", "occupation", seed=wrong)


def test_recorded_step_with_an_option_that_is_not_known_is_refused(some: Microdata) -> None:
    with pytest.raises(BadInput, match="no option 'kk' of anonymise: it has k, l, t"):
        some.repeat([{"name": "anonymise", "columns": ["age"], "options": {"kk": 3}}])


def test_a_step_of_a_file_with_other_keys_is_refused(some: Microdata) -> None:
    with pytest.raises(BadInput, match="taken with the keys 'age', 'race'; here they are 'age', 'sex'"):
        some.repeat([{"name": "local_suppress", "columns": ["age", "race"], "options": {"k": 3}}])
