"""Specs of the short forms: channels by the columns' types, names escaped, few colours."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from stabbur.packages.views.palette import SERIES
from stabbur.packages.views.short import along, escaped, figures_axis, label

FRAME = pl.DataFrame(
    {"t": ["b", "a"], "n": [1, 2], "x": [1.5, 2.5], "d": [date(2024, 1, 1)] * 2, "a.b[c]'\"": ["x", "y"]}
)
SCHEMA = {
    "fields": {"n": {"title": "Antall", "unit": "personer"}, "x": {"title": "Endring (%)", "unit": "%"}}
}


def view(**options: Any) -> Any:
    package = Datapackage(name="n").add_resource(FRAME, name="rows", schema=SCHEMA).add_view("v", **options)
    return package.views["v"]


def spec(**options: Any) -> dict[str, Any]:
    package = Datapackage(name="n").add_resource(FRAME, name="rows", schema=SCHEMA).add_view("v", **options)
    found: dict[str, Any] = package.descriptor["views"][0]["spec"]
    return found


def test_columns_are_called_by_their_title_and_unit() -> None:
    asked = view(type="bar", x="t", y="n")
    assert (label(asked, "n"), label(asked, "x"), label(asked, "t")) == (
        "Antall (personer)",
        "Endring (%)",
        "t",
    )


@pytest.mark.parametrize(
    ("column", "kind"), [("t", "ordinal"), ("d", "temporal"), ("n", "ordinal"), ("x", "quantitative")]
)
def test_the_channel_follows_the_type(column: str, kind: str) -> None:
    found = along(view(type="line", x=column, y="n"), FRAME)
    assert found["type"] == kind
    assert ("sort" in found) == (column == "t")


def test_names_with_signs_of_paths_are_escaped(tmp_path: Any) -> None:
    name = FRAME.columns[-1]
    assert escaped(name) == "a\\.b\\[c\\]\\'\\\""
    package = (
        Datapackage(name="n")
        .add_resource(FRAME, name="rows")
        .add_view("v", type="bar", x=name, y="n", sort="-y")
    )
    svg = (package.write(tmp_path / "ut") / "views" / "v.svg").read_text()
    assert ">x<" in svg
    assert ">2<" in svg


def test_bars_may_be_sorted_by_name_or_measure() -> None:
    assert spec(type="bar", x="t", y="n", sort="-y")["encoding"]["y"]["sort"] == {
        "field": "n",
        "op": "sum",
        "order": "descending",
    }
    assert spec(type="bar", x="t", y="n", sort="x")["encoding"]["y"]["sort"] == "ascending"
    assert spec(type="bar", x="t", y="n")["encoding"]["y"]["sort"] is None


def test_a_seventh_colour_there_is_not() -> None:
    frame = pl.DataFrame({"t": [str(at) for at in range(7)], "n": range(7)})
    package = (
        Datapackage(name="n")
        .add_resource(frame, name="rows")
        .add_view("v", type="line", x="n", y="n", colour="t")
    )
    with pytest.raises(BadInput, match=f"would have 7 colours, one for each 't': the most is {len(SERIES)}"):
        package.planned()


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([2019, 2021], {"format": "d", "values": [2019, 2020, 2021]}),
        ([1990, 2021], {"format": "d"}),
        ([0, 3], {"format": ",d", "values": [0, 1, 2, 3]}),
        ([0, 5000], {"format": ",d"}),
        ([0.5], {"format": ",~r"}),
    ],
)
def test_axes_have_no_step_twice_and_years_no_thousands(values: list[Any], axis: dict[str, Any]) -> None:
    assert figures_axis(pl.Series(values)) == axis
