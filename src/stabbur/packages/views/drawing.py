"""A view's spec with its rows inlined, and the SVG and PNG drawn of it without browser or network."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import vl_convert

from stabbur.errors import BadInput
from stabbur.frames.given import shown
from stabbur.packages.tables.statistics import json_frame
from stabbur.packages.views import palette
from stabbur.packages.views.drawable import drawable
from stabbur.packages.views.given import data_parts, plain_spec, spec_type, too_many
from stabbur.packages.views.labels import aggregated
from stabbur.packages.views.narrow import can_narrow, narrowed
from stabbur.packages.views.request import MOST_ROWS, View
from stabbur.packages.views.short import escaped, is_many, short_spec

TABLE_ROWS = 1_000
LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
PATH = re.compile(r' d="[^"]*"')


def spec_of(view: View, language: object = "nb") -> dict[str, Any]:
    """Return the spec as it stands in the descriptor: over named data, its words in the package's language."""
    kind = spec_type(view)
    if kind == "plotly" or view.options.get("spec") is not None:
        return plain_spec(view)
    if kind == "table":
        frame = view.frame if view.frame is not None else pl.DataFrame()
        return {"columns": view.options.get("columns") or frame.columns}
    if view.kind == "map":
        from stabbur.packages.views.map import map_spec

        return map_spec(view, language, inlined=False)
    spec = short_spec(view, chosen(view))
    if view.kind == "histogram":
        spec["encoding"]["y"]["title"] = palette.rows_counted(language)
    return spec


def chosen(view: View) -> pl.DataFrame:
    """Return the rows of a view's resource that its filter keeps."""
    rows = view.frame if view.frame is not None else pl.DataFrame()
    for column, value in view.options.get("where", {}).items():
        try:
            wanted = pl.col(column).is_in(list(value)) if is_many(value) else pl.col(column) == value
            rows = rows.filter(wanted)
        except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise BadInput(
                f"view '{view.name}' takes rows where '{column}' is '{shown(value)}', but it is {rows.schema[column]}",
                code="view-where-bad",
                column=column,
            ) from error
    if not rows.height:
        raise BadInput(f"view '{view.name}' has no rows to draw", hint="look at where=", code="view-empty")
    return rows


def drawn_rows(view: View) -> pl.DataFrame:
    """Return the few rows that a drawing carries: filtered, and aggregated where the spec aggregates."""
    return aggregated(view, chosen(view))


def histogram_rows(view: View, spec: dict[str, Any]) -> tuple[dict[str, Any], pl.DataFrame]:
    """Return a spec over counted steps in place of one over all rows."""
    from stabbur.packages.tables.statistics import histogram

    column = view.options["x"]
    values = chosen(view)[column].drop_nulls()
    bars = histogram(values.to_frame(), column, values.min(), values.max())
    encoding = spec["encoding"]
    drawn = {
        "x": {
            "field": "from",
            "bin": {"binned": True},
            "title": encoding["x"]["title"],
            "type": "quantitative",
            "axis": {"grid": False, "format": ",~r"},
        },
        "x2": {"field": "to"},
        "y": {
            "field": "count",
            "type": "quantitative",
            "title": encoding["y"]["title"],
            "axis": {"format": ",d", "tickMinStep": 1},
        },
    }
    return spec | {"encoding": drawn}, pl.DataFrame(bars)


def inlined(view: View, language: object) -> dict[str, Any]:
    """Return the spec with its rows in it, so that it can be drawn anywhere."""
    if view.kind == "map" and view.options.get("spec") is None:
        from stabbur.packages.views.map import map_spec

        return map_spec(view, language, inlined=True)
    spec = spec_of(view, language)
    if view.options.get("spec") is not None:
        for data in data_parts(spec):
            resource = view.resources.get(str(data.get("name", "")))
            if "values" not in data and resource is not None and resource.frame is not None:
                data["values"] = records(view, resource.frame)
        return spec
    if view.kind == "histogram":
        spec, rows = histogram_rows(view, spec)
        spec.pop("transform", None)
    else:
        rows = drawn_rows(view)
    return spec | {"data": {"name": view.resource, "values": records(view, rows)}}


def records(view: View, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows as they stand in a spec."""
    if rows.height > MOST_ROWS:
        raise too_many(view, rows.height)
    return json_frame(rows).to_dicts()


def write_view(view: View, folder: Path, language: object) -> None:
    """Write a view's files."""
    folder.mkdir(exist_ok=True)
    kind = spec_type(view)
    if kind == "plotly":
        found: dict[str, Any] = plain_spec(view)
    elif kind == "table":
        rows = chosen(view).select(spec_of(view)["columns"])
        found = {"columns": rows.columns, "rows": json_frame(rows.head(TABLE_ROWS)).to_dicts()}
    else:
        found = inlined(view, language)
    text = json.dumps(found, ensure_ascii=False, default=str)
    (folder / f"{view.name}.json").write_text(text + "\n", encoding="utf-8")
    if kind == "vega-lite":
        draw(view, found, folder, language)


def draw(view: View, spec: dict[str, Any], folder: Path, language: object) -> None:
    """Draw a spec as SVG on no background, for a wide and a narrow screen, and as PNG on white with its title."""
    norwegian = palette.is_norwegian(language)
    ways: dict[str, Any] = {
        "allowed_base_urls": [],
        "format_locale": palette.NORWEGIAN_NUMBERS if norwegian else palette.ENGLISH_NUMBERS,
    }
    if norwegian:
        ways["time_format_locale"] = palette.NORWEGIAN_TIMES
    title = view.options.get("title")
    alone = spec | {"background": palette.PAPER} | ({"title": title} if title and "title" not in spec else {})
    spec, alone = drawable(spec), drawable(alone | {"padding": 16})
    try:
        svg = vl_convert.vegalite_to_svg(spec, **ways)
        slim = vl_convert.vegalite_to_svg(narrowed(spec), **ways) if can_narrow(spec) else ""
        png = vl_convert.vegalite_to_png(alone, scale=2, **ways)
    except ValueError as error:
        said = [line.strip() for line in str(error).splitlines() if not line.startswith("    at ")]
        reason = " ".join(filter(None, said))[:200]
        raise BadInput(
            f"view '{view.name}' cannot be drawn: {reason}", code="view-undrawable", name=view.name
        ) from error
    (folder / f"{view.name}.svg").write_text(shortened(svg), encoding="utf-8")
    (folder / f"{view.name}.png").write_bytes(png)
    if slim:
        (folder / "narrow").mkdir(exist_ok=True)
        (folder / "narrow" / f"{view.name}.svg").write_text(shortened(slim), encoding="utf-8")


def shortened(svg: str) -> str:
    """Return a drawing with a tenth of a pixel as its finest step."""
    return PATH.sub(lambda found: LONG_NUMBER.sub(r"\1", found.group()), svg)


__all__ = ["TABLE_ROWS", "escaped", "spec_of", "write_view"]
