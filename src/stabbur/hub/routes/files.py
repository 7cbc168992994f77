"""Our own stylesheet, font, script and icons; kept for ever by a browser when the address has their hash."""

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from stabbur.errors import NotFound
from stabbur.hub.serving.icons import STATIC

TYPES = {
    "stabbur.css": "text/css",
    "inter-latin.woff2": "font/woff2",
    "inter-sami.woff2": "font/woff2",
    "htmx.min.js": "text/javascript",
    "page.js": "text/javascript",
    "run.js": "text/javascript",
    "stabbur-mark.svg": "image/svg+xml",
}

router = APIRouter()


@router.get("/static/{name}")
def static_file(name: str, v: str = "") -> Response:
    """Send one of the files that the pages load; nothing else in the folder can be asked for."""
    if name not in TYPES or not (STATIC / name).is_file():
        raise NotFound(f"no file '{name}': there are {', '.join(TYPES)}", code="page-unknown")
    kept = "public, max-age=31536000, immutable" if v else "no-cache"
    return FileResponse(STATIC / name, media_type=TYPES[name], headers={"Cache-Control": kept})
