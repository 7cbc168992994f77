"""A view as it was asked for, checked against the columns there are, and its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import polars as pl

from stabbur.errors import BadInput, meant
from stabbur.frames.given import need_text
from stabbur.packages.tables.describe import unknown_column
from stabbur.packages.tables.files import Resource

SHORT_TYPES = ("bar", "line", "area", "scatter", "histogram", "pie", "table", "map")
SORTS = ("x", "-x", "y", "-y")
AGGREGATES = ("sum", "mean", "median", "min", "max")
MOST_ROWS = 5_000
NEEDS = {
    "bar": ("x", "y"),
    "line": ("x", "y"),
    "area": ("x", "y"),
    "scatter": ("x", "y"),
    "pie": ("x", "y"),
    "histogram": ("x",),
    "table": (),
    "map": ("x", "y", "geometry", "geometry_key"),
}


TEXTS = ("title", "description", "x", "y", "colour", "aggregate", "sort", "geometry_key")
"""What of a view is text and nothing else."""


class ViewOptions(TypedDict, total=False):
    """What may be said of a view besides its name, type and resource."""

    title: str
    description: str
    x: str
    y: str
    colour: str
    columns: list[str]
    where: dict[str, Any]
    aggregate: str
    sort: str
    spec: Any
    geometry: str
    geometry_key: str


@dataclass
class View:
    """A drawing or table of a resource."""

    name: str
    kind: str
    resource: str
    options: ViewOptions
    frame: pl.DataFrame | None
    resources: dict[str, Resource]

    @property
    def spec_type(self) -> str:
        """What language the spec is in."""
        from stabbur.packages.views.given import spec_type

        return spec_type(self)

    def descriptor(self, language: object = "nb") -> dict[str, Any]:
        """Return what the package's descriptor says of the view."""
        from stabbur.packages.views.drawing import spec_of
        from stabbur.packages.views.narrow import can_narrow

        endings = ("svg", "png", "json") if self.spec_type == "vega-lite" else ("json",)
        about = {"title": self.options.get("title", ""), "description": self.options.get("description", "")}
        found: dict[str, Any] = {"name": self.name} | {key: text for key, text in about.items() if text}
        found["resources"] = [self.resource] if self.resource else []
        spec = spec_of(self, language)
        found |= {"specType": self.spec_type, "spec": spec}
        files = {ending: f"views/{self.name}.{ending}" for ending in endings}
        if "svg" in files and can_narrow(spec):
            # a folder of its own, since another view may be called <name>-narrow
            files["narrow"] = f"views/narrow/{self.name}.svg"
        return found | {"files": files}

    def write(self, folder: Path, language: object) -> None:
        """Draw the view and put its files into the package's folder."""
        from stabbur.packages.views.drawing import write_view

        write_view(self, folder / "views", language)


def check_texts(given: Mapping[str, object]) -> None:
    """Refuse what is no text where a view takes one."""
    for option, value in given.items():
        if value is not None:
            need_text(value, option)


def check_options(view: View) -> None:
    """Refuse a view that cannot be drawn, and name the columns there are."""
    options = view.options
    unknown = sorted(set(options) - set(ViewOptions.__annotations__))
    if unknown:
        allowed = ", ".join(sorted(ViewOptions.__annotations__))
        raise BadInput(
            f"view '{view.name}' has an option '{unknown[0]}': it takes {allowed}",
            hint=meant(unknown[0], ViewOptions.__annotations__),
            code="view-option-unknown",
        )
    if options.get("spec") is not None:
        from stabbur.packages.views.given import check_spec

        check_spec(view)
        return
    if view.frame is None:
        raise BadInput(
            f"view '{view.name}' draws resource '{view.resource}', which is no table", code="view-no-table"
        )
    for option in NEEDS[view.kind]:
        if not options.get(option):
            raise BadInput(
                f"view '{view.name}' of type '{view.kind}' needs {option}=",
                code="view-option-missing",
                name=view.name,
                option=option,
            )
    check_columns(view, view.frame)
    if view.kind == "map":
        from stabbur.packages.views.geometry import check_map

        check_map(view)


def check_columns(view: View, frame: pl.DataFrame) -> None:
    """Refuse columns that are not there, and measures that are no numbers."""
    options = view.options
    if not isinstance(options.get("columns", []), list) or not isinstance(options.get("where", {}), dict):
        raise BadInput(
            f"view '{view.name}' takes columns as a list and where as a mapping from column to value",
            hint='columns=["a", "b"], where={"year": 2021}',
            code="view-option-bad",
            name=view.name,
        )
    for column in (*options.get("columns", []), *options.get("where", {})):
        need_text(column, "a column")
    for column, value in options.get("where", {}).items():
        for one in value if isinstance(value, list | tuple | set) else [value]:
            if isinstance(one, list | tuple | set | dict) or (isinstance(one, int) and abs(one) >= 2**127):
                raise BadInput(
                    f"view '{view.name}' takes rows where '{column}' is no value that a column holds",
                    code="view-where-bad",
                    column=column,
                )
    drawn = [str(options.get(option) or "") for option in ("x", "y", "colour")]
    for named in [*drawn, *options.get("columns", []), *options.get("where", {})]:
        if named and named not in frame.columns:
            raise unknown_column(view.resource, named, frame.columns)
    measured = options.get("x", "") if view.kind == "histogram" else options.get("y", "")
    if measured and not frame.schema[measured].is_numeric():
        raise BadInput(
            f"view '{view.name}' draws '{measured}' as a measure, but it is no number",
            code="view-not-number",
            column=measured,
        )
    if options.get("sort", "x") not in SORTS:
        raise BadInput(
            f"sort is '{options['sort']}': it can be {', '.join(SORTS)}",
            hint=meant(options["sort"], SORTS),
            code="sort-unknown",
            name=view.name,
        )
    if options.get("aggregate", "sum") not in AGGREGATES:
        raise BadInput(
            f"aggregate is '{options['aggregate']}': it can be {', '.join(AGGREGATES)}",
            hint=meant(options["aggregate"], AGGREGATES),
            code="aggregate-unknown",
        )
