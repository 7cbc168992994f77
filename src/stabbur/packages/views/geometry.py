"""The shapes of a map: read from GeoJSON, turned and thinned so that a drawing stays small."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, NotFound, meant
from stabbur.packages.views.request import View
from stabbur.packages.views.simplify import Polygon, simplified

MOST_POINTS = 8_000


def geometry_path(view: View) -> Path:
    """Return the GeoJSON file of a map, whether a resource of the package or a path."""
    named = str(view.options["geometry"])
    resource = view.resources.get(named)
    if resource is not None and resource.files:
        return next(iter(resource.files.values()))
    path = Path(named)
    if resource is not None or not path.is_file():
        raise NotFound(
            f"view '{view.name}' takes its shapes from '{named}', no GeoJSON resource and no file",
            hint='dp.add_resource("borders.geojson", name="borders")',
            code="geometry-missing",
            name=named,
        )
    return path


def features(view: View) -> list[dict[str, Any]]:
    """Return the features of a map's GeoJSON."""
    path = geometry_path(view)
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        return list(found["features"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"'{path}' is no GeoJSON FeatureCollection", code="geometry-bad", path=str(path)
        ) from error


def check_map(view: View) -> None:
    """Refuse a map whose shapes lack the key or share none with the table."""
    key = view.options["geometry_key"]
    shapes = features(view)
    known = {str(name) for one in shapes for name in (one.get("properties") or {})}
    if key not in known:
        listed = ", ".join(sorted(known)) or "no properties"
        raise BadInput(
            f"view '{view.name}' joins by '{key}', but the shapes have {listed}",
            hint=meant(key, known),
            code="geometry-key",
            column=key,
        )
    rows = (
        set()
        if view.frame is None
        else {str(one) for one in view.frame[view.options["x"]].unique().to_list()}
    )
    if not rows & {key_of(shape, key) for shape in shapes}:
        raise BadInput(
            f"no value of '{view.options['x']}' is a '{key}' of the shapes",
            hint="are they codes of the same kind",
            code="geometry-no-match",
        )


def key_of(shape: dict[str, Any], key: str) -> str:
    """Return a shape's key as text."""
    return str((shape.get("properties") or {}).get(key))


def thinned(shapes: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the shapes with as many points as a drawing can carry; common borders stay common."""
    polygons = [list(parts(shape.get("geometry") or {})) for shape in shapes]
    if not any(polygons):
        raise BadInput("the shapes have no polygons", code="geometry-bad")
    found = simplified(polygons, MOST_POINTS)
    return [
        feature(key_of(shape, key), areas, key) for shape, areas in zip(shapes, found, strict=True) if areas
    ]


def parts(geometry: dict[str, Any]) -> Iterator[Polygon]:
    """Yield the polygons of a geometry."""
    if geometry.get("type") == "Polygon":
        yield polygon_of(geometry["coordinates"])
    elif geometry.get("type") == "MultiPolygon":
        yield from (polygon_of(area) for area in geometry["coordinates"])
    elif geometry.get("type") == "GeometryCollection":
        for one in geometry.get("geometries", []):
            yield from parts(one)


def polygon_of(rings: list[list[list[float]]]) -> Polygon:
    """Return the rings of a polygon as points in the plane; heights are left out."""
    return [[(float(point[0]), float(point[1])) for point in ring] for ring in rings]


def feature(name: str, areas: list[Polygon], key: str) -> dict[str, Any]:
    """Return one shape as a GeoJSON feature that carries its key only."""
    geometry = {"type": "MultiPolygon", "coordinates": areas}
    return {"type": "Feature", "properties": {key: name}, "geometry": geometry}
