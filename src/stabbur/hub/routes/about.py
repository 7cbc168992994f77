"""Pages about the service: accessibility, the programming interface; and the reader's choices."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from stabbur import __version__
from stabbur.hub.serving import entry
from stabbur.hub.serving.languages import LANGUAGES
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import SCHEMES, Page

YEAR = 365 * 24 * 3600

router = APIRouter()
entering = APIRouter()
"""The way in and out for the local person; a hub of public things alone has none."""


@router.get("/accessibility", dependencies=[right("help:read")])
def accessibility(page: Page) -> HTMLResponse:
    """Show what the pages promise and how they are tested."""
    return page("about/accessibility.html")


@router.get("/api", dependencies=[right("api:read")])
def api(page: Page) -> HTMLResponse:
    """Show the addresses of the programming interface, made of its own description."""
    return page("about/api.html", routes=described(page.request.app.openapi()))


@router.post("/choices")
def choices(
    back: Annotated[str, Form(max_length=500)] = "/",
    language: Annotated[str, Form(max_length=10)] = "",
    scheme: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep the reader's language or appearance in a cookie and return to the page."""
    parts = urlsplit(back)
    own = not parts.scheme and not parts.netloc and back.startswith("/") and "\\" not in back
    answer = RedirectResponse(back if own and not back.startswith("//") else "/", status_code=303)
    if language in LANGUAGES:
        answer.set_cookie("language", language, max_age=YEAR, samesite="lax")
    if scheme in SCHEMES:
        answer.set_cookie("scheme", scheme, max_age=YEAR, samesite="lax")
    return answer


@entering.get("/enter")
def enter(page: Page, token: str = "") -> Response:
    """Use up a one-time address; the browser is the local person's from then on."""
    if not entry.redeem(token):
        return page("about/used.html", status=403)
    answer = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        entry.COOKIE, entry.cookie(), max_age=entry.COOKIE_SECONDS, httponly=True, samesite="lax"
    )
    return answer


@entering.post("/leave")
def leave() -> Response:
    """Let the browser be the public's again."""
    answer = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    answer.delete_cookie(entry.COOKIE, httponly=True, samesite="lax")
    return answer


@router.get("/health")
def health(request: Request) -> Response:
    """Tell a watcher that the hub answers; says nothing about what it holds."""
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})


def described(description: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the routes of an OpenAPI description: method, path, summary and parameters."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": route.get("summary", ""),
            "text": route.get("description", ""),
            "parameters": route.get("parameters", []),
        }
        for path, methods in description["paths"].items()
        for method, route in methods.items()
    ]
