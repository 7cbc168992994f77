"""Views: drawn without browser or network, in the palette's own colours, small, and safe to show."""

import json
import re
from pathlib import Path
from typing import Any

import altair
import plotly.graph_objects as go
import polars as pl
import pytest

from stabbur.packages import Datapackage
from stabbur.packages.views import palette

FRAME = pl.DataFrame(
    {
        "alder": ["0-17", "18-66", "67+"] * 2,
        "år": [2020] * 3 + [2021] * 3,
        "personer": [10, 20, 5, 11, 21, 6],
        "skript": ["<script>alert(1)</script>"] * 6,
    }
)


def drawn(folder: Path, **view: Any) -> tuple[str, dict[str, Any]]:
    """Return a view's SVG and its entry in the descriptor."""
    package = Datapackage(name="tall").add_resource(FRAME, name="rows").add_view("figur", **view)
    place = package.write(folder / "out")
    assert (place / "views" / "figur.png").read_bytes()[:4] == b"\x89PNG"
    return (place / "views" / "figur.svg").read_text(), package.descriptor["views"][0]


@pytest.mark.parametrize(
    "view",
    [
        {"type": "bar", "x": "alder", "y": "personer", "where": {"år": 2021}},
        {"type": "bar", "x": "alder", "y": "personer", "colour": "år"},
        {"type": "bar", "x": "år", "y": "personer"},
        {"type": "line", "x": "år", "y": "personer", "colour": "alder"},
        {"type": "area", "x": "år", "y": "personer"},
        {"type": "scatter", "x": "år", "y": "personer"},
        {"type": "histogram", "x": "personer"},
        {"type": "pie", "x": "alder", "y": "personer"},
    ],
)
def test_each_short_form_is_drawn_in_the_palette(tmp_path: Path, view: dict[str, Any]) -> None:
    svg, entry = drawn(tmp_path, **view)
    assert palette.SERIES[0] in svg
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", svg))
    assert used <= {*palette.SERIES, palette.INK, palette.QUIET, palette.LINE, "#FFFFFF"}, used
    assert entry["specType"] == "vega-lite"
    assert entry["spec"]["data"] == {"name": "rows"}
    wide = {end: f"views/figur.{end}" for end in ("svg", "png", "json")}
    assert entry["files"] == wide | {"narrow": "views/narrow/figur.svg"}


def test_bars_carry_their_values_as_norwegians_write_them(tmp_path: Path) -> None:
    svg, _ = drawn(tmp_path, type="bar", x="alder", y="personer", where={"år": 2021})
    assert ">21<" in svg
    inlined = json.loads((tmp_path / "out" / "views" / "figur.json").read_text())
    assert [row["personer"] for row in inlined["data"]["values"]] == [11, 21, 6]


def test_A31_html_in_titles_and_cells_stays_text(tmp_path: Path) -> None:
    svg, _ = drawn(tmp_path, type="bar", x="skript", y="personer", title="<img src=x onerror=alert(1)>")
    assert "<script" not in svg
    assert "<img" not in svg
    assert "&lt;script&gt;" in svg


def test_an_altair_chart_a_dict_and_a_plotly_figure(tmp_path: Path) -> None:
    chart = altair.Chart(FRAME).mark_bar().encode(x="alder", y="personer")
    spec = {"data": {"name": "rows"}, "mark": "bar",
            "encoding": {"x": {"field": "alder"}, "y": {"field": "personer", "type": "quantitative"}}}  # fmt: skip
    package = Datapackage(name="tall").add_resource(FRAME, name="rows")
    package.add_view("a", spec=chart).add_view("b", spec=spec).add_view("c", spec=go.Figure(go.Bar(y=[1, 2])))
    place = package.write(tmp_path / "out")
    assert sorted(path.name for path in (place / "views").iterdir()) == [
        "a.json", "a.png", "a.svg", "b.json", "b.png", "b.svg", "c.json", "narrow",
    ]  # fmt: skip
    assert sorted(path.name for path in (place / "views" / "narrow").iterdir()) == ["a.svg", "b.svg"]
    assert [view["specType"] for view in package.descriptor["views"]] == ["vega-lite", "vega-lite", "plotly"]


