"""The shapes of a map: read from GeoJSON, turned and thinned so that a drawing stays small."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stabbur.errors import BadInput, NotFound
from stabbur.packages.views.request import View

MOST_POINTS = 9_000
STEPS = (2000, 1400, 1000, 800, 600, 500, 400, 300, 240, 180, 120, 80)

Ring = list[list[float]]


def geometry_path(view: View) -> Path:
    """Return the GeoJSON file of a map, whether a resource of the package or a path."""
    named = str(view.options["geometry"])
    resource = view.resources.get(named)
    if resource is not None and resource.files:
        return next(iter(resource.files.values()))
    path = Path(named)
    if resource is not None or not path.is_file():
        raise NotFound(
            f"view '{view.name}' takes its geometry from '{named}', which is neither a GeoJSON resource nor a file",
            hint='dp.add_resource("borders.geojson", name="borders")', code="geometry-missing", name=named,
        )  # fmt: skip
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
        raise BadInput(
            f"view '{view.name}' joins by '{key}', but the shapes have {', '.join(sorted(known)) or 'no properties'}",
            code="geometry-key", column=key,
        )  # fmt: skip
    rows = (
        set()
        if view.frame is None
        else {str(one) for one in view.frame[view.options["x"]].unique().to_list()}
    )
    if not rows & {key_of(shape, key) for shape in shapes}:
        raise BadInput(
            f"no value of '{view.options['x']}' is a '{key}' of the shapes", hint="are they codes of the same kind",
            code="geometry-no-match",
        )  # fmt: skip


def key_of(shape: dict[str, Any], key: str) -> str:
    """Return a shape's key as text."""
    return str((shape.get("properties") or {}).get(key))


def thinned(shapes: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the shapes with as many points as a drawing can carry; common borders stay common."""
    polygons = [(key_of(shape, key), list(parts(shape.get("geometry") or {}))) for shape in shapes]
    corners = [point for _, areas in polygons for area in areas for ring in area for point in ring]
    if not corners:
        raise BadInput("the shapes have no polygons", code="geometry-bad")
    wide = max(max(p[0] for p in corners) - min(p[0] for p in corners),
               max(p[1] for p in corners) - min(p[1] for p in corners))  # fmt: skip
    found: list[dict[str, Any]] = []
    for steps in STEPS:
        found = [feature(name, snapped(areas, wide / steps), key) for name, areas in polygons]
        if sum(points(one) for one in found) <= MOST_POINTS:
            break
    return found


def points(shape: dict[str, Any]) -> int:
    """Return how many points a shape has."""
    return sum(len(ring) for area in shape["geometry"]["coordinates"] for ring in area)


def parts(geometry: dict[str, Any]) -> Iterator[list[Ring]]:
    """Yield the polygons of a geometry."""
    if geometry.get("type") == "Polygon":
        yield geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "GeometryCollection":
        for one in geometry.get("geometries", []):
            yield from parts(one)


def feature(name: str, areas: list[list[Ring]], key: str) -> dict[str, Any]:
    """Return one shape as a GeoJSON feature that carries its key only."""
    geometry = {"type": "MultiPolygon", "coordinates": areas}
    return {"type": "Feature", "properties": {key: name}, "geometry": geometry}


def snapped(areas: list[list[Ring]], step: float) -> list[list[Ring]]:
    """Return polygons on a grid; islands smaller than the grid go, but never the largest."""
    found = []
    for area in areas:
        rings = [ring for number, one in enumerate(area) if (ring := snap(one, step, outer=number == 0))]
        if rings and abs(signed_area(area[0])) >= step * step:
            found.append(rings)
    if found or not areas:
        return found
    largest = max(areas, key=lambda area: abs(signed_area(area[0])))
    return [[ring] if (ring := snap(largest[0], step / 8, outer=True)) else [largest[0]]]


def snap(ring: Ring, step: float, *, outer: bool) -> Ring:
    """Return a ring on a grid without repeated points, wound as the drawing library wants it."""
    grid: Ring = []
    for point in ring:
        place = [round(round(point[0] / step) * step, 4), round(round(point[1] / step) * step, 4)]
        if not grid or grid[-1] != place:
            grid.append(place)
    grid = straightened(grid)
    if len(grid) < 4:
        return []
    clockwise = signed_area(grid) < 0
    return grid if clockwise == outer else grid[::-1]


def straightened(ring: Ring) -> Ring:
    """Return a ring without points in the middle of a straight line, or there and back again."""
    kept: Ring = []
    for point in ring:
        while len(kept) >= 2 and cross(kept[-2], kept[-1], point) == 0:
            kept.pop()
        kept.append(point)
    return kept


def cross(first: list[float], second: list[float], third: list[float]) -> float:
    """Return twice the signed area of a triangle; zero when its points lie on a line."""
    area = (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])
    return round(area, 9)


def signed_area(ring: Ring) -> float:
    """Return the area of a ring, below zero when it goes clockwise."""
    pairs = zip(ring, ring[1:], strict=False)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2
