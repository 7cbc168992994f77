"""Names of series: at the end of their lines, never on top of each other."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages import Datapackage
from stabbur.packages.views.labels import end_labels, spread

FRAME = pl.DataFrame(
    {
        "år": [2021, 2019, 2020] * 3,
        "hvem": ["kvinner"] * 3 + ["menn"] * 3 + ["ukjent"] * 3,
        "n": [15.0, 10.0, 20.0, 15.1, 12.0, 21.0, 5.0, 4.0, 6.0],
    }
)


@given(st.lists(st.floats(-1e6, 1e6), max_size=6), st.floats(0.001, 1e5))
def test_spread_labels_keep_their_order_and_a_gap(values: list[float], gap: float) -> None:
    found = spread(values, gap)
    assert len(found) == len(values)
    ordered = [found[at] for at in sorted(range(len(values)), key=values.__getitem__)]
    slack = 1e-6 * (gap + max(map(abs, found), default=0.0))
    assert all(two - one >= gap - slack for one, two in pairwise(ordered))
    if all(abs(one - two) >= gap for at, one in enumerate(values) for two in values[at + 1 :]):
        assert found == pytest.approx(values, abs=slack)


def labelled(kind: Any, *, stacked: bool) -> list[dict[str, Any]]:
    package = Datapackage(name="tall").add_resource(FRAME, name="rows")
    package.add_view("figur", type=kind, x="år", y="n", colour="hvem")
    return end_labels(package.views["figur"], FRAME, ["kvinner", "menn", "ukjent"], stacked=stacked)


def test_lines_are_named_where_they_end_whatever_the_order_of_the_rows() -> None:
    found = {one["label"]: one for one in labelled("line", stacked=False)}
    assert {one["x"] for one in found.values()} == {2021}
    assert found["ukjent"]["y"] == 5.0
    assert found["menn"]["y"] - found["kvinner"]["y"] >= 0.05 * (21 - 4)


def test_parts_of_a_stack_are_named_in_the_middle_of_the_part() -> None:
    found = {one["label"]: one["y"] for one in labelled("area", stacked=True)}
    assert found == pytest.approx({"ukjent": 2.5, "menn": 5 + 7.55, "kvinner": 5 + 15.1 + 7.5})


@pytest.mark.parametrize("kind", ["line", "area", "bar", "pie", "scatter"])
def test_page_C19_series_are_told_apart_without_colour(tmp_path: Path, kind: Any) -> None:
    package = Datapackage(name="tall").add_resource(FRAME, name="rows")
    more: dict[str, Any] = {"x": "hvem"} if kind == "pie" else {"x": "år", "colour": "hvem"}
    place = package.add_view("figur", type=kind, y="n", **more).write(tmp_path / "ut")
    for file in ("figur.svg", "narrow/figur.svg"):
        svg = (place / "views" / file).read_text()
        assert all(f">{name}<" in svg for name in ("kvinner", "menn", "ukjent"))
        if kind == "line":
            assert svg.count("stroke-dasharray") >= 2
        if kind == "scatter":
            shapes = {path.split('"')[0] for path in svg.split('aria-roledescription="point"')[1:]}
            assert shapes
            assert "role-legend" in svg
