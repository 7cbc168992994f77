"""A map of areas in at most five colours, with a legend in words."""

import json
import math
from itertools import pairwise
from typing import Any

import polars as pl

from stabbur.errors import BadInput
from stabbur.packages.views import palette
from stabbur.packages.views.drawing import chosen
from stabbur.packages.views.geometry import features, key_of, thinned
from stabbur.packages.views.request import View
from stabbur.packages.views.short import VEGA_LITE, escaped, label

WORDS = {True: ("under", "til", "og mer", "ingen tall"), False: ("under", "to", "and more", "no figures")}
CLASSES = 5
LEGEND = {
    "orient": "bottom",
    "columns": 2,
    "symbolType": "square",
    "symbolStrokeColor": palette.QUIET,
    "symbolStrokeWidth": 0.5,
}
CLASS = "class"
SHARED = 0.9  # Norway has two of Herøy and of Våler: a name may stand twice and yet be one


def map_spec(view: View, language: object, *, inlined: bool) -> dict[str, Any]:
    """Return the Vega-Lite spec of a map; without its rows and shapes it is over named data."""
    rows, key = chosen(view), view.options["geometry_key"]
    x, y = view.options["x"], view.options["y"]
    if rows[x].n_unique() != rows.height:
        raise BadInput(
            f"view '{view.name}' has several rows for one '{x}'",
            hint='where={"year": 2021}, or aggregate first',
            code="map-several",
        )
    numbers = rows[y].drop_nulls().cast(pl.Float64)
    numbers = numbers.filter(numbers.is_finite())
    edges, colours = classes(numbers.to_list())
    words = legend(edges, palette.is_norwegian(language))
    shapes: dict[str, Any] = {"name": str(view.options["geometry"]), "format": {"property": "features"}}
    if inlined:
        shapes = {"values": coloured_shapes(view, rows, edges, words)}
        transform: list[dict[str, Any]] = []
    else:
        source = {"data": {"name": view.resource}, "key": escaped(x), "fields": [y]}
        transform = [
            {"lookup": f"properties.{escaped(key)}", "from": source},
            {"calculate": class_formula(y, edges, words), "as": CLASS},
        ]
    scale = {"domain": words, "range": [*colours, palette.NO_VALUE]}
    colour = {
        "field": f"properties.{CLASS}" if inlined else CLASS,
        "type": "nominal",
        "title": label(view, y),
        "scale": scale,
        "legend": dict(LEGEND),
    }
    return {
        "$schema": VEGA_LITE,
        "data": shapes,
        "transform": transform,
        "width": 560,
        "height": 620,
        "projection": {"type": "transverseMercator", "rotate": [-15, 0, 0]}
        if inlined
        else {"type": "mercator"},
        "mark": {"type": "geoshape", "stroke": palette.QUIET, "strokeWidth": 0.3, "aria": False},
        "encoding": {"color": colour},
        "config": palette.config(),
    }


def coloured_shapes(
    view: View, rows: pl.DataFrame, edges: list[float], words: list[str]
) -> list[dict[str, Any]]:
    """Return the thinned shapes, each with its row: code, names, value, and the words of its class."""
    key, x, y = view.options["geometry_key"], view.options["x"], view.options["y"]
    columns = [x, *names_of(rows, x), y]
    by_key = {str(row[x]): row for row in rows.select(columns).iter_rows(named=True)}
    shapes = thinned(features(view), key)
    for shape in shapes:
        code = key_of(shape, key)
        row = by_key.get(code, dict.fromkeys(columns) | {x: code})
        value = None if row[y] is None else float(row[y])
        shape["properties"] = {**row, y: value, CLASS: word_of(value, edges, words)}
    return shapes


def names_of(rows: pl.DataFrame, x: str) -> list[str]:
    """Return the columns that name areas in words: text that nearly no two areas share."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String and name != x]
    return [name for name in texts if rows[name].n_unique() > rows.height * SHARED][:2]


def word_of(value: float | None, edges: list[float], words: list[str]) -> str:
    """Return the words of the class that a value lies in."""
    if value is None or math.isnan(value):
        return words[-1]
    return words[sum(value >= edge for edge in edges)]


def classes(values: list[float]) -> tuple[list[float], list[str]]:
    """Return the edges between classes and their colours: two-sided when values lie around zero."""
    if not values:
        return [], [palette.LEVEL[0]]
    low, high = min(values), max(values)
    if low < 0 < high:
        sizes = sorted(abs(value) for value in values)
        inner, outer = rounded(sizes[len(sizes) // 3]), rounded(sizes[len(sizes) * 4 // 5])
        if 0 < inner < outer:
            return [-outer, -inner, inner, outer], list(palette.CHANGE)
    ordered = sorted(values)
    edges = sorted({rounded(ordered[len(ordered) * part // CLASSES]) for part in range(1, CLASSES)})
    edges = [edge for edge in edges if low < edge <= high]
    colours = {0: (4,), 1: (0, 4), 2: (0, 2, 4), 3: (0, 1, 3, 4), 4: (0, 1, 2, 3, 4)}[len(edges)]
    return edges, [palette.LEVEL[number] for number in colours]


def rounded(value: float) -> float:
    """Return a number with two digits that count, as a reader likes edges."""
    if not value:
        return 0.0
    digits = 1 - math.floor(math.log10(abs(value)))
    return round(value, digits)


def legend(edges: list[float], norwegian: bool) -> list[str]:
    """Return each class in words, the one without figures last."""
    under, to, more, none = WORDS[norwegian]
    texts = [number_text(edge, norwegian) for edge in edges]
    if not texts:
        return ["alle" if norwegian else "all", none]
    between = [f"{low} {to} {high}" for low, high in pairwise(texts)]
    return [f"{under} {texts[0]}", *between, f"{texts[-1]} {more}", none]


def number_text(value: float, norwegian: bool) -> str:
    """Return a number as the language writes it."""
    text = f"{value:,.10g}".replace("-", "\u2212")
    return text.replace(",", "\u00a0").replace(".", ",") if norwegian else text


def class_formula(column: str, edges: list[float], words: list[str]) -> str:
    """Return the classes as an expression of Vega."""
    field = f"datum[{json_text(column)}]"
    formula = json_text(words[len(edges)])
    for edge, word in reversed(list(zip(edges, words, strict=False))):
        formula = f"{field} < {edge!r} ? {json_text(word)} : {formula}"
    return f"!isValid({field}) ? {json_text(words[-1])} : ({formula})"


def json_text(value: str) -> str:
    """Return a text as it is quoted in an expression."""
    return json.dumps(value)
