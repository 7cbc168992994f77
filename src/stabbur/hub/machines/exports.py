"""What is published in the words of other catalogues: DCAT-AP-NO, schema.org, Croissant, at addresses that stay.

`/catalog.ttl` is what a national catalogue harvests. Each form of a version stands beside its `datapackage.json`.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response, StreamingResponse

from stabbur.catalogue.exports.croissant import MEDIATYPE as CROISSANT
from stabbur.catalogue.exports.croissant import croissant
from stabbur.catalogue.exports.dcat import MEDIATYPES, Catalogue, Document, version_graph, written
from stabbur.catalogue.exports.model import Described, described, text
from stabbur.catalogue.exports.schema_org import schema_org
from stabbur.errors import StabburError
from stabbur.hub.routes.downloads import METHODS, send
from stabbur.hub.serving.kept import Kept, kept
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.telling.head import open_version
from stabbur.hub.telling.markdown import plain
from stabbur.registry.base import Version
from stabbur.registry.values import PackageInfo

LOG = logging.getLogger(__name__)
LONGEST = 5_000  # characters of a description
MOST_KEPT = 10_000  # pieces of catalogues, of some kB each
PACKAGE, VERSION = "/p/{owner}/{name}", "/p/{owner}/{name}/v{number:int}"

router = APIRouter(dependencies=[right("packages:read")])


@router.api_route("/catalog.ttl", methods=METHODS)
def catalogue_in_turtle(page: Page) -> Response:
    """Everything that the asker may know of, as DCAT-AP-NO."""
    return catalogue(page, "turtle")


@router.api_route("/catalog.jsonld", methods=METHODS)
def catalogue_in_json(page: Page) -> Response:
    """The same as JSON-LD."""
    return catalogue(page, "json-ld")


@router.api_route(PACKAGE + "/dcat.ttl", methods=METHODS)
@router.api_route(VERSION + "/dcat.ttl", methods=METHODS)
def dcat_in_turtle(owner: str, name: str, page: Page, number: int | None = None) -> Response:
    """A version as DCAT-AP-NO."""
    return one(page, (owner, name, number), "dcat.ttl", lambda told: _dcat(told, "turtle"))


@router.api_route(PACKAGE + "/dcat.jsonld", methods=METHODS)
@router.api_route(VERSION + "/dcat.jsonld", methods=METHODS)
def dcat_in_json(owner: str, name: str, page: Page, number: int | None = None) -> Response:
    """The same as JSON-LD."""
    return one(page, (owner, name, number), "dcat.jsonld", lambda told: _dcat(told, "json-ld"))


@router.api_route(PACKAGE + "/croissant.json", methods=METHODS)
@router.api_route(VERSION + "/croissant.json", methods=METHODS)
def croissant_json(owner: str, name: str, page: Page, number: int | None = None) -> Response:
    """A version as Croissant."""
    return one(
        page,
        (owner, name, number),
        "croissant.json",
        lambda told: JSONResponse(croissant(told), media_type=CROISSANT),
    )


@router.api_route(PACKAGE + "/schema.jsonld", methods=METHODS)
@router.api_route(VERSION + "/schema.jsonld", methods=METHODS)
def schema_org_json(owner: str, name: str, page: Page, number: int | None = None) -> Response:
    """A version as schema.org has it; the same stands in its page."""
    return one(
        page,
        (owner, name, number),
        "schema.jsonld",
        lambda told: JSONResponse(schema_org(told), media_type="application/ld+json"),
    )


def one(
    page: PageMaker,
    wish: tuple[str, str, int | None],
    name: str,
    write: Callable[[Described], Response],
) -> Response:
    """Return a version in one form; a file that was published under that name goes first."""
    version = open_version(page, *wish)
    if name in version.descriptor.get("files", {}):
        return send(page, version, name)
    answer = write(replace(told_of(page, version), notes=_notes(version)))
    return unless_known(page, answer, hashlib.sha256(bytes(answer.body)).hexdigest())


def catalogue(page: PageMaker, form: str) -> Response:
    """Return everything that the asker may know of, written as it is sent; withdrawn things are left out."""
    listed = [info for info in page.registry.packages(page.actor) if info.withdrawn is None]
    about = Catalogue(
        base=page.base,
        title="Stabbur",
        description=page.text("Data packages that are published in this Stabbur."),
        publisher=page.settings.owner or "Stabbur",
        language=page.language,
        contact=page.help_link if ":" in page.help_link else f"{page.base}/help",
        updated=max((info.updated for info in listed), default=None),
    )
    document = Document(about, form)
    mark = hashlib.sha256(repr((document, listed)).encode()).hexdigest()
    answer = StreamingResponse(_pieces(page, document, listed), media_type=MEDIATYPES[form])
    return unless_known(page, answer, mark)


def told_of(page: PageMaker, version: Version) -> Described:
    """Return a version in the words that all forms share."""
    return described(
        version.descriptor,
        base=page.base,
        id=version.id,
        number=version.number,
        access=version.access,
        published=version.published,
        plain=lambda given: plain(given, LONGEST),
    )


def unless_known(page: PageMaker, answer: Response, mark: str) -> Response:
    """Return an answer with its mark as ETag, or 304 when the asker has it: harvesters come every night."""
    etag = f'W/"{mark[:40]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}
    held = [
        tag.strip().removeprefix("W/") for tag in page.request.headers.get("if-none-match", "").split(",")
    ]
    if etag.removeprefix("W/") in held or "*" in held:
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def _pieces(page: PageMaker, document: Document, listed: list[PackageInfo]) -> Iterator[str]:
    # a version never changes, so what was written of it holds, in every catalogue of the same form and address
    shelf: Kept[str] = kept(page.request, "pieces", MOST_KEPT)
    yield document.start()
    for info in listed:
        try:
            yield shelf.get(
                (document.form, document.about.base, info),
                partial(_piece, page, document, info),
            )
        except StabburError as error:
            # half the answer is sent by now: the catalogue goes on without the damaged one
            LOG.warning("'%s' is not in the catalogue: %s", info.id, error)
    yield document.end()


def _piece(page: PageMaker, document: Document, info: PackageInfo) -> str:
    return document.piece(told_of(page, page.registry.open(info.id, info.latest, page.actor)))


def _dcat(told: Described, form: str) -> Response:
    return Response(written(version_graph(told), form), media_type=MEDIATYPES[form])


def _notes(version: Version) -> str:
    try:
        diff: dict[str, Any] = version.sibling("diff") or {}
    except (StabburError, ValueError):
        return ""
    return text(diff.get("summary"))
