"""Files of a version at addresses that stay: whole or in part, checked, and never run by a browser."""

import mimetypes
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from stabbur.errors import NotFound
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.telling.head import open_version, tables_of
from stabbur.registry.base import Version

SANDBOX = "sandbox; default-src 'none'"
INLINE = {".json": "application/json", ".png": "image/png"}
TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".ipynb": "application/x-ipynb+json",
    ".svg": "image/svg+xml",
    ".md": "text/markdown; charset=utf-8",
}
DESCRIPTOR = "datapackage.json"
METHODS = ["GET", "HEAD"]
MAX_RANGES = 8

router = APIRouter(dependencies=[right("packages:read")])


@router.api_route("/p/{owner}/{name}/datapackage.json", methods=METHODS)
def newest_descriptor(owner: str, name: str, page: Page) -> Response:
    """The description of the newest version."""
    return descriptor_of(page, open_version(page, owner, name))


@router.api_route("/p/{owner}/{name}/v{number:int}/{path:path}", methods=METHODS)
def file(owner: str, name: str, number: int, path: str, page: Page) -> Response:
    """A file of a version, by the name it was published under or by its stored name."""
    return send(page, open_version(page, owner, name, number), path)


@router.api_route("/p/{owner}/{name}/{path:path}", methods=METHODS)
def newest_file(owner: str, name: str, path: str, page: Page) -> Response:
    """A file of the newest version, where its descriptor says: beside it; a table's page lies at the version."""
    version = open_version(page, owner, name)
    if any(table.name == path for table in tables_of(version.descriptor.get("resources"))):
        query = f"?{page.request.url.query}" if page.request.url.query else ""
        address = f"/p/{version.id}/v{version.number}/{quote(path)}{query}"
        return RedirectResponse(address, 307, headers={"Cache-Control": "private, no-cache"})
    answer = send(page, version, path)
    answer.headers["Cache-Control"] = "private, no-cache"  # the next version's file may have the same name
    return answer


def descriptor_of(page: PageMaker, version: Version) -> Response:
    """Return `datapackage.json`; whoever has it already is told so."""
    return _unless_known(page, f'"{version.id}@{version.number}"', JSONResponse(version.descriptor), None)


def send(page: PageMaker, version: Version, path: str) -> Response:
    """Return a file, with its hash as ETag; only names that the version lists are files."""
    if path == DESCRIPTOR:
        return descriptor_of(page, version)
    if not path or path != path.strip("/") or any(part in {"", ".", ".."} for part in path.split("/")):
        raise NotFound("no such file in this version", code="file-unknown", path=ascii(path[:80])[1:-1])
    found = version.file(path)
    name = PurePosixPath(path).name
    suffix = PurePosixPath(path).suffix.lower()
    headers = sandboxed(name, attached=suffix not in INLINE)
    mediatype = (
        INLINE.get(suffix) or TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    )
    etag = f'"{_hash_of(version, path, found)}"'
    if page.request.headers.get("range", "").count(",") >= MAX_RANGES:
        return Response(status_code=416, headers=headers)
    answer = FileResponse(found, media_type=mediatype, headers=headers | {"ETag": etag})
    return _unless_known(page, etag, answer, headers)


def sandboxed(name: str, *, attached: bool = True) -> dict[str, str]:
    """Return the headers by which a browser keeps a file and never runs it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name) or "file"
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600, must-revalidate",
    }
    return headers | {"Content-Disposition": f'attachment; filename="{plain}"'} if attached else headers


def _unless_known(page: PageMaker, etag: str, answer: Response, headers: dict[str, str] | None) -> Response:
    """Return 304 when the asker has these very bytes."""
    known = page.request.headers.get("if-none-match", "")
    if etag in [one.strip().removeprefix("W/") for one in known.split(",")] or known.strip() == "*":
        return Response(status_code=304, headers=(headers or {}) | {"ETag": etag})
    answer.headers["ETag"] = etag
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return answer


def _hash_of(version: Version, path: str, found: Path) -> str:
    """Return the hash that the version was published with; of a stored name, its 12 hex are enough."""
    about: Any = version.descriptor.get("files", {}).get(path)
    value = about.get("hash") if isinstance(about, dict) else None
    return str(value).removeprefix("sha256:")[:40] if value else found.name
