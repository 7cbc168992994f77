"""Rows are read by what a resource says it is: shapes as shapes, pictures not at all."""

import json
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput

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
