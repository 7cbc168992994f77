"""A saved notebook: the code and words of its newest version, for those whose project it is; as plain text, too."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page
from stabbur.registry.here import connect
from stabbur.registry.keeping.notebooks import newest_version, notebook_document
from stabbur.settings import private

LONGEST = 200_000  # characters that a page shows; the whole is the plain text

router = APIRouter()


@router.get("/n/{owner}/{name}", dependencies=[right("runs:read")])
def notebook(owner: str, name: str, page: Page) -> Response:
    """The newest version of a saved notebook as its script, or as the file where no script is made of it."""
    thing = f"{owner}/{name}"
    text = script(newest_version(private(), thing))
    if "text/html" not in page.request.headers.get("accept", ""):
        return PlainTextResponse(text, headers={"Cache-Control": "no-store"})
    about = notebook_document(connect(page.settings).desk, thing)
    return page(
        "runs/saved.html",
        title=about.title,
        path=about.description,
        number=about.version,
        saved=about.updated,
        when=Words(page).when(about.updated),
        text=text[:LONGEST],
        cut=len(text) > LONGEST,
    )


def script(folder: Path) -> str:
    """Return the text of a version: its script where one was made of it, else the notebook's file."""
    found = next((one for one in sorted(folder.glob("notebook.*")) if one.suffix != ".ipynb"), None)
    return (found or folder / "notebook.ipynb").read_text(encoding="utf-8", errors="replace")
