"""What a package is given: frames, files, addresses, views, notebooks and stories, checked on arrival."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from stabbur.errors import BadInput, Conflict, NotFound, meant
from stabbur.io.testing.files import read_from
from stabbur.packages import local_files, metadata, protection
from stabbur.packages.json_ready import json_ready
from stabbur.packages.names import check_name, free_name, slug
from stabbur.packages.pages import Page
from stabbur.packages.slips import OF_RESOURCE, warn_of_slips
from stabbur.packages.tables import pseudonyms
from stabbur.packages.tables.arrow import dask_parts, is_dask, to_polars
from stabbur.packages.tables.categories import in_order, ordered
from stabbur.packages.tables.describe import described_schema
from stabbur.packages.tables.files import Resource, check_formats
from stabbur.packages.tables.spool import Spool
from stabbur.packages.views.request import SHORT_TYPES, TEXTS, View, ViewOptions, check_options, check_texts


@dataclass(frozen=True)
class Request:
    """What was said of a resource when it was added."""

    name: str
    about: dict[str, Any]
    schema: dict[str, Any] | None
    formats: Sequence[str]


def resources_from(data: object, request: Request, taken: Collection[str]) -> list[Resource]:
    """Return the resources that some data becomes: one, or one for each file of a mixed folder."""
    check_given_name(request.name, "resource")
    formats = check_formats(request.formats)
    warn_of_slips(request.about, OF_RESOURCE, "a resource")
    request = replace(request, about=about_of(request))
    data = protection.opened(data)
    if isinstance(data, str) and "://" in data:
        name = new_name(
            request.name or slug(Path(data.partition("?")[0]).stem), taken, given=bool(request.name)
        )
        return [local_files.remote(data, name, request.about, request.schema)]
    if isinstance(data, str | Path):
        path = read_from(Path(data))
        if not os.path.exists(path):  # unlike Path.exists it says no to a name that no disk could hold
            shown = str(path) if len(str(path)) <= 200 else f"{str(path)[:199]}…"
            raise NotFound(f"there is no file '{shown}'", code="file-missing", path=shown)
        name = new_name(request.name or slug(path.name.split(".")[0]), taken, given=bool(request.name))
        frame = local_files.table(path)
        if frame is None:
            return [local_files.kept(path, name, request.about)]
    elif is_dask(data):
        spool = Spool(dask_parts(data))
        name = new_name(request.name or "data", taken, given=bool(request.name))
        schema = described_schema(spool.lazy(), request.schema, name)
        return [Resource(name, request.about | {"schema": schema}, spool=spool, formats=formats)]
    else:
        frame = in_order(data, to_polars(data))
        name = new_name(request.name or "data", taken, given=bool(request.name))
    frame, about = protection.told(frame, request.about)
    schema = described_schema(frame, request.schema, name)
    pseudonyms.note(schema, data, frame)
    for field in schema["fields"]:
        if field.get("categories") and ordered(data, field["name"]):
            field.setdefault("categoriesOrdered", True)
    return [Resource(name, about | {"schema": schema}, frame, formats=formats)]


def about_of(request: Request) -> dict[str, Any]:
    """Return what was said of a resource as JSON has it, in today's shapes."""
    about = json_ready(request.about, f"resource {request.name}".strip())
    return metadata.normalised(dict(about))


def check_given_name(name: object, kind: str) -> None:
    """Refuse a name that is no text before anybody compares it: an array or a frame is neither true nor false."""
    if name is not None and not isinstance(name, str):
        check_name(name, kind)


def new_name(name: str, taken: Collection[str], *, given: bool) -> str:
    """Return a name that no other resource has; one that was given must be free and good."""
    if not given:
        return free_name(name, taken)
    check_name(name, "resource")
    if name in taken:
        raise Conflict(
            f"the package has a resource '{name}' already",
            hint="give each resource its own name",
            code="resource-twice",
            name=name,
        )
    return name


def write_files(resource: Resource, folder: Path) -> dict[str, Any]:
    """Copy a resource's files as they are and return its descriptor with sizes and hashes."""
    return local_files.write(resource, folder)


def view_from(
    name: str,
    kind: str,
    resource: str,
    options: ViewOptions,
    resources: Mapping[str, Resource],
    taken: Collection[str],
) -> View:
    """Return a view, or say what of it the package does not have."""
    check_given_name(name, "view")
    spec = options.get("spec")
    check_texts({"type": kind, "resource": resource} | {key: options.get(key) for key in TEXTS})
    kind = kind or ("table" if options.get("columns") and spec is None else "")
    words = {key: value for key, value in options.items() if key not in ("spec", "where")}
    options = cast(ViewOptions, options | json_ready(words, f"view {name}".strip()))
    if spec is None and kind not in SHORT_TYPES:
        raise BadInput(
            f"there is no view type '{kind}': there are {', '.join(SHORT_TYPES)}"
            if kind
            else f"the view has no type: there are {', '.join(SHORT_TYPES)}",
            hint=meant(kind, SHORT_TYPES)
            or 'type="bar", or spec= with an Altair chart, a Vega-Lite dict or a Plotly figure',
            code="view-type-unknown",
            type=kind,
        )
    wanted = name or free_name(slug(str(options.get("title", "") or kind or "view")), taken)
    check_name(wanted, "view")
    if wanted in taken:
        raise Conflict(f"the package has a view '{wanted}' already", code="view-twice", name=wanted)
    if not resource and len(tables := [one for one in resources.values() if one.table is not None]) == 1:
        resource = tables[0].name
    if resource and resource not in resources:
        raise NotFound(
            f"view '{wanted}' draws resource '{resource}': the package has {quoted(resources)}",
            hint=meant(resource, resources),
            code="resource-unknown",
            name=resource,
        )
    if not resource and spec is None:
        raise BadInput(
            f"view '{wanted}' does not say which resource it draws: the package has {quoted(resources)}",
            hint="resource=…",
            code="view-resource-missing",
            name=wanted,
        )
    frame = resources[resource].columns(columns_of(options)) if resource else None
    view = View(wanted, kind, resource, options, frame, dict(resources))
    check_options(view)
    return view


def columns_of(options: ViewOptions) -> set[str]:
    """Return the columns that a view draws."""
    named = {options.get("x"), options.get("y"), options.get("colour")}
    several = [options.get("columns"), options.get("where")]
    listed = [one for part in several if isinstance(part, list | dict) for one in part]
    return {one for one in (*named, *listed) if isinstance(one, str) and one}


def quoted(names: Collection[str]) -> str:
    """Return names as they stand in a message."""
    return ", ".join(f"'{name}'" for name in names) or "none"


def page_from(
    kind: str, path: Path, name: str, title: str, more: Mapping[str, Any], taken: Mapping[str, Page]
) -> Page:
    """Return a notebook or story, checked so that it can be shown."""
    check_given_name(name, kind)
    others = [page.name for page in taken.values() if page.kind == kind]
    if name and check_name(name, kind) in others:
        raise Conflict(f"the package has a {kind} '{name}' already", code=f"{kind}-twice", name=name)
    about = json_ready({"title": title} | dict(more), f"{kind} {name or path.stem}")
    page = Page(kind, name or free_name(slug(path.stem), others), path, about.pop("title"), about)
    page.check()
    return page
