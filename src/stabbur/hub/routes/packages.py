"""The page of a package: what it shows, whether it can be trusted, how it is used."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import JSONResponse, PlainTextResponse, Response

from stabbur.catalogue.exports.dcat import MEDIATYPES, version_graph, written
from stabbur.catalogue.exports.schema_org import schema_org
from stabbur.errors import StabburError
from stabbur.hub.machines.exports import told_of
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.tabular.columns import TableColumn
from stabbur.hub.telling import citation
from stabbur.hub.telling.content import kept_content
from stabbur.hub.telling.head import head_of, open_version
from stabbur.hub.telling.origin import steps_of
from stabbur.hub.telling.protection import overridden, protections
from stabbur.hub.telling.snippets import snippets
from stabbur.hub.telling.words import dicts, web_address
from stabbur.registry.base import Version

MACHINES = {
    "application/ld+json": "jsonld",
    "text/turtle": "turtle",
    "application/vnd.datapackage+json": "descriptor",
    "application/json": "descriptor",
}
MACHINE = {"Vary": "Accept", "Cache-Control": "private, no-cache"}

router = APIRouter(dependencies=[right("packages:read")])


@router.get("/p/{owner}/{name}")
def newest(owner: str, name: str, page: Page) -> Response:
    """The newest version of a package."""
    return show(page, open_version(page, owner, name))


@router.get("/p/{owner}/{name}/v{number:int}")
def numbered(owner: str, name: str, number: int, page: Page) -> Response:
    """One version, for ever."""
    return show(page, open_version(page, owner, name, number))


@router.get("/p/{owner}/{name}/v{number:int}/cite")
def cite(owner: str, name: str, number: int, page: Page, style: str = "bibtex") -> Response:
    """The citation of a version, as people write it or as programs read it."""
    chosen = citation.style_of(style)
    version = open_version(page, owner, name, number)
    place = f'attachment; filename="{name}-v{number}.{chosen.suffix}"'
    text = chosen.write(cited(page, version))
    return PlainTextResponse(text, media_type=chosen.mediatype, headers={"Content-Disposition": place})


def cited(page: PageMaker, version: Version) -> citation.Cited:
    """Return what a citation of a version says."""
    head = head_of(page, version)
    found = str(lineage_of(version).get("content") or "")
    # a folder of pages that nobody has put anywhere has no address that another could follow
    nowhere = page.request.app.state.is_site and not page.settings.hub.address
    address = "" if nowhere else base(page) + head.address
    return citation.Cited(citation.authors(version.descriptor, version.owner), head, address, found)


def show(page: PageMaker, version: Version) -> Response:
    """Return the page of a version, or its description for a machine that asks for it."""
    kind = wanted(page.request.headers.get("accept", ""))
    if kind == "jsonld":
        return _machine(schema_org(told_of(page, version)), "application/ld+json")
    if kind == "turtle":
        turtle = written(version_graph(told_of(page, version)), kind)
        return Response(turtle, media_type=MEDIATYPES[kind], headers=MACHINE)
    if kind == "descriptor":
        return _machine(version.descriptor, "application/json")
    head = head_of(page, version)
    content = kept_content(page, version)
    first = content.tables[0] if content.tables else None
    answer = page(
        "packages/show.html",
        head=head,
        content=content,
        first=first,
        here="overview",
        chosen=_chosen(page, content.tables),
        facts=facts(page, version),
        snippets=snippets(
            base(page), head.id, head.number, first.table.name, first.files, texts_of(first.shown)
        )
        if first
        else (),
        protections=protections(version.descriptor, page.text, page.formats),
        overridden=overridden(lineage_of(version)),
        steps=steps_of(version.descriptor, lineage_of(version), page.text),
        cited=cited(page, version),
        styles=citation.STYLES,
        notebooks=dicts(version.descriptor.get("notebooks")),
        stories=dicts(version.descriptor.get("stories")),
        linked=Markup(_script(schema_org(told_of(page, version)))),  # `<` is written as \u003c
    )
    answer.headers["Vary"] = "Accept, Cookie, Accept-Language"
    answer.headers["Link"] = f'<{head.address}/datapackage.json>; rel="describedby"; type="application/json"'
    return answer


def wanted(accept: str) -> str:
    """Return what a request wants: a page for browsers and whoever does not say, else a form for machines."""
    for part in accept.lower().split(","):
        kind = part.split(";")[0].strip()
        if kind in {"text/html", "application/xhtml+xml", "*/*"}:
            return "page"
        if kind in MACHINES:
            return MACHINES[kind]
    return "page"


def facts(page: PageMaker, version: Version) -> list[tuple[str, str, str]]:
    """Return the facts beside the text: name, value, and an address when it leads anywhere."""
    descriptor = version.descriptor
    people = [one for one in dicts(descriptor.get("contributors")) if one.get("title")]
    contact = next((one for one in people if one.get("email") or one.get("path")), None)
    found: list[tuple[str, str, str]] = [
        (page.text("Owner"), version.owner, f"/search?owner={version.owner}")
    ]
    if contact:
        address = f"mailto:{contact['email']}" if contact.get("email") else contact.get("path")
        found.append(
            (page.text("Contact"), str(contact.get("email") or contact["title"]), web_address(address))
        )
    for title, key in ((page.text("Period"), "temporal"), (page.text("Area covered"), "spatial")):
        if isinstance(descriptor.get(key), str):
            found.append((title, descriptor[key], ""))
    words = [str(one) for one in descriptor.get("keywords") or () if isinstance(one, str)]
    if words:
        found.append((page.text("Keywords"), ", ".join(words), ""))
    return found


def base(page: PageMaker) -> str:
    """Return the address of the hub without a slash at the end."""
    return page.base


def _chosen(page: PageMaker, tables: list[Any]) -> Any:
    """Return the table whose columns are shown: `?table=`, else the first."""
    wish = page.request.query_params.get("table", "")
    return next((one for one in tables if one.table.name == wish), tables[0] if tables else None)


def lineage_of(version: Version) -> dict[str, Any]:
    """Return where a version came from; empty when that cannot be read."""
    try:
        return version.sibling("lineage") or {}
    except (StabburError, ValueError):
        return {}


def _machine(value: Any, mediatype: str) -> Response:
    return JSONResponse(value, media_type=mediatype, headers=MACHINE)


def _script(value: Any) -> str:
    """Return JSON that can stand inside a script element: no tag can begin in it."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def texts_of(columns: Sequence[TableColumn]) -> list[str]:
    """Return the names of the columns that hold text."""
    return [column.name for column in columns if not column.is_number and column.type != "boolean"]
