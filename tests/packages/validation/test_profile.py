"""The official profile of Data Package 2.0, patched where its own text differs."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.validation.profile import fits, profile_problems, validator


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


WORDS = """name path data schema fields type title constraints resources licenses created
primaryKey foreignKeys missingValues sources version homepage enum categories"""
NAMES = st.sampled_from(WORDS.split())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["string", "a.csv", "r", "any"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(more=st.dictionaries(NAMES, VALUES, max_size=4), field=st.dictionaries(NAMES, VALUES, max_size=3))
def test_quick_look_passes_nothing_that_the_whole_one_refuses(
    more: dict[str, Any], field: dict[str, Any]
) -> None:
    descriptor = package(**field) | more
    if fits(descriptor):
        assert not list(validator().iter_errors(descriptor))


def test_package_that_is_well_made_loads_no_grammar_of_addresses() -> None:
    code = (
        "import sys, polars as pl, stabbur as sb; dp = sb.Datapackage(name='p', title='P');"
        "dp.add_resource(pl.DataFrame({'a': [1]}), name='t'); assert dp.validate().valid;"
        "print(sorted({'jsonschema', 'nbconvert', 'nbformat'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
