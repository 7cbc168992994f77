"""The official profile of Data Package 2.0, patched where its own text differs."""

from typing import Any

import pytest

from stabbur.packages.validation.profile import profile_problems


def package(**field: Any) -> dict[str, Any]:
    return {"resources": [{"name": "r", "path": "a.csv", "schema": {"fields": [{"name": "a"} | field]}}]}


def told(descriptor: object) -> list[str]:
    return [f"{one.field}: {one.message}" for one in profile_problems(descriptor)]


@pytest.mark.parametrize(
    "field", [{}, {"type": "list", "itemType": "integer"}, {"type": "any"}, {"type": "string", "unit": "kg"}]
)
def test_what_the_patched_profile_allows(field: dict[str, Any]) -> None:
    assert told(package(**field)) == []
    schema = {"fieldsMatch": "subset", "fields": [{"name": "a"}]}
    assert told({"resources": [{"name": "r", "path": "a.csv", "schema": schema}]}) == []


@pytest.mark.parametrize(
    ("descriptor", "said"),
    [
        ({"name": 1, "resources": [{"name": "r", "path": "a"}]}, "name: 1 is not string"),
        ({"resources": []}, "resources: it is empty"),
        ({}, "datapackage.json: 'resources' is a required property"),
        ({"resources": [{"path": "a"}]}, "resources[0]: 'name' is a required property"),
        (
            package(type="integer", constraints={"minimum": []}),
            "resources[0].schema.fields[0].constraints.minimum",
        ),
        ([], "datapackage.json: [] is not object"),
        (None, "datapackage.json: null is not object"),
    ],
)
def test_what_it_does_not_allow_is_told_by_its_place(descriptor: object, said: str) -> None:
    assert any(said in one for one in told(descriptor)), told(descriptor)


def test_a_message_is_one_short_line() -> None:
    for one in profile_problems(
        {"name": {"x": "y" * 500}, "resources": [{"name": "r", "path": ["a" * 400, 3]}]}
    ):
        assert len(one.message) < 250
        assert "\n" not in one.message
