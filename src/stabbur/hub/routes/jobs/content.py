"""Executed notebooks of runs on the content host: each by an address with a key that a page of ours hands out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from stabbur.errors import NotFound
from stabbur.hub.jobs import files, reading
from stabbur.hub.routes.content import METHODS, asking, made, origin, signed_key
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.keeping.files import size
from stabbur.runs.queue.values import ENDED, Run
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

router = APIRouter()


def notebook_address(page: PageMaker, run: Run, kind: str) -> str:
    """Return the address on the content host of a run's notebook, with code or without."""
    key = signed_key("r", str(run.id), str(run.launch))
    return f"{origin(page)}/{key}/r/{run.id}/{run.launch}/{files.NOTEBOOKS[kind]}"


@router.api_route("/{key}/r/{id:int}/{launch:int}/{name}", methods=METHODS)
def notebook(key: str, id: int, launch: int, name: str, request: Request) -> Response:
    """The notebook of a run as it was executed; nothing else in its folder is handed out."""
    actor = asking(request, key, "r", str(id), str(launch))
    if actor.kind != "local" or name not in files.NOTEBOOKS.values():
        raise NotFound("no such page here", code="file-unknown")
    with read_state(engine(request.app.state.settings)) as connection:
        run = reading.one_run(connection, id, actor)
    file = files.folder_of(run) / name
    if run.launch != launch or size(file) is None:
        raise NotFound(f"run '{id}' has no notebook any more", hint="open the run again", code="file-unknown")
    answer = made(request, file, name)
    if run.state not in ENDED:  # it is written anew after each cell
        answer.headers["Cache-Control"] = "no-store"
    return answer
