"""Fewer points for the shapes of a map: borders that two areas share stay shared."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]

FINEST = 4000
COARSEST = 100


def simplified(shapes: list[list[Polygon]], most: int) -> list[list[Polygon]]:
    """Return the polygons of each shape with at most about `most` points in all, wound for drawing."""
    every = [point for shape in shapes for area in shape for ring in area for point in ring]
    wide = (
        max(
            max(p[0] for p in every) - min(p[0] for p in every),
            max(p[1] for p in every) - min(p[1] for p in every),
        )
        or 1.0
    )
    steps = float(FINEST)
    while True:
        step = wide / steps
        found = at_step(shapes, step)
        if steps <= COARSEST or sum(len(ring) for shape in found for area in shape for ring in area) <= most:
            return found
        steps /= 1.25


def at_step(shapes: list[list[Polygon]], step: float) -> list[list[Polygon]]:
    """Return the polygons with no detail smaller than a step; the largest part of a shape always stays."""
    grid = [[[snapped(ring, step / 4) for ring in area] for area in shape] for shape in shapes]
    corners = junctions(ring for shape in grid for area in shape for ring in area)
    found = []
    for shape in grid:
        kept = [thin for area in shape if (thin := polygon(area, corners, step))]
        if not kept and shape:
            largest = max(shape, key=lambda area: abs(signed_area(area[0])))
            kept = [[wound(largest[0], outer=True)]] if len(largest[0]) >= 4 else []
        found.append(kept)
    return found


def polygon(area: Polygon, corners: set[Point], step: float) -> Polygon:
    """Return a polygon with fewer points; nothing when it is smaller than the step."""
    if abs(signed_area(area[0])) < step * step:
        return []
    rings = [(number == 0, fewer(ring, corners, step)) for number, ring in enumerate(area)]
    return (
        [wound(ring, outer=outer) for outer, ring in rings if len(ring) >= 4] if len(rings[0][1]) >= 4 else []
    )


def snapped(ring: Iterable[Point], step: float) -> Ring:
    """Return a ring on a fine grid, on which neighbours' common points are the same."""
    found: Ring = []
    for point in ring:
        place = (round(round(point[0] / step) * step, 5), round(round(point[1] / step) * step, 5))
        if not found or found[-1] != place:
            found.append(place)
    return found


def junctions(rings: Iterable[Ring]) -> set[Point]:
    """Return the points where more than two stretches of border meet."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for first, second in pairs(ring):
            neighbours[first].add(second)
            neighbours[second].add(first)
    return {point for point, beside in neighbours.items() if len(beside) != 2}


def fewer(ring: Ring, corners: set[Point], step: float) -> Ring:
    """Return a closed ring of which each stretch between junctions is thinned the same from both sides."""
    body = ring[:-1] if ring and ring[0] == ring[-1] else ring
    if len(body) < 3:
        return []
    starts = [at for at, point in enumerate(body) if point in corners]
    if not starts:
        # an island: from its lowest point to the one farthest from it and back
        first = body.index(min(body))
        body = body[first:] + body[:first]
        far = max(range(len(body)), key=lambda at: (math.dist(body[0], body[at]), body[at]))
        starts = [0, far]
    else:
        body = body[starts[0] :] + body[: starts[0]]
        starts = [at for at, point in enumerate(body) if point in corners]
    found: Ring = []
    for at, stop in zip(starts, [*starts[1:], len(body)], strict=True):
        stretch = body[at : stop + 1] if stop < len(body) else [*body[at:], body[0]]
        found += thinned(stretch, step)[:-1]
    return [*found, found[0]] if len(found) >= 3 else []


def thinned(stretch: Ring, step: float) -> Ring:
    """Return a stretch without the points nearer than a step to the line; the same in both directions."""
    turned = stretch[0] > stretch[-1]
    line = stretch[::-1] if turned else stretch
    keep = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, at = max(
            ((distance(line[one], line[first], line[last]), one) for one in range(first + 1, last)),
            default=(0.0, first),
        )
        if far > step:
            keep.add(at)
            open_parts += [(first, at), (at, last)]
    found = [line[at] for at in sorted(keep)]
    return found[::-1] if turned else found


def distance(point: Point, start: Point, stop: Point) -> float:
    """Return how far a point lies from the stretch between two others."""
    along = (stop[0] - start[0], stop[1] - start[1])
    size = along[0] ** 2 + along[1] ** 2
    if not size:
        return math.dist(point, start)
    part = max(0.0, min(1.0, ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / size))
    return math.dist(point, (start[0] + part * along[0], start[1] + part * along[1]))


def wound(ring: Ring, *, outer: bool) -> Ring:
    """Return a ring wound as the drawing library wants it: outer rings clockwise."""
    return ring if (signed_area(ring) < 0) == outer else ring[::-1]


def signed_area(ring: Ring) -> float:
    """Return the area of a ring, below zero when it goes clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs(ring)) / 2


def pairs(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Yield each point of a ring with the next one."""
    return pairwise(ring)
