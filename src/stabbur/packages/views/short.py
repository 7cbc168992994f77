"""Vega-Lite specs of the short forms: bar, line, area, scatter, histogram, pie."""

import json
from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages.views.labels import end_labels, label_layer
from stabbur.packages.views.palette import CIRCLE, DASHES, INK, PAPER, SERIES, SHAPES, config
from stabbur.packages.views.request import View

VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 640
WIDTH_ALONE = 730  # a page makes drawings equally wide: without names beside it one would have larger letters
ROOM = 48

Spec = dict[str, Any]


def short_spec(view: View, rows: pl.DataFrame) -> Spec:
    """Return the spec of a view of a short type over named data."""
    maker = {"bar": bar, "line": line, "area": area, "scatter": scatter, "histogram": histogram, "pie": pie}
    spec: Spec = {"$schema": VEGA_LITE, "data": {"name": view.resource}, "width": WIDTH, "height": 320}
    where = view.options.get("where", {})
    if where:
        spec["transform"] = [
            {
                "filter": {"field": escaped(key)}
                | ({"oneOf": list(value)} if is_many(value) else {"equal": value})
            }
            for key, value in where.items()
        ]
    made = maker[view.kind](view, rows)
    if "height" not in made and not view.options.get("colour"):
        spec["width"] = WIDTH_ALONE
    return spec | made | {"config": config()}


def is_many(value: object) -> bool:
    """Say whether a filter's value is several values."""
    return isinstance(value, list | tuple | set | frozenset)


def escaped(name: str) -> str:
    """Return a column's name so that Vega-Lite does not take its dots and brackets for paths."""
    for sign in ("\\", ".", "[", "]", "'", '"'):
        name = name.replace(sign, "\\" + sign)
    return name


def label(view: View, column: str) -> str:
    """Return what a column is called on an axis: its title and unit, or its name."""
    schema = view.resources[view.resource].descriptor.get("schema", {}) if view.resource else {}
    field: Spec = next((one for one in schema.get("fields", []) if one["name"] == column), {})
    unit = field.get("unit")
    title = str(field.get("title") or column)
    return f"{title} ({unit})" if unit and str(unit).lower() not in title.lower() else title


def measure(view: View, rows: pl.DataFrame) -> Spec:
    """Return the channel of the measured column."""
    column = view.options["y"]
    whole = rows.schema[column].is_integer()
    axis: Spec = {"format": ",d" if whole else ",~r"}
    if whole:
        axis["tickMinStep"] = 1
    return {
        "field": escaped(column),
        "type": "quantitative",
        "title": label(view, column),
        "axis": axis,
        "aggregate": view.options.get("aggregate", "sum"),
    }


def along(view: View, rows: pl.DataFrame) -> Spec:
    """Return the channel of the column that the drawing goes along; texts keep the order of the rows."""
    column = view.options["x"]
    kind = rows.schema[column]
    found: Spec = {"field": escaped(column), "title": label(view, column)}
    if isinstance(kind, pl.Date | pl.Datetime):
        return found | {"type": "temporal", "axis": {"grid": False}}
    if kind.is_numeric():
        axis: Spec = {"grid": False, "format": "d"} if kind.is_integer() else {"grid": False}
        if kind.is_integer() and rows[column].n_unique() <= 12:
            return found | {"type": "ordinal", "axis": axis | {"labelAngle": 0}}
        return found | {"type": "quantitative", "axis": axis, "scale": {"zero": False}}
    return found | {"type": "ordinal", "sort": None, "axis": {"grid": False}}


def series(view: View, rows: pl.DataFrame) -> list[str]:
    """Return the values that have a colour each, or nothing; a seventh colour there is not."""
    column = view.options.get("colour", "")
    if not column:
        return []
    values = rows[column].cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    if len(values) > len(SERIES):
        raise BadInput(
            f"view '{view.name}' would have {len(values)} colours, one for each '{column}': the most is"
            f" {len(SERIES)}",
            hint="group the values, or leave some out with where=",
            code="view-colours",
        )
    return values


