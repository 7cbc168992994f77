"""The drawing for a phone: its own, with names above bars and the legend below, never the wide one made small."""

from copy import deepcopy
from typing import Any

from stabbur.packages.views.palette import CIRCLE as CIRCLE_WIDE
from stabbur.packages.views.palette import INK

Spec = dict[str, Any]
WIDTH = 300
STEP, THICK = 48, 18
CIRCLE = 60
RANK = "rank of the name"


def can_narrow(spec: Spec) -> bool:
    """Say whether a spec is of one drawing area: several beside each other have their own widths."""
    return ("mark" in spec or "layer" in spec) and not {"row", "column", "facet"} & set(
        spec.get("encoding", {})
    )


def narrowed(spec: Spec) -> Spec:
    """Return the spec of the same figure for a screen of 320 pixels."""
    found = deepcopy(spec)
    if projection_of(found):
        return narrow_map(found)
    found |= {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
    config = found.setdefault("config", {})
    below = {"orient": "bottom", "direction": "vertical", "columns": 2, "labelLimit": 120}
    config["legend"] = config.get("legend", {}) | below
    config["axis"] = config.get("axis", {}) | {"tickCount": 4, "labelLimit": 110}
    config["axisX"] = config.get("axisX", {}) | {"labelAngle": 0, "labelOverlap": "greedy"}
    if lying(found):
        return names_above(found)
    if longest := longest_label(found):
        # the layout leaves too little room for texts beyond the marks: the more letters, the more is missing
        found["padding"] = {"left": 5, "top": 5, "bottom": 5, "right": 6 + 2 * min(longest, 15)}
    if any(part.get("mark", {}).get("type") == "arc" for part in layers(found)):
        small_circle(found)
    return found


def projection_of(spec: Spec) -> bool:
    """Say whether a spec is a map."""
    return "projection" in spec


def narrow_map(spec: Spec) -> Spec:
    """Return a map with its legend in one column below it."""
    height = spec.get("height")
    wide = spec.get("width")
    if isinstance(height, int) and isinstance(wide, int) and wide:
        spec["height"] = round(WIDTH * height / wide)
    spec["width"] = WIDTH
    legend = spec.get("encoding", {}).get("color", {}).get("legend")
    if isinstance(legend, dict):
        legend["columns"] = 1
    return spec


def layers(spec: Spec) -> list[Spec]:
    """Return the layers of a spec; one without layers is its own."""
    return [part for part in spec.get("layer", [spec]) if isinstance(part.get("mark"), dict)]


def longest_label(spec: Spec) -> int:
    """Return how many letters the longest name beside a line has."""
    texts = [
        one.get("label", "")
        for part in layers(spec)
        if part["mark"].get("type") == "text"
        for one in part.get("data", {}).get("values", [])
    ]
    return max(map(len, map(str, texts)), default=0)


def small_circle(spec: Spec) -> None:
    """Make a circle small enough for the names around it."""
    for part in layers(spec):
        mark = part["mark"]
        if "outerRadius" in mark:
            mark["outerRadius"] = CIRCLE
        if "radius" in mark:
            mark["radius"] = CIRCLE + min(50, mark["radius"] - CIRCLE_WIDE)
            mark["limit"] = WIDTH - 2 * mark["radius"]
    spec["height"] = 240


def lying(spec: Spec) -> bool:
    """Say whether a spec is bars that lie, with names along the side."""
    encoding = spec.get("encoding", {})
    is_bar = any(part["mark"].get("type") == "bar" for part in layers(spec))
    named = encoding.get("y", {}).get("type") in ("ordinal", "nominal") and "field" in encoding["y"]
    return is_bar and named and "field" in encoding.get("x", {})


def names_above(spec: Spec) -> Spec:
    """Return lying bars with each name above its bar."""
    place = spec["encoding"].pop("y") | {"axis": None}
    value = spec["encoding"]
    ranked = sorted_by(place.get("sort"), value["x"])
    if ranked:
        # bars and names are two tables, and Vega-Lite drops an order of two tables unless it is by min or max
        rank = ranked[0] | {"as": RANK}
        spec["transform"] = [
            *spec.get("transform", []), {"joinaggregate": [rank], "groupby": [place["field"]]}
        ]  # fmt: skip
        place["sort"] = {"field": RANK, "op": "max", "order": ranked[1]}
    inner = spec.pop("layer", None) or [{"mark": spec.pop("mark")}]
    spec["encoding"] = {"y": place}
    drawn = []
    for part in inner:
        mark = dict(part["mark"])
        if mark.get("type") == "bar":
            mark |= {"height": THICK, "yOffset": 8}
        elif mark.get("type") == "text":
            mark |= {"dy": 8}
        drawn.append(part | {"mark": mark, "encoding": value | part.get("encoding", {})})
    kept = [{"op": "max", "field": RANK, "as": RANK}] if ranked else []
    name = {
        "transform": [{"aggregate": kept, "groupby": [place["field"]]}],
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -4, "color": INK, "fontSize": 13,
                 "limit": WIDTH - 10},
        "encoding": {
            # without a title Vega-Lite makes one of the field, and quotes in it break its own expressions
            "text": {"field": place["field"], "type": "nominal", "title": place.get("title", "")},
            "x": {"value": 0},
        },
    }  # fmt: skip
    spec["layer"] = [*drawn, name]
    spec["height"] = {"step": STEP}
    return spec


def sorted_by(sort: Any, measure: Spec) -> tuple[Spec, str] | None:
    """Return what names are sorted by, and which way; nothing where it is by the names themselves."""
    own = {"op": measure.get("aggregate", "min"), "field": measure["field"]}
    if sort in ("x", "-x"):
        return own, "descending" if sort == "-x" else "ascending"
    if not isinstance(sort, dict):
        return None
    way = str(sort.get("order") or "ascending")
    if sort.get("encoding") == "x":
        return own, way
    # without a field the rows of each name are counted
    field = {"field": sort["field"]} if "field" in sort else {}
    return None if "encoding" in sort else ({"op": sort.get("op", "min")} | field, way)
