"""What is asked of a view: checked when it is added, each mistake in words."""

from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from stabbur.packages.views.request import NEEDS, SHORT_TYPES

FRAME = pl.DataFrame({"a": ["x", "y"], "n": [1, 2], "d": ["2020", "2021"]})


def ask(**view: Any) -> Datapackage:
    return Datapackage(name="n").add_resource(FRAME, name="rows").add_view(**view)


@pytest.mark.parametrize("kind", SHORT_TYPES)
def test_what_each_type_needs_is_named(kind: str) -> None:
    said = {"x": "a", "y": "n"} if kind != "histogram" else {"x": "n"}
    for option in NEEDS[kind]:
        given = {key: value for key, value in said.items() if key != option}
        with (
            pytest.raises(BadInput, match=f"of type '{kind}' needs {option}=")
            if option in said
            else pytest.raises(BadInput)
        ):
            ask(type=kind, **given)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ({"type": "bar", "x": "z", "y": "n"}, "has no column 'z'"),
        ({"type": "bar", "x": "a", "y": "n", "colour": "z"}, "has no column 'z'"),
        ({"type": "table", "columns": ["z"]}, "has no column 'z'"),
        ({"type": "table", "columns": "a"}, "takes columns as a list"),
        ({"type": "bar", "x": "a", "y": "n", "where": 3}, "where as a mapping"),
        ({"type": "bar", "x": "a", "y": "n", "where": {"z": 1}}, "has no column 'z'"),
        ({"type": "bar", "x": "a", "y": "a"}, "draws 'a' as a measure"),
        ({"type": "histogram", "x": "a"}, "draws 'a' as a measure"),
        ({"type": "bar", "x": "a", "y": "n", "sort": "z"}, "sort is 'z'"),
        ({"type": "bar", "x": "a", "y": "n", "aggregate": "mode"}, "aggregate is 'mode'"),
        ({"type": "bar", "x": "a", "y": "n", "title": {1}}, "title is set"),
        ({"type": "bar", "x": "a", "y": "n", "title": "\ud800"}, "holds half a character"),
    ],
)
def test_mistakes_are_told_in_words(view: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(**view)


@pytest.mark.parametrize("where", [{"n": "x"}, {"n": object()}, {"a": [1]}])
def test_a_filter_of_another_type_is_told_by_its_column(where: dict[str, Any], tmp_path: Any) -> None:
    with pytest.raises(BadInput, match=r"takes rows where|has no rows"):
        ask(type="bar", x="a", y="n", where=where).write(tmp_path / "ut")


def test_views_without_a_name_are_named_by_title_or_type() -> None:
    package = ask(type="bar", x="a", y="n", title="Antall i år").add_view(type="table").add_view(type="table")
    assert list(package.views) == ["antall-i-ar", "table", "table-2"]
    files = package.descriptor["views"][1]["files"]
    assert files == {"json": "views/table.json"}
