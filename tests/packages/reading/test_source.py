"""Rows are read by what a resource says it is: shapes as shapes, pictures not at all."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput, NotFound

SHAPES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"nr": "0301", "navn": "Oslo"},
            "geometry": {"type": "Point", "coordinates": [10.75, 59.91]},
        }
    ],
}


def written(folder: Path, file: Path) -> Path:
    package = sb.Datapackage(name="kart").add_resource(file)
    return package.add_resource(pl.DataFrame({"n": [1]}), name="rows").write(folder)


def test_shapes_are_read_as_properties_and_geometry(tmp_path: Path) -> None:
    (tmp_path / "kart.geojson").write_text(json.dumps(SHAPES))
    folder = written(tmp_path / "package", tmp_path / "kart.geojson")
    frame = sb.read_dp(folder, "kart", as_="polars")
    assert frame.columns == ["nr", "navn", "geometry"]
    assert frame.row(0)[:2] == ("0301", "Oslo")
    assert frame.equals(sb.read_file(tmp_path / "kart.geojson", as_="polars"))


def test_a_picture_is_said_to_be_no_table(tmp_path: Path) -> None:
    (tmp_path / "side.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    folder = written(tmp_path / "package", tmp_path / "side.png")
    with pytest.raises(
        BadInput, match="resource 'side' is a file of format 'png', which is no table"
    ) as told:
        sb.read_dp(folder, "side")
    assert "side.png" in told.value.hint


def test_text_of_any_ending_is_read_where_a_table_is_promised(tmp_path: Path) -> None:
    (tmp_path / "rows.xyz").write_text("nr;n\n0301;1\n")
    resource = {"name": "rows", "path": "rows.xyz", "type": "table", "dialect": {"delimiter": ";"}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "a", "resources": [resource]}))
    assert sb.read_dp(tmp_path, as_="polars").rows() == [("0301", 1)]


def several(folder: Path, *resources: Mapping[str, object]) -> Path:
    for one in resources:
        (folder / str(one["path"])).write_text("nr,n\n0301,1\n")
    (folder / "datapackage.json").write_text(json.dumps({"name": "a", "resources": resources}))
    return folder


def test_of_several_tables_one_is_to_be_said(tmp_path: Path) -> None:
    place = several(tmp_path, *({"name": one, "path": f"{one}.csv"} for one in ("kommuner", "fylker")))
    with pytest.raises(
        NotFound, match=r"^say which resource to read: the package has 'kommuner', 'fylker'"
    ) as told:
        sb.read_dp(place, as_="pandas")
    assert told.value.hint == 'sb.read_dp(…, resource="kommuner"), at the prompt --resource kommuner'
    with pytest.raises(NotFound, match="no resource 'Kommune': it has 'kommuner', 'fylker'") as told:
        sb.read_dp(place, "Kommune")
    assert told.value.hint == "did you mean 'kommuner'?"
    with pytest.raises(NotFound) as told:
        sb.read_dp(place, "zzz")
    assert told.value.hint.startswith('sb.read_dp(…, resource="kommuner")')


@pytest.mark.parametrize("path", ["kart.png", "grenser.geojson", "les.txt", "README"])
def test_the_only_table_among_other_files_is_read_without_its_name(tmp_path: Path, path: str) -> None:
    table = {
        "name": "tall",
        "path": "tall.csv",
        "type": "table",
        "schema": {"fields": [{"name": "nr"}, {"name": "n"}]},
    }
    place = several(tmp_path, {"name": "annet", "path": path}, table)
    assert sb.read_dp(place, as_="polars").height == 1


def test_the_only_file_that_can_hold_a_table_is_read_where_none_says_it_is_one(tmp_path: Path) -> None:
    place = several(tmp_path, {"name": "side", "path": "side.pdf"}, {"name": "tall", "path": "tall.csv"})
    assert sb.read_dp(place, as_="polars").height == 1


def test_pictures_alone_are_all_named(tmp_path: Path) -> None:
    place = several(tmp_path, {"name": "a", "path": "a.png"}, {"name": "b", "path": "b.png"})
    with pytest.raises(NotFound, match="the package has 'a', 'b'"):
        sb.read_dp(place, as_="pandas")
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "a", "resources": []}))
    with pytest.raises(NotFound, match="the package has none"):
        sb.read_dp(place)
