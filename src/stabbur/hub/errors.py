"""Every way to fail gets one shape: a page, an htmx fragment or JSON, with a code and where to get help.

JSON: {"error": {"code", "message", "hint", "params", "reference", "help"}}. Routes raise, nothing else.
"""

import secrets
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.hub import log
from stabbur.hub.page import PageMaker

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no letter that looks like a figure
UNEXPECTED = "something went wrong in Stabbur itself"


def reference(status: int) -> str:
    """Return what a reader gives to support; the log has the same."""
    return f"STB-{status}-" + "".join(secrets.choice(ALPHABET) for _ in range(4))


def wants_json(request: Request) -> bool:
    """Answer whether a program asks: under /api/, or JSON accepted and HTML not."""
    accepted = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accepted and "html" not in accepted)


def answer(request: Request, error: StabburError, status: int) -> Response:
    """Return an error in the shape that the request asks for, and log its reference."""
    mark = reference(status)
    written = {"status": status, "code": error.code, "reference": mark}
    log.open_log().info(log.line(method=request.method, path=request.url.path, **written))
    page = PageMaker(request)
    if wants_json(request):
        body = {
            "code": error.code,
            "message": str(error),
            "hint": error.hint,
            "params": {key: str(value) for key, value in error.params.items()},
            "reference": mark,
            "help": page.settings.help_address,
        }
        return JSONResponse({"error": body}, status)
    template = "errors/fragment.html" if request.headers.get("hx-request") else "errors/page.html"
    return page(template, status=status, error=error, code=error.code, reference=mark, kind=kind(status))


def kind(status: int) -> str:
    """Return which of the few error pages fits a status."""
    return {404: "missing", 403: "refused", 503: "down", 507: "down"}.get(
        status, "input" if status < 500 else "ours"
    )


def invalid(errors: Sequence[dict[str, object]]) -> BadInput:
    """Return what FastAPI found wrong in path or query as an error of ours; the values are not echoed."""
    places = [".".join(str(part) for part in error["loc"][1:]) for error in errors]  # type: ignore[index]
    said = "; ".join(f"'{place}': {error['msg']}" for place, error in zip(places, errors, strict=True))
    return BadInput(
        f"a value in the address does not fit: {said}", code="value-invalid", fields=", ".join(places)
    )


def install(app: FastAPI) -> None:
    """Give an application its error handlers."""

    async def of_stabbur(request: Request, error: Exception) -> Response:
        if not isinstance(error, StabburError):  # pragma: no cover
            raise error
        hidden = isinstance(error, NotAllowed) and request.state.actor.kind == "public"
        if hidden:  # whoever may not know of a thing learns no more than that it is not found
            error = NotFound(f"nothing at '{request.url.path}'", code="page-unknown")
        return answer(request, error, error.status)

    async def of_http(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        if status == 404:
            return answer(request, NotFound(f"nothing at '{request.url.path}'", code="page-unknown"), 404)
        return answer(request, BadInput(str(getattr(error, "detail", "")), code=f"http-{status}"), status)

    async def of_values(request: Request, error: Exception) -> Response:
        found = invalid(error.errors()) if isinstance(error, RequestValidationError) else BadInput("invalid")
        return answer(request, found, 422)

    async def unexpected(request: Request, error: Exception) -> Response:
        made = answer(request, StabburError(UNEXPECTED, code="unexpected"), 500)
        log.open_log().error(
            log.line(kind=type(error).__name__, frames=log.frames(error), path=request.url.path)
        )
        return made

    app.add_exception_handler(StabburError, of_stabbur)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_values)
    app.add_exception_handler(Exception, unexpected)
