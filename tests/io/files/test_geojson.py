"""Features of a map as rows and back: properties, ids and shapes are kept, what is none is named."""

import json
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given, settings

import stabbur as sb
from stabbur.io.files.geojson import GeoJson, GeoJsonOptions

pytestmark = pytest.mark.usefixtures("home")
POINT = {"type": "Point", "coordinates": [10.75, 59.91]}
SHAPES = st.none() | st.builds(
    lambda x, y: {"type": "Point", "coordinates": [x, y]}, st.floats(-180, 180), st.floats(-90, 90)
)


def read(path: Path, document: object) -> list[dict[str, Any]]:
    path.write_text(json.dumps(document), encoding="utf-8")
    return GeoJson().read(path, GeoJsonOptions()).to_pylist()


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(**more: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": POINT, "properties": {"navn": "Oslo"}, **more}


@settings(max_examples=50)
@given(
    rows=st.lists(
        st.tuples(st.integers(-9, 9), st.text(st.characters(codec="utf-8"), max_size=5), SHAPES), min_size=1
    )
)
def test_what_is_written_is_read(
    rows: list[tuple[int, str, dict[str, Any] | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    shapes = [None if shape is None else json.dumps(shape) for _, _, shape in rows]
    table = pa.table(
        {
            "n": [n for n, _, _ in rows],
            "t": [t for _, t, _ in rows],
            "geometry": pa.array(shapes, pa.string()),
        }
    )
    path = tmp_path_factory.mktemp("x") / "t.geojson"
    GeoJson().write(table, path)
    back = GeoJson().read(path, GeoJsonOptions()).to_pylist()
    assert [(row["n"], row["t"]) for row in back] == [(n, t) for n, t, _ in rows]
    assert [row["geometry"] and json.loads(row["geometry"]) for row in back] == [shape for *_, shape in rows]
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"


def test_ids_and_properties_that_only_some_have(tmp_path: Path) -> None:
    rows = read(
        tmp_path / "t", collection(feature(id="0301"), feature(properties={"n": 1}), feature(properties=None))
    )
    assert [row["id"] for row in rows] == ["0301", None, None]
    assert [(row["navn"], row["n"]) for row in rows] == [("Oslo", None), (None, 1), (None, None)]
    own = read(tmp_path / "t", feature(id=1, properties={"id": "egen"}))
    assert own[0]["id"] == "egen"


def test_a_collection_of_nothing_is_a_table_of_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "t", collection()) == []


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ([], "is not GeoJSON"), ({"type": "Topology"}, "its type is 'Topology'"), (POINT, "its type is 'Point'"),
        (collection(feature(), POINT), "feature 2 of"), (collection(1), "feature 1 of"),
        (collection(feature(properties={"geometry": 1})), "has a property named 'geometry'"),
        ({"type": "FeatureCollection", "features": {}}, "is not GeoJSON"),
    ],
)  # fmt: skip
def test_what_is_no_map_is_named(tmp_path: Path, document: object, word: str) -> None:
    with pytest.raises(sb.BadInput, match=word):
        read(tmp_path / "t", document)


def test_rows_that_cannot_be_drawn(tmp_path: Path) -> None:
    for table, word in (
        (pa.table({"a": [1]}), "no column 'geometry'"),
        (pa.table({"geometry": ["{"]}), "'geometry' of row 1"),
        (pa.table({"geometry": [5]}), "'geometry' of row 1"),
    ):
        with pytest.raises(sb.BadInput, match=word):
            sb.to_file(table, tmp_path / "t.geojson")
    assert not (tmp_path / "t.geojson").exists()
