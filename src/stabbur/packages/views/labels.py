"""Names of series beside their lines and areas, so that colour is never the only sign of which is which."""

from itertools import pairwise
from typing import Any

import polars as pl

from stabbur.packages.tables.statistics import json_frame
from stabbur.packages.views.palette import INK
from stabbur.packages.views.request import View

Spec = dict[str, Any]
GAP = 0.055  # of the height of a drawing: about one line of text


def aggregated(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each mark of a drawing: the measure summed, or as the view says."""
    options = view.options
    keep = [options[key] for key in ("x", "y", "colour") if options.get(key)] + list(options.get("where", {}))
    keep = list(dict.fromkeys(keep))
    if view.kind in ("bar", "line", "area", "pie"):
        y = options["y"]
        by = [column for column in keep if column != y]
        how = getattr(pl.col(y), options.get("aggregate", "sum"))
        rows = rows.drop_nulls(y).group_by(by, maintain_order=True).agg(how())
    return rows.select(keep)


def end_labels(view: View, rows: pl.DataFrame, names: list[str], *, stacked: bool) -> list[Spec]:
    """Return where the name of each series stands: at the end of its line, or of its part of the last stack."""
    x, y, colour = view.options["x"], view.options["y"], view.options["colour"]
    found = aggregated(view, rows).drop_nulls([x, colour])
    found = found.with_columns(pl.col(colour).cast(pl.String)) if found.height else found
    if found.schema[x].is_numeric() or found.schema[x].is_temporal():
        found = found.sort(x, maintain_order=True)
    totals = found.group_by(x).agg(pl.col(y).sum())[y]
    whole = found[y] if not stacked else totals
    edges = whole.cast(pl.Float64).drop_nulls().to_list() or [0.0]
    low, high = min(edges), max(edges)
    low = min(low, 0.0) if stacked else low
    last = found.tail(1).select(x)
    places: list[tuple[float, str, Any]] = []
    below = 0.0
    # Vega stacks the last of the colours first
    for name in reversed(names) if stacked else names:
        own = found.filter(pl.col(colour) == name)
        own = own.join(last, on=x, how="semi") if stacked else own.tail(1)
        if own.height:
            value = float(own[y][0] or 0)
            at = json_frame(own.select(x))[x][0]
            places.append((below + value / 2 if stacked else value, name, at))
            below += value
    spread_out = spread([place[0] for place in places], (high - low) * GAP)
    return [
        {"label": name, "x": at, "y": value} for (_, name, at), value in zip(places, spread_out, strict=True)
    ]


def spread(values: list[float], gap: float) -> list[float]:
    """Return the values moved as little apart as leaves a gap between any two."""
    order = sorted(range(len(values)), key=values.__getitem__)
    groups = [[values[at], 1] for at in order]  # the middle and size of each bunch of labels
    merged = True
    while merged:
        merged = False
        for at, (one, two) in enumerate(pairwise(groups)):
            if two[0] - one[0] < gap * (one[1] + two[1]) / 2 * (1 - 1e-9):
                size = one[1] + two[1]
                groups[at : at + 2] = [[(one[0] * one[1] + two[0] * two[1]) / size, size]]
                merged = True
                break
    found = list(values)
    places = iter(order)
    for middle, size in groups:
        for number in range(int(size)):
            found[next(places)] = middle + (number - (size - 1) / 2) * gap
    return found


def label_layer(labels: list[Spec], x: Spec, y: Spec, *, band: float) -> Spec:
    """Return the layer of the names, on the scales of the marks beside it."""
    return {
        "data": {"values": labels},
        "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 13, "limit": 150},
        "encoding": {
            "x": {key: x[key] for key in ("type", "title", "sort", "axis") if key in x}
            | {"field": "x", "bandPosition": band},
            "y": {"field": "y", "type": "quantitative", "title": y["title"]},
            "text": {"field": "label", "type": "nominal"},
        },
    }
