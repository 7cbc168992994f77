"""What holds for every method: the caller's rows stay, a step repeats it, and wrong options are named."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import polars as pl
import pytest

from stabbur.disclosure.microdata.step import Changed, Step
from stabbur.errors import BadInput

PLACE = "stabbur.disclosure.microdata.methods"
METHODS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "top_code": ("coding", "n", {"above": 5}),
    "bottom_code": ("coding", "n", {"share": 0.25}),
    "recode": ("recoding", "t", {"values": {"a": "x", "b": "x", "c": "y"}}),
    "microaggregate": ("microaggregating", "n", {"k": 3, "by": ["t"]}),
    "pram": ("pram", "t", {"keep": 0.5}),
    "add_noise": ("noise", "x", {"share": 0.2, "kind": "independent"}),
    "rank_swap": ("swapping", "x", {"share": 0.5}),
}


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "n": [1, 2, 3, 4, 5, 6, 7, 8, 9],
            "t": ["a", "b", "c"] * 3,
            "x": [None, *(0.5 * i for i in range(8))],
        }
    )


def method(name: str) -> Callable[..., Changed]:
    found: Callable[..., Changed] = getattr(import_module(f"{PLACE}.{METHODS[name][0]}"), name)
    return found


@pytest.mark.parametrize("name", METHODS)
def test_a_step_repeats_it(name: str, rows: pl.DataFrame) -> None:
    _, column, options = METHODS[name]
    before = rows.clone()
    made, step = method(name)(rows, (column,), seed=11, **options)
    assert rows.equals(before)
    assert (step.name, step.columns, list(made)) == (name, (column,), [column])
    assert made[column].len() == rows.height
    kept = Step.of(step.as_dict())
    again, once_more = method(name)(rows, kept.columns, seed=kept.seed, **kept.options)
    assert again[column].equals(made[column])
    assert once_more == step


@pytest.mark.parametrize("name", METHODS)
def test_columns_must_be_there(name: str, rows: pl.DataFrame) -> None:
    options = METHODS[name][2]
    with pytest.raises(BadInput, match="no column is named"):
        method(name)(rows, (), seed=1, **options)
    with pytest.raises(BadInput, match="no column 'm' in the frame"):
        method(name)(rows, ("m",), seed=1, **options)


@pytest.mark.parametrize("name", ["top_code", "bottom_code", "microaggregate", "add_noise"])
def test_figures_must_be_numbers(name: str, rows: pl.DataFrame) -> None:
    with pytest.raises(BadInput, match="column 't' is of type 'String': this method needs numbers"):
        method(name)(rows, ("t",), seed=1, **METHODS[name][2])


@pytest.mark.parametrize("name", ["pram", "add_noise", "rank_swap"])
def test_chance_needs_a_seed(name: str, rows: pl.DataFrame) -> None:
    _, column, options = METHODS[name]
    with pytest.raises(BadInput, match="seed is None"):
        method(name)(rows, (column,), **options)
    one, two = (method(name)(rows, (column,), seed=seed, **options)[0][column] for seed in (1, 2))
    assert not one.equals(two)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("top_code", {}, "must have one of the two"),
        ("top_code", {"above": 3, "share": 0.1}, "must have one of the two"),
        ("bottom_code", {"share": 2}, "'share' is 2: it must be from 0 to 1"),
        ("top_code", {"above": 3, "replace_by": "mode"}, "replace_by is 'mode'"),
        ("recode", {}, "must have one of values and breaks"),
        ("recode", {"values": {"1": "x"}}, "not recoded: '2', '3', '4', '5', '6' and 3 more"),
        ("recode", {"breaks": [3, 1]}, "they must rise"),
        ("recode", {"breaks": [3], "labels": ["low"]}, "1 labels for 2 bands"),
        ("recode", {"values": {}, "unknown": "kept"}, "'unknown' is 'kept'"),
        ("microaggregate", {"k": 10}, "'k' is 10"),
        ("microaggregate", {"k": 4, "by": ["t"]}, "has 3 rows: k is 4"),
        ("pram", {"keep": 1.5}, "'keep' is 1.5"),
        ("add_noise", {"kind": "normal"}, "'kind' is 'normal'"),
        ("rank_swap", {"share": -1}, "'share' is -1"),
    ],
)
def test_wrong_options_are_named(
    name: str, options: dict[str, Any], message: str, rows: pl.DataFrame
) -> None:
    with pytest.raises(BadInput, match=message):
        method(name)(rows, ("n",), seed=1, **options)


def test_a_missing_number_is_told_where_none_may_be(rows: pl.DataFrame) -> None:
    with pytest.raises(BadInput, match="column 'x' has no number in rows 0"):
        method("microaggregate")(rows, ("x",))