def coloured(view: View, rows: pl.DataFrame) -> Spec:
    """Return the colour channel."""
    column, values = view.options.get("colour", ""), series(view, rows)
    if not values:
        return {}
    scale = {"domain": domain(rows[column], values), "range": list(SERIES[: len(values)])}
    return {
        "color": {"field": escaped(column), "type": "nominal", "title": label(view, column), "scale": scale}
    }


def domain(column: pl.Series, texts: list[str]) -> list[Any]:
    """Return the values of a series as they stand in the data."""
    return (
        column.drop_nulls().unique(maintain_order=True).to_list()
        if column.dtype.is_integer()
        else list(texts)
    )


def bar(view: View, rows: pl.DataFrame) -> Spec:
    """Return bars: lying ones with their value beside them for texts, upright ones for numbers and dates."""
    value, place, colour = measure(view, rows), along(view, rows), coloured(view, rows)
    names = place["type"] == "ordinal" and "sort" in place
    if names:
        order = view.options.get("sort")
        if order:
            way = "descending" if order.startswith("-") else "ascending"
            by = {"field": value["field"], "op": value["aggregate"], "order": way}
            place["sort"] = by if order.endswith("y") else way
        height: Spec = {"height": {"step": 26 if not colour else 34}}
        encoding = {"y": place | {"axis": {"grid": False, "ticks": False}}, "x": value} | colour
    else:
        height = {}
        encoding = {"x": place, "y": value} | colour
    mark: Spec = {"type": "bar"}
    if colour:
        # parts of a bar stand in the order of the legend, and a thin line parts them
        mark |= {"stroke": PAPER, "strokeWidth": 1}
    if place["type"] == "quantitative":
        mark["width"] = max(1.0, min(24.0, 0.7 * WIDTH / max(1, rows[view.options["x"]].n_unique())))
    if colour and not names and not (rows[view.options["y"]] < 0).any():
        return named(view, rows, mark, encoding, stacked=True)
    if colour or not names:
        return height | {"mark": mark, "encoding": encoding}
    below = bool((rows[view.options["y"]] < 0).any())
    if below:
        value["scale"] = {"padding": ROOM, "nice": False}
    return height | {"encoding": encoding, "layer": [{"mark": mark}, direct_values(value, view, below=below)]}


def direct_values(value: Spec, view: View, *, below: bool) -> Spec:
    """Return each bar's value as text beside its end, on the left of bars that go below zero."""
    mark: Spec = {"type": "text", "align": "left", "dx": 4, "color": INK, "fontSize": 13}
    if below:
        measured = f"{view.options.get('aggregate', 'sum')}_{view.options['y']}"
        negative = f"datum[{json.dumps(measured)}] < 0"
        mark["align"] = {"expr": f"{negative} ? 'right' : 'left'"}
        mark["dx"] = {"expr": f"{negative} ? -4 : 4"}
    text = {key: part for key, part in value.items() if key not in ("axis", "scale")}
    return {"mark": mark, "encoding": {"text": text | {"format": value["axis"]["format"]}}}


def line(view: View, rows: pl.DataFrame) -> Spec:
    """Return lines; several have a colour and a dash each, and their name at the end."""
    x, y = along(view, rows), measure(view, rows)
    y["scale"] = {"zero": False}
    colour = coloured(view, rows)
    mark: Spec = {"type": "line"}
    if not colour:
        return {"mark": mark, "encoding": {"x": x, "y": y}}
    scale = {"domain": colour["color"]["scale"]["domain"]}
    dash = {
        "field": colour["color"]["field"],
        "type": "nominal",
        "title": colour["color"]["title"],
        "scale": scale | {"range": [list(one) for one in DASHES[: len(scale["domain"])]]},
        "legend": None,
    }
    return named(view, rows, mark, {"x": x, "y": y} | colour | {"strokeDash": dash}, stacked=False)


