"""Every way to fail gets one shape: a page, an htmx fragment or JSON, with a code and where to get help.

JSON: {"error": {"code", "message", "hint", "params", "reference", "help"}}. Routes raise, nothing else.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.hub.serving import log
from stabbur.hub.serving.page import PageMaker

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no letter that looks like a figure
UNEXPECTED = "something went wrong in Stabbur itself"


def reference(status: int) -> str:
    """Return what a reader gives to support; the log has the same."""
    return f"STB-{status}-" + "".join(secrets.choice(ALPHABET) for _ in range(4))


def wants_json(request: Request) -> bool:
    """Answer whether a program asks: under /api/, or JSON accepted and HTML not."""
    accepted = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accepted and "html" not in accepted)


def answer(request: Request, error: Exception) -> Response:
    """Return an error in the shape that the request asks for, and log its reference."""
    said, status = told(request, error)
    mark = reference(status)
    request.state.told = mark
    log.failed(
        "a request was answered with an error",
        error if said.code == "unexpected" else None,
        reference=mark,
        status=status,
        code=said.code,
        method=request.method,
        path=request.url.path,
    )
    page = PageMaker(request)
    if wants_json(request):
        body = {
            "code": said.code,
            "message": str(said),
            "hint": said.hint,
            "params": {key: str(value) for key, value in said.params.items()},
            "reference": mark,
            "help": page.settings.help_address,
        }
        return JSONResponse({"error": body}, status, headers={"Cache-Control": "no-store"})
    template = "errors/fragment.html" if request.headers.get("hx-request") else "errors/page.html"
    return page(template, status=status, error=said, code=said.code, reference=mark, kind=kind(status))


def told(request: Request, error: Exception) -> tuple[StabburError, int]:
    """Return what a reader is told of an error, and the status; what we did not foresee says nothing."""
    missing = NotFound(f"nothing at '{request.url.path}'", code="page-unknown")
    if isinstance(error, NotAllowed) and request.state.actor.kind == "public":
        return missing, 404  # whoever may not know of a thing learns no more than that it is not found
    if isinstance(error, StabburError):
        return error, error.status
    if isinstance(error, RequestValidationError):
        return invalid(error.errors()), 422
    if isinstance(error, HTTPException):
        status = error.status_code
        return (missing if status == 404 else BadInput(error.detail, code=f"http-{status}")), status
    return StabburError(UNEXPECTED, code="unexpected"), 500


def kind(status: int) -> str:
    """Return which of the few error pages fits a status."""
    return {404: "missing", 403: "refused", 502: "damaged", 503: "down", 507: "down"}.get(
        status, "input" if status < 500 else "ours"
    )


def invalid(errors: Sequence[Mapping[str, Any]]) -> BadInput:
    """Return what FastAPI found wrong in path or query as an error of ours; the values are not echoed."""
    places = [".".join(str(part) for part in error["loc"][1:]) for error in errors]
    said = "; ".join(f"'{place}': {error['msg']}" for place, error in zip(places, errors, strict=True))
    return BadInput(
        f"a value in the address does not fit: {said}", code="value-invalid", fields=", ".join(places)
    )


def install(app: FastAPI) -> None:
    """Give an application its error handler."""

    async def handle(request: Request, error: Exception) -> Response:
        return answer(request, error)

    for kind_of_error in (StabburError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind_of_error, handle)
