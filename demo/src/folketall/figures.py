"""The figures, as Vega-Lite: Norwegian numbers, one colour for one series, words in the legend."""

from typing import Any

import polars as pl

from folketall.areas import outline

SPRUCE, PALE, TEXT, MUTED, LINE = "#17604F", "#E4E0D8", "#312B1F", "#675C46", "#DDD6C8"
CLASSES = ["Ned mer enn 1 %", "Ned 0,25–1 %", "Om lag uendret", "Opp 0,25–1 %", "Opp mer enn 1 %"]
COLOURS = ["#A8560F", "#DDAA6C", PALE, "#7FB3A5", SPRUCE]
NUMBERS = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", " kr"], "minus": "−"}
Spec = dict[str, Any]


def _figure(width: int, height: int | Spec, **rest: Any) -> Spec:
    text = {"labelColor": TEXT, "titleColor": MUTED, "labelFontSize": 13, "titleFontSize": 13}
    axis = {**text, "gridColor": LINE, "domain": False, "ticks": False, "tickCount": 5, "titleFontWeight": 400}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "#FFFFFF",
        "width": width,
        "height": height,
        "padding": 8,
        **rest,
        "config": {
            "font": "Inter, Arial, sans-serif",
            "locale": {"number": NUMBERS},
            "view": {"stroke": None},
            "axis": axis,
            "legend": {**text, "symbolType": "square", "symbolStrokeWidth": 0, "symbolSize": 160},
            "text": {"color": TEXT, "fontSize": 13},
        },
    }


def bars(frame: pl.DataFrame, *, name: str, value: str, unit: str, order: list[str]) -> Spec:
    """Draw horizontal bars from zero, each with its number beside it."""
    y = {"field": name, "type": "nominal", "sort": order, "axis": {"title": None, "labelLimit": 200}}
    x = {"field": value, "type": "quantitative", "axis": {"title": unit, "format": ",.0f"}}
    number = {"field": value, "type": "quantitative", "format": ",.0f"}
    return _figure(
        560,
        {"step": 30},
        data={"values": frame.select(name, value).to_dicts()},
        encoding={"y": y, "x": x},
        layer=[
            {"mark": {"type": "bar", "color": SPRUCE, "height": {"band": 0.72}}},
            {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"text": number}},
        ],
    )


def change_bars(frame: pl.DataFrame, *, name: str, value: str, unit: str) -> Spec:
    """Draw bars to both sides of zero, the largest growth on top, each with its sign and number."""
    ordered = frame.sort(value, descending=True)
    names = ordered[name].to_list()
    y = {"field": name, "type": "nominal", "sort": names, "axis": {"title": None, "offset": 8, "labelLimit": 200}}
    x = {"field": value, "type": "quantitative", "axis": {"title": unit, "format": "+,.0f"}, "scale": {"domain": [low, high], "nice": False}}
    span = float(ordered[value].to_numpy().max()) - float(ordered[value].to_numpy().min())
    low, high = float(ordered[value].to_numpy().min()) - 0.1 * span, float(ordered[value].to_numpy().max()) + 0.06 * span
    rising = f"datum['{value}'] >= 0"
    number = {"field": value, "type": "quantitative", "format": "+,.0f"}
    texts = [
        {"transform": [{"filter": rule}], "mark": {"type": "text", "align": align, "dx": dx}, "encoding": {"text": number}}
        for rule, align, dx in ((rising, "left", 6), (f"!({rising})", "right", -6))
    ]
    colour = {"condition": {"test": rising, "value": SPRUCE}, "value": COLOURS[0]}
    bar = {"mark": {"type": "bar", "height": {"band": 0.72}}, "encoding": {"color": colour}}
    zero = {"mark": {"type": "rule", "color": MUTED}, "encoding": {"x": {"datum": 0}, "y": None}}
    return _figure(
        560, {"step": 30}, data={"values": ordered.select(name, value).to_dicts()},
        encoding={"y": y, "x": x}, layer=[bar, zero, *texts],
    )


def change_class(percent: str) -> pl.Expr:
    """Sort a change in per cent into one of the five classes of the map."""
    value = pl.col(percent)
    return (
        pl.when(value < -1).then(pl.lit(CLASSES[0]))
        .when(value <= -0.25).then(pl.lit(CLASSES[1]))
        .when(value < 0.25).then(pl.lit(CLASSES[2]))
        .when(value <= 1).then(pl.lit(CLASSES[3]))
        .otherwise(pl.lit(CLASSES[4]))
    )  # fmt: skip


def change_map(changes: pl.DataFrame, borders: pl.DataFrame) -> Spec:
    """Draw the municipalities that have a border, coloured by their change in five classes."""
    classed = changes.with_columns(change_class("endring_prosent").alias("klasse"))
    drawn = classed.join(borders.select("kommunenummer", "grense"), on="kommunenummer")
    features = [
        {
            "type": "Feature",
            "properties": {key: row[key] for key in ("kommune", "klasse", "endring_prosent")},
            "geometry": outline(row["grense"]),
        }
        for row in drawn.to_dicts()
    ]
    colour = {
        "field": "properties.klasse",
        "type": "nominal",
        "scale": {"domain": CLASSES, "range": COLOURS},
        "legend": {"title": None, "orient": "none", "legendX": 300, "legendY": 470, "rowPadding": 6},
    }
    return _figure(
        480, 640,
        data={"values": features},
        projection={"type": "transverseMercator", "rotate": [-15, 0]},
        mark={"type": "geoshape", "stroke": "#FFFFFF", "strokeWidth": 0.4},
        encoding={"color": colour},
    )  # fmt: skip


def lines(frame: pl.DataFrame, *, x: str, y: str, series: dict[str, str], unit: str) -> Spec:
    """Draw up to three lines, each with its own dash and its name at the end."""
    styles = list(zip([SPRUCE, "#9A6412", "#3B6AC5"], [[1, 0], [6, 3], [2, 3]], strict=True))
    layers: list[Spec] = []
    for (name, label), (colour, dash) in zip(series.items(), styles, strict=False):
        one = frame.filter(pl.col("næring") == name).drop_nulls(y).sort(x)
        rows = [{x: str(row[x]), y: row[y], "label": label} for row in one.select(x, y).to_dicts()]
        mark = {"type": "line", "color": colour, "strokeDash": dash, "strokeWidth": 2.5}
        end = {"type": "text", "align": "left", "dx": 8, "color": colour, "fontWeight": 600}
        layers.append({"data": {"values": rows}, "mark": mark})
        layers.append({"data": {"values": rows[-1:]}, "mark": end, "encoding": {"text": {"field": "label"}}})
    encoding = {
        "x": {"field": x, "type": "temporal", "axis": {"title": None, "format": "%Y", "grid": False, "tickCount": 6}},
        "y": {"field": y, "type": "quantitative", "axis": {"title": unit, "format": ",.0f"}},
    }
    return _figure(560, 300, encoding=encoding, layer=layers)
