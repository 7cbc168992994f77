"""Datapackage: tables, views, notebooks, stories and metadata under one name."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, Unpack

from stabbur.errors import BadInput
from stabbur.io.testing.files import written_to
from stabbur.packages import additions, metadata
from stabbur.packages.declared import declared
from stabbur.packages.folders import path_of, replaced, write_json
from stabbur.packages.names import check_name
from stabbur.packages.pages import Page
from stabbur.packages.reading.opening import Opened, open_package, shown_place
from stabbur.packages.tables.files import FORMATS, Resource, write_table
from stabbur.packages.tables.statistics import preview
from stabbur.packages.validation.report import Report
from stabbur.packages.views.request import View, ViewOptions

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class Datapackage:
    """Describe, fill, check and write a data package.

    Parameters
    ----------
    name
        Its name in addresses, of a-z, 0-9 and `-`. May stand in `datapackage.yaml` instead.
    title
        What a reader sees first.
    description
        What it is about, in Markdown.
    folder
        Where `datapackage.yaml` or `datapackage.json`, `README.md` and `METADATA.md` are read from.
        The current folder is read when no name is given.
    **more
        Any other property of Data Package v2: `licenses`, `contributors`, `sources`, `keywords`,
        `topics`, `language`, `translations`, ….

    Examples
    --------
    >>> import pandas as pd
    >>> import stabbur as sb
    >>> dp = sb.Datapackage(name="folketall", title="Folketall")
    >>> dp.add_resource(pd.DataFrame({"kommunenr": ["0301"], "personer": [697010]}), name="kommuner")
    <Datapackage 'folketall': 1 resource>
    >>> dp.descriptor["resources"][0]["schema"]["fields"][0]
    {'name': 'kommunenr', 'type': 'string'}
    """

    def __init__(
        self,
        name: str = "",
        title: str = "",
        description: str = "",
        *,
        folder: str | Path | None = None,
        **more: object,
    ) -> None:
        given = {"name": name, "title": title, "description": description} | more
        self.metadata, self.base = metadata.collect(given, folder)
        self.name = check_name(self.metadata.get("name"), "package")
        self.resources: dict[str, Resource] = {}
        self.views: dict[str, View] = {}
        self.pages: dict[str, Page] = {}
        self.written: dict[str, Any] = {}
        self.opened: Opened | None = None
        for resource in declared(self.metadata, self.base):
            self.resources[resource.name] = resource

    def __repr__(self) -> str:
        count = len(self.resources)
        return f"<Datapackage '{self.name}': {count} resource{'' if count == 1 else 's'}>"

    def add_resource(
        self,
        data: object,
        name: str = "",
        *,
        title: str = "",
        description: str = "",
        schema: dict[str, Any] | None = None,
        formats: Sequence[str] = FORMATS,
        **more: object,
    ) -> Self:
        """Add a table, a file, a folder of files or the address of a file.

        Parameters
        ----------
        data
            A pandas, polars, Arrow or Dask frame; a path; or an http(s) address, which is not read. The result
            of `protect`, or its table or what `sb.suppress` returned, takes its proof along as `protection`, and
            its status says no more than "suppressed" of hidden cells.
        name
            Its name in the package; made from the file's name when left out.
        schema
            What the frame's types do not say: titles, descriptions, units, constraints of fields,
            `primaryKey`, `foreignKeys`. Fields may be a list of fields or a mapping from name to field.
        formats
            Of `"parquet"` and `"csv"`.
        **more
            Any other property of a resource: `sources`, `licenses`, ….

        Examples
        --------
        >>> import polars as pl
        >>> import stabbur as sb
        >>> schema = {"fields": {"personer": {"unit": "persons"}}, "primaryKey": ["nr"]}
        >>> dp = sb.Datapackage(name="folketall")
        >>> dp.add_resource(pl.DataFrame({"nr": ["0301"], "personer": [1]}), name="tall", schema=schema)
        <Datapackage 'folketall': 1 resource>
        """
        self.changes()
        about = {"title": title, "description": description} | more
        request = additions.Request(
            name, {key: value for key, value in about.items() if value}, schema, formats
        )
        for resource in additions.resources_from(data, request, taken=self.resources):
            self.resources[resource.name] = resource
        return self

    def add_view(
        self,
        name: str = "",
        *,
        type: str = "",
        resource: str = "",
        **options: Unpack[ViewOptions],
    ) -> Self:
        """Add a drawing or a table of a resource.

        Parameters
        ----------
        name
            Its name in the package; made from the title or the type when left out.
        type
            `bar`, `line`, `area`, `scatter`, `histogram`, `pie`, `table` or `map`.
        resource
            What is drawn; the only resource when left out.
        **options
            `x`, `y`, `colour` (columns), `title`, `description` (what the figure shows, in Markdown),
            `columns` (of a table), `where` (column to value), `aggregate` (`sum`, `mean`, …), `sort`;
            for a map `geometry` (a GeoJSON resource or path) and `geometry_key`; or `spec`: an Altair
            chart, a Vega-Lite dict or a Plotly figure.

        Examples
        --------
        >>> import polars as pl
        >>> import stabbur as sb
        >>> dp = sb.Datapackage(name="folketall")
        >>> dp.add_resource(pl.DataFrame({"age": ["0-17"], "persons": [1]}), name="ages")
        <Datapackage 'folketall': 1 resource>
        >>> dp.add_view(type="bar", x="age", y="persons", title="Persons by age")
        <Datapackage 'folketall': 1 resource>
        """
        self.changes()
        view = additions.view_from(name, type, resource, options, self.resources, self.views)
        self.views[view.name] = view
        return self

    def add_notebook(self, path: str | Path, name: str = "", *, title: str = "", **more: object) -> Self:
        """Add a notebook: the file as it is, and a page made of it without running anything."""
        self.changes()
        page = additions.page_from("notebook", path_of(path), name, title, more, taken=self.pages)
        self.pages[page.key] = page
        return self

    def add_story(self, path: str | Path, name: str = "", *, title: str = "", **more: object) -> Self:
        """Add a story: an HTML file, or a folder with `index.html`."""
        self.changes()
        page = additions.page_from("story", path_of(path), name, title, more, taken=self.pages)
        self.pages[page.key] = page
        return self

    def changes(self) -> None:
        """Forget what was written; a package that was opened is not changed."""
        if self.opened:
            raise BadInput(
                f"package '{self.name}' was opened from '{shown_place(self.opened.base)}' and is not changed",
                hint="make a new sb.Datapackage and add the tables that sb.read_dp returns",
                code="package-opened",
            )
        self.written = {}

    @property
    def descriptor(self) -> dict[str, Any]:
        """What `datapackage.json` says; file sizes and hashes are there once it is written."""
        if self.written:
            return self.written
        resources = [{"name": name} | resource.descriptor for name, resource in self.resources.items()]
        return self.described(resources)

    def planned(self) -> dict[str, Any]:
        """Return the descriptor as it will be: with the paths that files will have."""
        resources = []
        for name, resource in self.resources.items():
            table = "csv.gz" if "csv" in resource.formats else "parquet"
            path = list(resource.files) or [f"{name}.{table}"]
            resources.append(
                {"name": name, "path": path[0] if len(path) == 1 else path} | resource.descriptor
            )
        return self.described(resources)

    def described(self, resources: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the descriptor with the given resources."""
        found: dict[str, Any] = {"$schema": PROFILE} | {
            key: value for key, value in self.metadata.items() if key != "resources"
        }
        found["resources"] = resources
        language = self.metadata.get("language", "nb")
        views = [view.descriptor(language) for view in self.views.values()]
        pages = [page.descriptor() for page in self.pages.values()]
        parts = {
            "views": views,
            "notebooks": [page for page in pages if "html" in page],
            "stories": [page for page in pages if "html" not in page],
        }
        return found | {key: value for key, value in parts.items() if value}

    def validate(self) -> Report:
        """Check the descriptor and each row, and return everything that is wrong at once.

        Examples
        --------
        >>> import polars as pl
        >>> import stabbur as sb
        >>> dp = sb.Datapackage(name="folketall", description="…", licenses=["CC0-1.0"])
        >>> dp.add_resource(pl.DataFrame({"n": [1, -1]}), name="tall",
        ...                 schema={"fields": {"n": {"constraints": {"minimum": 0}}}})
        <Datapackage 'folketall': 1 resource>
        >>> print(dp.validate())
        1 error
        tall, row 2, n: -1 is less than the minimum 0
        """
        from stabbur.packages.validation.package import validate_package

        return validate_package(self)

    def write(self, folder: str | Path | None = None) -> Path:
        """Write everything into a folder, valid on its own, and return the folder.

        Parameters
        ----------
        folder
            Where to; `build/<name>` when left out. An older package there is replaced as a whole.
        """
        self.changes()
        if not self.resources:
            raise BadInput(
                f"package '{self.name}' has no resources",
                hint="dp.add_resource(df, name=…)",
                code="package-empty",
            )
        target = written_to(path_of(folder) if folder is not None else Path("build") / self.name)
        with replaced(target.absolute()) as work:
            descriptor = self.write_into(work)
        self.written = descriptor
        return target

    def write_into(self, folder: Path) -> dict[str, Any]:
        """Write all files into an empty folder and return the descriptor."""
        resources, previews = [], {}
        for resource in self.resources.values():
            if resource.table is None:
                resources.append(additions.write_files(resource, folder))
                continue
            resources.append(write_table(resource, folder))
            previews[resource.name] = preview(resource.table)
        for page in self.pages.values():
            page.write(folder, str(self.metadata.get("language") or "nb"))
        for view in self.views.values():
            view.write(folder, self.metadata.get("language", "nb"))
        descriptor = self.described(resources)
        descriptor["created"] = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        descriptor["siblings"] = {"preview": "preview.json"}
        write_json({"resources": previews}, folder / "preview.json")
        write_json(descriptor, folder / "datapackage.json")
        return descriptor

    @classmethod
    def open(cls, source: str | Path) -> "Datapackage":
        """Open a package from its folder, its `datapackage.json` or an address of it."""
        return open_package(cls, source)