def figures_axis(column: pl.Series) -> Spec:
    """Return the axis of a measured column: years without a mark for thousands, whole steps for whole numbers."""
    if not column.dtype.is_integer():
        return {"format": ",~r"}
    low, high = int(str(column.min() or 0)), int(str(column.max() or 0))
    axis: Spec = {"format": "d" if low >= 1000 and high <= 2999 else ",d"}
    # half steps would be written as whole ones, and so twice
    return axis | ({"values": list(range(low, high + 1))} if high - low <= 8 else {})


def named(view: View, rows: pl.DataFrame, mark: Spec, encoding: Spec, *, stacked: bool) -> Spec:
    """Return marks of several series with the name of each beside its end in place of a legend."""
    labels = end_labels(view, rows, series(view, rows), stacked=stacked)
    encoding["color"]["legend"] = None
    band = 1.0 if mark["type"] == "bar" else 0.5  # at the edge of the last bar, or at the last point
    return {
        "layer": [
            {"mark": mark, "encoding": encoding},
            label_layer(labels, encoding["x"], encoding["y"], band=band),
        ]
    }


def area(view: View, rows: pl.DataFrame) -> Spec:
    """Return areas, stacked when there are several: a thin line parts them, and each has its name at the end."""
    x, y = along(view, rows), measure(view, rows)
    colour = coloured(view, rows)
    if not colour:
        return {"mark": {"type": "area"}, "encoding": {"x": x, "y": y}}
    mark = {"type": "area", "stroke": PAPER, "strokeWidth": 1}
    return named(view, rows, mark, {"x": x, "y": y} | colour, stacked=True)


def scatter(view: View, rows: pl.DataFrame) -> Spec:
    """Return a point for each row; several series have a colour and a shape each."""
    value = {key: part for key, part in measure(view, rows).items() if key != "aggregate"}
    x = along(view, rows)
    if rows.schema[view.options["x"]].is_numeric():
        x |= {"type": "quantitative", "scale": {"zero": False}, "axis": figures_axis(rows[view.options["x"]])}
    encoding = {"x": x, "y": value | {"scale": {"zero": False}}}
    colour = coloured(view, rows)
    if colour:
        told = colour["color"]
        shapes = list(SHAPES[: len(told["scale"]["domain"])])
        colour["shape"] = told | {"scale": {"domain": told["scale"]["domain"], "range": shapes}}
    return {"mark": {"type": "point"}, "encoding": encoding | colour}


def histogram(view: View, rows: pl.DataFrame) -> Spec:
    """Return how many rows lie in each of some equal steps."""
    column = view.options["x"]
    x = {"field": escaped(column), "bin": {"maxbins": 20}, "title": label(view, column)}
    return {"mark": {"type": "bar"}, "encoding": {"x": x, "y": {"aggregate": "count", "title": ""}}}


def pie(view: View, rows: pl.DataFrame) -> Spec:
    """Return a circle of parts, one colour each, with the name of each outside it."""
    value = {key: part for key, part in measure(view, rows).items() if key != "axis"}
    column = view.options["x"]
    view.options["colour"] = column
    colour = coloured(view, rows)
    colour["color"]["legend"] = None
    longest = max(map(len, series(view, rows)), default=0)
    theta = {"theta": value | {"stack": True}}
    # the order of the stack is said, or the names would go round another way than the parts
    order = {"order": {"field": colour["color"]["field"], "type": "nominal", "sort": "ascending"}}
    arc = {"mark": {"type": "arc", "stroke": PAPER, "outerRadius": CIRCLE}, "encoding": colour}
    name = {
        "mark": {
            "type": "text",
            "radius": CIRCLE + 12 + min(60, 3.5 * longest),
            "color": INK,
            "fontSize": 13,
            "align": "center",
        },
        "encoding": {
            "text": {"field": escaped(column), "type": "nominal", "title": label(view, column)},
            "detail": {"field": escaped(column), "title": label(view, column)},
        },
    }
    return {"encoding": theta | order, "layer": [arc, name], "width": 320}
