"""Phone drawings: 300 pixels wide with letters of full size, names above lying bars, the legend below."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair
import plotly.graph_objects as go
import polars as pl
import pytest

import stabbur as sb
from stabbur.packages import Datapackage
from stabbur.packages.views.narrow import can_narrow, narrowed
from tests.packages.test_views import shapes

PACKAGES = Path(__file__).parents[2] / "data" / "packages"


def size(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


@pytest.fixture
def real() -> Datapackage:
    """Tables that others published, with every kind of view."""
    gdp = sb.read_dp(PACKAGES / "gross-domestic-product-2014", as_="polars").sort("Value").tail(12)
    firms = sb.read_dp(PACKAGES / "s-and-p-500-companies", resource="constituents-financials", as_="polars")
    index = sb.read_dp(PACKAGES / "s-and-p-500", as_="polars").tail(300)
    prices = index.unpivot(["SP500", "Real Price"], index="Date", variable_name="serie", value_name="pris")
    elements = sb.read_dp(PACKAGES / "periodic-table", as_="polars")
    package = Datapackage(name="ekte").add_resource(gdp, name="gdp").add_resource(firms, name="firms")
    return package.add_resource(prices, name="prices").add_resource(elements, name="elements")


VIEWS: dict[str, dict[str, Any]] = {
    "bar": {"resource": "gdp", "type": "bar", "x": "Country Name", "y": "Value", "sort": "-y"},
    "line": {"resource": "prices", "type": "line", "x": "Date", "y": "pris", "colour": "serie"},
    "area": {"resource": "prices", "type": "area", "x": "Date", "y": "pris", "where": {"serie": "SP500"}},
    "scatter": {"resource": "elements", "type": "scatter", "x": "atomic number", "y": "atomic mass",
                "colour": "metal or nonmetal?"},
    "histogram": {"resource": "firms", "type": "histogram", "x": "Price"},
    "pie": {"resource": "gdp", "type": "pie", "x": "Country Code", "y": "Value",
            "where": {"Country Code": ["USA", "CHN", "JPN", "DEU"]}},
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*of an older kind")
@pytest.mark.parametrize("kind", VIEWS)
def test_each_short_form_of_real_data_has_a_wide_a_narrow_and_a_png_drawing(
    tmp_path: Path, real: Datapackage, kind: str
) -> None:
    view = VIEWS[kind]
    if kind == "scatter":
        groups = real.resources["elements"].frame
        assert groups is not None
        named = groups["metal or nonmetal?"].value_counts(sort=True)["metal or nonmetal?"].head(4).to_list()
        view = view | {"where": {"metal or nonmetal?": named}}
    place = real.add_view("figur", **view).write(tmp_path / "ut") / "views"
    wide, narrow = (place / "figur.svg").read_text(), (place / "narrow" / "figur.svg").read_text()
    assert size(wide)[0] > 320
    assert size(narrow)[0] <= 320
    assert 'font-size="13px"' in narrow
    assert (place / "figur.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.filterwarnings("ignore:.*of an older kind")
def test_a_narrow_bar_has_its_name_above_it(tmp_path: Path, real: Datapackage) -> None:
    place = real.add_view("figur", **VIEWS["bar"]).write(tmp_path / "ut") / "views"
    svg = (place / "narrow" / "figur.svg").read_text()
    found = re.findall(r'translate\(0,(-?[\d.]+)\)"[^>]*>([^<]+)<', svg)
    at = {text: float(y) for y, text in found if not text[0].isdigit()}
    assert len(at) == 12
    steps = sorted(at.values())
    assert [round(two - one) for one, two in pairwise(steps)] == [48] * 11
    assert "United States" in at


@pytest.mark.filterwarnings("ignore:.*of an older kind")
def test_given_specs_are_narrowed_when_they_have_one_area(tmp_path: Path, real: Datapackage) -> None:
    rows = real.resources["gdp"].frame
    assert rows is not None
    chart = altair.Chart(rows).mark_bar().encode(x="Value", y="Country Name")
    real.add_view("a", spec=chart).add_view("b", spec=chart | chart)
    real.add_view("c", spec={"data": {"name": "gdp"}, "mark": "point", "encoding": {"x": {"field": "Value"}}})
    real.add_view("d", spec=go.Figure(go.Bar(y=[1, 2])))
    files = {view["name"]: set(view["files"]) for view in real.descriptor["views"]}
    assert files == {
        "a": {"svg", "png", "json", "narrow"}, "b": {"svg", "png", "json"},
        "c": {"svg", "png", "json", "narrow"}, "d": {"json"},
    }  # fmt: skip
    place = real.write(tmp_path / "ut") / "views"
    assert sorted(path.name for path in (place / "narrow").iterdir()) == ["a.svg", "c.svg"]
    assert size((place / "narrow" / "a.svg").read_text())[0] <= 320


def test_a_narrow_map_has_its_legend_in_one_column(tmp_path: Path) -> None:
    frame = pl.DataFrame({"nr": [f"{at:04d}" for at in range(400)], "n": [at / 10 for at in range(400)]})
    package = (
        Datapackage(name="kart")
        .add_resource(frame, name="rows")
        .add_resource(shapes(tmp_path), name="grenser")
    )
    package.add_view("m", type="map", resource="rows", x="nr", y="n", geometry="grenser", geometry_key="nr")
    place = package.write(tmp_path / "ut") / "views"
    width, height = size((place / "narrow" / "m.svg").read_text())
    assert width <= 320
    assert height > width


def test_a_narrow_spec_leaves_the_wide_one_as_it_is() -> None:
    spec = {
        "mark": "bar",
        "encoding": {"x": {"field": "a"}},
        "width": 640,
        "config": {"axis": {"tickCount": 5}},
    }
    assert narrowed(spec)["width"] == 300
    assert spec["width"] == 640
    assert spec["config"] == {"axis": {"tickCount": 5}}
    assert not can_narrow({"hconcat": []})
    assert not can_narrow({"mark": "bar", "encoding": {"row": {"field": "a"}}})


TOWNS = pl.DataFrame(
    {
        "sted": ["Asker", "Bergen", "Bærum", "Oslo"] * 2,
        "kjønn": ["kvinner"] * 4 + ["menn"] * 4,
        "n": [50, 140, 80, 350, 45, 150, 20, 347],
    }
)


def names_down(svg: str) -> list[str]:
    """Return the towns of a drawing from the top down."""
    found = re.findall(r'translate\(-?[\d.]+,(-?[\d.]+)\)"[^>]*>([^<]+)<', svg)
    return [text for _, text in sorted((float(y), text) for y, text in found) if text in set(TOWNS["sted"])]


@pytest.mark.parametrize("colour", [{}, {"colour": "kjønn"}], ids=["plain", "stacked"])
@pytest.mark.parametrize("aggregate", ["sum", "mean", "min"])
@pytest.mark.parametrize("sort", [None, "x", "-x", "y", "-y"])
def test_names_stand_in_the_order_of_the_wide_drawing(
    tmp_path: Path, sort: str | None, aggregate: str, colour: dict[str, str]
) -> None:
    said: dict[str, Any] = {"aggregate": aggregate} | colour | ({"sort": sort} if sort else {})
    package = Datapackage(name="n").add_resource(TOWNS, name="rows")
    package.add_view("v", type="bar", resource="rows", x="sted", y="n", **said)
    place = package.write(tmp_path / "ut") / "views"
    wide, narrow = (names_down((place / part / "v.svg").read_text()) for part in ("", "narrow"))
    assert len(wide) == 4
    assert narrow == wide
    if (sort, aggregate) == ("-y", "sum"):
        assert narrow == ["Oslo", "Bergen", "Bærum", "Asker"]


@pytest.mark.parametrize(
    "sort",
    ["x", "-x", {"encoding": "x", "order": "descending"}, {"field": "n", "op": "max"}, ["Oslo", "Asker"]],
)
def test_names_of_a_given_spec_stand_in_the_order_of_its_wide_drawing(tmp_path: Path, sort: Any) -> None:
    encoding = {
        "y": {"field": "sted", "type": "nominal", "sort": sort},
        "x": {"field": "n", "type": "quantitative", "aggregate": "sum"},
    }
    package = Datapackage(name="n").add_resource(TOWNS, name="rows")
    package.add_view("v", spec={"data": {"name": "rows"}, "mark": {"type": "bar"}, "encoding": encoding})
    place = package.write(tmp_path / "ut") / "views"
    wide, narrow = (names_down((place / part / "v.svg").read_text()) for part in ("", "narrow"))
    assert narrow == wide != []
