"""Views that come with a spec of their own: an Altair chart, a Vega-Lite dict or a Plotly figure."""

import json
from collections.abc import Iterator
from typing import Any

from stabbur.errors import BadInput, NotFound, meant
from stabbur.packages.views.request import MOST_ROWS, View

FETCHES = ("url", "sphere", "graticule")


def spec_type(view: View) -> str:
    """Return `vega-lite`, `plotly` or `table`."""
    spec = view.options.get("spec")
    if spec is None:
        return "table" if view.kind == "table" else "vega-lite"
    return "plotly" if is_plotly(spec) else "vega-lite"


def is_plotly(spec: Any) -> bool:
    """Say whether a spec is a Plotly figure, as object or dict."""
    if hasattr(spec, "to_plotly_json"):
        return True
    return isinstance(spec, dict) and isinstance(spec.get("data"), list) and "layout" in spec


def plain_spec(view: View) -> dict[str, Any]:
    """Return a given spec as a plain dict."""
    spec = view.options["spec"]
    if hasattr(spec, "to_plotly_json"):
        found = json.loads(spec.to_json())
        found.get("layout", {}).pop("template", None)
        return dict(found)
    if hasattr(spec, "to_dict"):
        return dict(spec.to_dict())
    if isinstance(spec, dict):
        try:
            return dict(json.loads(json.dumps(spec, default=str)))
        except (ValueError, TypeError, RecursionError) as error:  # it holds itself, or a key that is no text
            raise BadInput(
                f"spec of view '{view.name}' cannot be written as JSON: {str(error)[:200].lower()}",
                hint="take out what holds itself, and write names as text",
                code="spec-bad",
            ) from error
    raise BadInput(
        f"spec of view '{view.name}' is a {type(spec).__name__}: it takes an Altair chart, a Vega-Lite dict"
        " or a Plotly figure",
        code="spec-bad",
    )


def check_spec(view: View) -> None:
    """Refuse a spec that would fetch data or carries too much of it."""
    spec = plain_spec(view)
    if spec_type(view) == "plotly":
        return
    for data in data_parts(spec):
        if "url" in data:
            raise BadInput(
                f"view '{view.name}' takes its data from '{data['url']}': a view carries its data",
                hint='add the data as a resource and write {"data": {"name": "<resource>"}}',
                code="spec-url",
            )
        named = data.get("name")
        if (
            named
            and "values" not in data
            and named not in spec.get("datasets", {})
            and named not in view.resources
        ):
            raise NotFound(
                f"view '{view.name}' draws data '{named}', which is no resource of the package",
                hint=meant(named, view.resources),
                code="resource-unknown",
                name=named,
            )
    for values in [part.get("values") for part in data_parts(spec)] + list(spec.get("datasets", {}).values()):
        if isinstance(values, list) and len(values) > MOST_ROWS:
            raise too_many(view, len(values))


def too_many(view: View, rows: int) -> BadInput:
    """Say that a view would carry too many rows."""
    return BadInput(
        f"view '{view.name}' would carry {rows} rows: the most is {MOST_ROWS}",
        hint="aggregate first, or leave rows out with where=",
        code="view-too-large",
        name=view.name,
        rows=rows,
    )


def data_parts(spec: Any) -> Iterator[dict[str, Any]]:
    """Yield each place of a spec that says where data comes from."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "data" and isinstance(value, dict):
                yield value
            if key not in ("values", "datasets"):
                yield from data_parts(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from data_parts(item)
