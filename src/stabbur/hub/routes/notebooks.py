"""A saved notebook, as plain text: the code and words of its newest version, for those whose project it is."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from stabbur.hub.serving.needs import right
from stabbur.registry.keeping.notebooks import newest_version
from stabbur.settings import private

router = APIRouter()


@router.get("/n/{owner}/{name}", dependencies=[right("runs:read")])
def notebook(owner: str, name: str) -> PlainTextResponse:
    """The newest version of a saved notebook as its script, or as the file where no script is made of it."""
    folder = newest_version(private(), f"{owner}/{name}")
    found = next((one for one in sorted(folder.glob("notebook.*")) if one.suffix != ".ipynb"), None)
    text = (found or folder / "notebook.ipynb").read_text(encoding="utf-8", errors="replace")
    return PlainTextResponse(text, headers={"Cache-Control": "no-store"})
