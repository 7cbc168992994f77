"""Specs that a user gives: kept as they are, and never a way to fetch or carry too much."""

from typing import Any

import altair
import plotly.graph_objects as go
import polars as pl
import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.packages import Datapackage
from stabbur.packages.views.given import data_parts, is_plotly, plain_spec

FRAME = pl.DataFrame({"a": [1, 2]})


def package(spec: Any) -> Datapackage:
    return Datapackage(name="n").add_resource(FRAME, name="rows").add_view("v", spec=spec)


def test_each_kind_of_spec_is_told_apart() -> None:
    chart = altair.Chart(FRAME).mark_bar().encode(x="a")
    kinds = {
        "vega-lite": [chart, {"mark": "bar", "data": {"name": "rows"}}],
        "plotly": [go.Figure(), {"data": [], "layout": {}}],
    }
    for kind, specs in kinds.items():
        for spec in specs:
            assert package(spec).views["v"].spec_type == kind
    assert not is_plotly({"data": [], "mark": "bar"})
    assert plain_spec(package(chart).views["v"])["mark"]["type"] == "bar"


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://x.no/a.json"}, "mark": "bar"},
        {"layer": [{"mark": "bar", "data": {"url": "data.json"}}]},
        {
            "hconcat": [
                {"mark": "bar", "transform": [{"lookup": "a", "from": {"data": {"url": "x"}, "key": "a"}}]}
            ]
        },
    ],
)
def test_A29_a_spec_fetches_nothing_wherever_it_asks(spec: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="a view carries its data"):
        package(spec)


def test_a_spec_names_only_what_is_there_and_carries_few_rows() -> None:
    with pytest.raises(NotFound, match="draws data 'other'"):
        package({"data": {"name": "other"}, "mark": "bar"})
    for spec in ({"data": {"values": [1] * 5001}}, {"datasets": {"d": [1] * 5001}, "data": {"name": "d"}}):
        with pytest.raises(BadInput, match="would carry 5001 rows"):
            package(spec | {"mark": "bar"})
    package({"datasets": {"d": [1]}, "data": {"name": "d"}, "mark": "bar"})


def test_data_is_not_looked_for_among_the_values() -> None:
    assert list(data_parts({"data": {"values": [{"data": {"url": "x"}}]}})) == [
        {"values": [{"data": {"url": "x"}}]}
    ]


@pytest.mark.parametrize("spec", [42, "x", [], object()])
def test_what_is_no_spec_is_refused(spec: object) -> None:
    with pytest.raises(BadInput, match="it takes an Altair chart"):
        package(spec)
