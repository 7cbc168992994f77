"""What a package is given: named, checked on arrival, refused in words."""

from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput, Conflict, NotFound
from stabbur.packages import Datapackage
from stabbur.packages.additions import columns_of, new_name, quoted

FRAME = pl.DataFrame({"a": ["x"], "n": [1]})


def test_names_that_were_given_must_be_free_and_others_are_made_so() -> None:
    assert new_name("a", ["a"], given=False) == "a-2"
    assert new_name("b", ["a"], given=True) == "b"
    with pytest.raises(Conflict, match="has a resource 'a' already"):
        new_name("a", ["a"], given=True)
    for bad in ("", "Å", 3):
        name: Any = bad
        with pytest.raises(BadInput):
            new_name(name, [], given=True)


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        ({}, set()),
        ({"x": "a", "y": "n", "colour": ""}, {"a", "n"}),
        ({"columns": ["a", "b"], "where": {"c": 1}}, {"a", "b", "c"}),
        ({"columns": 3, "where": 3}, set()),
    ],
)
def test_the_columns_of_a_view(options: Any, columns: set[str]) -> None:
    assert columns_of(options) == columns


def test_a_view_of_the_only_table_needs_no_name_of_it() -> None:
    one = (
        Datapackage(name="n")
        .add_resource(FRAME, name="rows")
        .add_resource("https://x.no/a.csv", name="kilde")
    )
    assert one.add_view(type="table").views["table"].resource == "rows"
    two = one.add_resource(FRAME, name="more")
    with pytest.raises(
        BadInput, match="does not say which resource it draws: the package has 'rows', 'kilde', 'more'"
    ):
        two.add_view(type="table")
    with pytest.raises(NotFound, match="draws resource 'none'"):
        two.add_view(type="table", resource="none")
    with pytest.raises(BadInput, match="'kilde', which is no table"):
        two.add_view(type="table", resource="kilde")


def test_what_is_said_of_a_resource_is_put_into_todays_shapes() -> None:
    package = Datapackage(name="n").add_resource(
        FRAME, name="rows", licenses="CC0-1.0", sources=["SSB"], title="T"
    )
    found = package.descriptor["resources"][0]
    assert found["licenses"][0]["name"] == "CC0-1.0"
    assert found["sources"] == [{"title": "SSB"}]
    number: Any = 3
    with pytest.raises(BadInput, match="'title' of the metadata is 3"):
        package.add_resource(FRAME, name="b", title=number)


@pytest.mark.parametrize("path", ["none.csv", "x" * 5000, "a\0b.csv"])
def test_a_file_that_is_not_there_is_named_shortly(path: str) -> None:
    with pytest.raises(NotFound, match="there is no file") as caught:
        Datapackage(name="n").add_resource(path)
    assert len(str(caught.value)) < 300


def test_names_in_a_message() -> None:
    assert quoted(["a", "b"]) == "'a', 'b'"
    assert quoted([]) == "none"
