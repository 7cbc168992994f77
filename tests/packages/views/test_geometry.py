"""Shapes of a map: read from GeoJSON, joined by a key, or refused in words."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.packages import Datapackage
from stabbur.packages.views.geometry import key_of, parts, thinned

RING = [[10.0, 60.0, 5.0], [11.0, 60.0], [11.0, 61.0], [10.0, 60.0]]


def package(folder: Path, content: object, **options: Any) -> Datapackage:
    (folder / "kart.geojson").write_text(content if isinstance(content, str) else json.dumps(content))
    dp = Datapackage(name="kart").add_resource(pl.DataFrame({"nr": ["a"], "n": [1]}), name="rows")
    dp.add_resource(folder / "kart.geojson", name="kart")
    asked: dict[str, Any] = {"geometry": "kart", "geometry_key": "nr"} | options
    return dp.add_view("m", type="map", resource="rows", x="nr", y="n", **asked)


def shape(kind: str = "Polygon", **properties: str) -> dict[str, Any]:
    coordinates: Any = [RING] if kind == "Polygon" else [[RING]] if kind == "MultiPolygon" else [10, 60]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no GeoJSON FeatureCollection"),
        ("[]", "no GeoJSON FeatureCollection"),
        ({"features": 3}, "no GeoJSON FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "the shapes have no properties"),
        ({"features": [shape(navn="a")]}, "joins by 'nr', but the shapes have navn"),
        ({"features": [shape(nr="b")]}, "no value of 'nr' is a 'nr' of the shapes"),
    ],
)
def test_shapes_that_do_not_fit_are_refused_in_words(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        package(tmp_path, content)


def test_shapes_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"takes its shapes from 'none\.geojson'"):
        package(tmp_path, {"features": [shape(nr="a")]}, geometry="none.geojson")


def test_a_map_needs_polygons(tmp_path: Path) -> None:
    found = package(tmp_path, {"features": [shape("Point", nr="a")]})
    with pytest.raises(BadInput, match="the shapes have no polygons"):
        found.write(tmp_path / "ut")


def test_polygons_of_every_kind_of_geometry_lose_their_heights() -> None:
    several = {
        "type": "GeometryCollection",
        "geometries": [shape()["geometry"], shape("MultiPolygon")["geometry"]],
    }
    assert [len(area) for area in parts(several)] == [1, 1]
    assert next(parts(shape()["geometry"]))[0][0] == (10.0, 60.0)
    assert list(parts({})) == []


def test_a_thinned_shape_carries_its_key_only() -> None:
    found = thinned([shape(nr="a", hemmelig="x")], "nr")
    assert found[0]["properties"] == {"nr": "a"}
    assert key_of({"properties": None}, "nr") == "None"
