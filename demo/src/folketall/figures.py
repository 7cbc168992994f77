"""The figure that needs more than a short form: change to both sides of zero."""

from typing import Any

import polars as pl

SPRUCE, RUST, INK, QUIET, LINE = "#17604F", "#A8560F", "#1F1D18", "#5C574C", "#D9D4C9"
Spec = dict[str, Any]


def _figure(**parts: Any) -> Spec:
    text = {"labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 13, "titleFontSize": 13}
    axis = text | {"gridColor": LINE, "domain": False, "ticks": False, "tickCount": 5, "labelLimit": 240}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        **parts,
        "config": {
            "font": "Inter, Arial, sans-serif",
            "view": {"stroke": None},
            "axis": axis | {"titleFontWeight": "normal"},
            "text": {"color": INK, "fontSize": 13},
        },
    }


def change_bars(resource: str, changes: pl.DataFrame, *, name: str, value: str) -> Spec:
    """Draw growth to the right and decline to the left, the largest growth on top, each with its number."""
    rising = f"datum['{value}'] >= 0"
    ranked = changes.sort(value, descending=True)
    high, low = int(ranked[value][0]), int(ranked[value][-1])
    y = {
        "field": name,
        "type": "nominal",
        "sort": ranked[name].to_list(),
        "title": None,
        "axis": {"labelPadding": 10},
    }
    room = 0.12 * (high - low)
    scale = {"domain": [low - room, high + room], "nice": False}
    x = {"field": value, "type": "quantitative", "title": "personer", "scale": scale}
    number = {"text": {"field": value, "type": "quantitative", "format": "+,.0f"}}
    colour = {"condition": {"test": rising, "value": SPRUCE}, "value": RUST}
    texts = [
        {
            "transform": [{"filter": rule}],
            "mark": {"type": "text", "align": align, "dx": dx},
            "encoding": number,
        }
        for rule, align, dx in ((rising, "left", 6), (f"!({rising})", "right", -6))
    ]
    return _figure(
        data={"name": resource},
        width=600,
        height={"step": 32},
        encoding={"y": y, "x": x | {"axis": {"format": "+,.0f"}}},
        layer=[{"mark": {"type": "bar", "height": {"band": 0.7}}, "encoding": {"color": colour}}, *texts],
    )
