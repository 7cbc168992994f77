"""Wrong-shaped descriptors: whatever stands in any place, opening, reading and validating say so in words."""

import json
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.errors import BadInput, StabburError
from stabbur.packages import Datapackage, read_table
from stabbur.packages.shapes import CONSTRAINTS, DIALECT, FIELD, RESOURCE, SCHEMA, check_resource
from tests.packages.making import put, table

Place = tuple[str | int, ...]
BASE: dict[str, Any] = {
    "name": "fuzz",
    "resources": [
        {
            "name": "rows", "type": "table", "path": "rows.csv", "format": "csv", "encoding": "utf-8",
            "dialect": {"delimiter": ","},
            "schema": {
                "fields": [
                    {"name": "a", "type": "integer", "constraints": {"minimum": 0}},
                    {"name": "b", "type": "string", "categories": ["x", "y"], "missingValues": [""]},
                ],
                "primaryKey": "a", "uniqueKeys": [["a"]], "fieldsMatch": "exact", "missingValues": [""],
                "foreignKeys": [{"fields": "a", "reference": {"resource": "rows", "fields": "a"}}],
            },
        }
    ],
}  # fmt: skip
RESOURCE_AT: Place = ("resources", 0)
FIELD_AT: Place = (*RESOURCE_AT, "schema", "fields", 0)


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield each place of a descriptor."""
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*at, key))


PLACES: list[Place] = [
    *places(BASE),
    *((key,) for key in ("license", "licenses", "contributors", "author", "sources", "keywords", "$schema", "views")),
    *((*RESOURCE_AT, key) for key in (*RESOURCE, "data", "url", "licenses", "sources", "compression", "missingValues")),
    *((*RESOURCE_AT, "dialect", key) for key in DIALECT),
    *((*RESOURCE_AT, "schema", key) for key in SCHEMA),
    *((*FIELD_AT, key) for key in FIELD),
    *((*FIELD_AT, "constraints", key) for key in CONSTRAINTS),
]  # fmt: skip
WORDS = ["", "a", "b", "rows", "rows.csv", "../x", "http://", "(", "%Y", "\ud800", "\0", "x" * 300]
KEYS = ["name", "a", "fields", "path", "reference", "resource", "value", "title", "type", "csv", "url"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 2**70) | st.floats(allow_nan=False) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=5,
)


def changed(descriptor: dict[str, Any], at: Place, value: object) -> dict[str, Any]:
    """Return a descriptor with another value in one place."""
    found: Any = json.loads(json.dumps(descriptor))
    part = found
    for key in at[:-1]:
        if isinstance(part, dict):
            part.setdefault(key, {})
        part = part[key]
    part[at[-1]] = value
    return dict(found)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_A45_any_value_in_any_place_gives_a_report_or_an_error_in_words(at: Place, value: object) -> None:
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        place = put(Path(name), changed(BASE, at, value), {"rows.csv": "a,b\n1,x\n2,y\n"})
        with suppress(StabburError):
            str(Datapackage.open(place).validate().to_frame())
        for strict in (False, True):
            with suppress(StabburError):
                read_table(place, strict=strict)
        with suppress(StabburError):
            Datapackage(folder=place).write(place / "out")


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        ((*RESOURCE_AT, "schema", "foreignKeys"), 3, "'schema.foreignKeys' of resource 'rows' is 3"),
        ((*RESOURCE_AT, "schema", "fields"), {"a": 1}, "a list of fields with a name each"),
        ((*RESOURCE_AT, "dialect", "quoteChar"), "ab", "must be one character or none"),
        ((*RESOURCE_AT, "dialect", "headerRows"), ["1"], "a list of row numbers from 1"),
        ((*RESOURCE_AT, "dialect", "header"), "no", "must be true or false"),
        ((*RESOURCE_AT, "alternatives"), "b", "a list of files"),
        ((*FIELD_AT, "missingValues"), 333, "a list of values"),
        ((*FIELD_AT, "constraints", "pattern"), [], "it must be text"),
        ((*FIELD_AT, "constraints", "jsonSchema"), "x", "it must be a mapping"),
    ],
)
def test_the_part_the_resource_and_what_it_must_be_are_named(at: Place, value: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_resource(changed(BASE, at, value)["resources"][0])


def test_a_null_counts_as_not_said_and_long_values_are_cut() -> None:
    check_resource(changed(BASE, (*RESOURCE_AT, "schema", "foreignKeys"), None)["resources"][0])
    with pytest.raises(BadInput) as caught:
        check_resource(table([], path=7 * ["x" * 50] + [3])["resources"][0])
    assert len(str(caught.value)) < 200
