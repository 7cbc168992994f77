"""GeoJSON as a table: a column a property, and `geometry` as GeoJSON text (longitude, latitude in WGS 84)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from stabbur.errors import BadInput
from stabbur.io.files.json import loads, table_of
from stabbur.io.files.lexical import jsonable
from stabbur.io.progress import content

GEOMETRY = "geometry"


@dataclass(frozen=True)
class GeoJsonOptions:
    """Reading GeoJSON has no options."""


class GeoJson:
    """Features of a map: one a row."""

    options = GeoJsonOptions

    def read(self, path: Path, options: GeoJsonOptions) -> pa.Table:
        """Return one row a feature; an `id` of a feature is a column, too."""
        document = loads(content(path), path.name)
        features = _features(document, path.name)
        rows = [_row(feature, number, path.name) for number, feature in enumerate(features, 1)]
        geometries = [row.pop(GEOMETRY) for row in rows]
        table = table_of(rows, path.name) if any(rows) else pa.table({})
        if not table.column_names:  # a table without columns has no rows to add one to
            return pa.table({GEOMETRY: pa.array(geometries, pa.large_string())})
        return table.append_column(GEOMETRY, pa.array(geometries, pa.large_string()))

    def write(self, table: pa.Table, path: Path) -> None:
        """Write a feature a row; the column `geometry` holds GeoJSON text."""
        if GEOMETRY not in table.column_names:
            has = ", ".join(f"'{name}'" for name in table.column_names)
            raise BadInput(
                f"no column '{GEOMETRY}' to draw '{path.name}' from: there is {has}",
                hint="name the column of GeoJSON text so",
                code="geometry-missing",
            )
        with path.open("wb") as file:
            file.write(b'{"type":"FeatureCollection","features":[\n')
            for number, row in enumerate(table.to_pylist()):
                file.write((b",\n" if number else b"") + orjson.dumps(_feature(row, number + 1)))
            file.write(b"\n]}\n")


def _features(document: Any, name: str) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    raise BadInput(f"'{name}' is not GeoJSON: its type is '{kind}'", code="file-broken")


def _row(feature: Any, number: int, name: str) -> dict[str, Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadInput(f"feature {number} of '{name}' is no feature", code="file-broken", row=number)
    properties = feature.get("properties") or {}
    if GEOMETRY in properties:
        raise BadInput(
            f"feature {number} of '{name}' has a property named '{GEOMETRY}'",
            code="column-doubled",
            row=number,
        )
    row = {"id": feature["id"]} if "id" in feature and "id" not in properties else {}
    shape = feature.get("geometry")
    return {**row, **properties, GEOMETRY: None if shape is None else orjson.dumps(shape).decode()}


def _feature(row: dict[str, Any], number: int) -> dict[str, Any]:
    text = row.pop(GEOMETRY)
    try:
        shape = None if text is None else orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError) as error:
        raise BadInput(
            f"'{GEOMETRY}' of row {number} is not GeoJSON: {error}", code="geometry-broken"
        ) from error
    return {"type": "Feature", "properties": jsonable(row), "geometry": shape}
