"""What an address asks the catalogue for: page and API read it alike."""

import pytest
from pydantic import ValidationError

from stabbur.catalogue.base import Query
from stabbur.hub.serving.asking import LONGEST, MOST_VALUES, Asked


def test_nothing_asked_is_everything() -> None:
    assert Asked().query(0, 10) == Query(sort="new")
    assert Asked().chosen == {}


def test_values_stand_once_and_in_order_and_empty_ones_ask_for_nothing() -> None:
    asked = Asked(q="  folk ", topic=["b", "a", "b", ""], time=["week", ""], owner=[""], sort="new")
    assert asked.chosen == {"topic": ("b", "a"), "time": ("week",)}
    assert asked.query(20, 5) == Query(
        text="folk", topic=("b", "a"), freshness=("week",), sort="new", offset=20, limit=5
    )


@pytest.mark.parametrize(
    "values",
    [
        {"q": "x" * (LONGEST + 1)},
        {"topic": ["x"] * (MOST_VALUES + 1)},
        {"owner": ["x" * (LONGEST + 1)]},
        {"time": ["yesterday"]},
        {"sort": "size"},
    ],
)
def test_A58_what_is_too_much_or_unknown_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(values)


def test_every_value_says_what_it_means() -> None:
    assert all(field.description for field in Asked.model_fields.values())