def test_a_table_view_keeps_its_rows_as_they_are(tmp_path: Path) -> None:
    package = (
        Datapackage(name="tall")
        .add_resource(FRAME, name="rows")
        .add_view("t", type="table", columns=["skript"])
    )
    place = package.write(tmp_path / "out")
    assert json.loads((place / "views" / "t.json").read_text())["rows"][0] == {
        "skript": "<script>alert(1)</script>"
    }


def shapes(folder: Path) -> Path:
    """Write a map of 20 x 20 squares that share borders."""
    features = []
    for at in range(400):
        x, y = 5 + at % 20, 58 + (at // 20) * 0.6
        ring = [[x, y], [x + 1, y], [x + 1, y + 0.6], [x, y + 0.6], [x, y]]
        features.append({"type": "Feature", "properties": {"nr": f"{at:04d}"},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})  # fmt: skip
    path = folder / "grenser.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_map_has_its_legend_in_words_and_stays_small(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "nr": [f"{at:04d}" for at in range(399)],
            "navn": [f"Sted {at % 397}" for at in range(399)],
            "gruppe": ["a", "b", "c"] * 133,
            "endring": [at / 10 - 15 for at in range(399)],
        }
    )
    package = (
        Datapackage(name="kart")
        .add_resource(frame, name="rows")
        .add_resource(shapes(tmp_path), name="grenser")
    )
    package.add_view(
        "m", type="map", resource="rows", x="nr", y="endring", geometry="grenser", geometry_key="nr"
    )
    place = package.write(tmp_path / "out")
    svg = (place / "views" / "m.svg").read_text()
    assert len(svg) < 150_000
    assert all(colour in svg for colour in palette.CHANGE)
    assert "ingen tall" in svg
    assert svg.count("<path") >= 400
    shown = json.loads((place / "views" / "m.json").read_text())["data"]["values"]
    told = {one["properties"]["nr"]: one["properties"] for one in shown}
    assert list(told["0007"].items())[:3] == [("nr", "0007"), ("navn", "Sted 7"), ("endring", 0.7 - 15)]
    assert told["0399"] == {"nr": "0399", "navn": None, "endring": None, "class": "ingen tall"}


def test_borders_that_two_areas_share_stay_shared() -> None:
    from stabbur.packages.views.simplify import simplified

    border = [(1.0, step / 100) for step in range(101)]
    border = [(x + (0.004 if at % 2 else 0.0), y) for at, (x, y) in enumerate(border)]
    left = [(0.0, 0.0), *border, (0.0, 1.0), (0.0, 0.0)]
    right = [(2.0, 0.0), (2.0, 1.0), *border[::-1], (2.0, 0.0)]
    one, two = simplified([[[left]], [[right]]], most=20)
    along = [{point for point in shape[0][0] if 0.9 < point[0] < 1.1} for shape in (one, two)]
    assert along[0] == along[1]
    assert len(along[0]) < 10


def test_the_value_of_a_bar_below_zero_stands_beside_it(tmp_path: Path) -> None:
    frame = pl.DataFrame({"fylke": ["Oslo", "Troms"], 'endring "i" 1.000 [nå]': [1.5, -2.0]})
    package = Datapackage(name="tall").add_resource(frame, name="rows")
    package.add_view("figur", type="bar", x="fylke", y='endring "i" 1.000 [nå]')
    svg = (package.write(tmp_path / "out") / "views" / "figur.svg").read_text()
    assert re.search(r'text-anchor="end"[^>]*>−2<', svg), svg[-2000:]
    assert re.search(r'text-anchor="start"[^>]*>1,5<', svg)
