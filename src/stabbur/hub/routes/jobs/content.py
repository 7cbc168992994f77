"""What runs left on the content host, notebooks and files: by an address with a key that a page of ours hands out."""

from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from stabbur.errors import NotFound
from stabbur.hub.jobs import files, reading
from stabbur.hub.routes.content import METHODS, asking, made, origin, signed_key
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.execution import late
from stabbur.runs.keeping import finding
from stabbur.runs.keeping.files import opened_below, size
from stabbur.runs.queue.values import ENDED, Run
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

SHOWN = ("text/html", "text/plain", "image/", "application/json")

router = APIRouter()


def notebook_address(page: PageMaker, run: Run, kind: str) -> str:
    """Return the address on the content host of a run's notebook, with code or without."""
    key = signed_key("r", str(run.id), str(run.launch))
    return f"{origin(page)}/{key}/r/{run.id}/{run.launch}/{files.NOTEBOOKS[kind]}"


def artefact_address(page: PageMaker, run: Run, path: str) -> str:
    """Return the address on the content host of a file that a run left."""
    key = signed_key("r", str(run.id), str(run.launch))
    return f"{origin(page)}/{key}/r/{run.id}/{run.launch}/artefacts/{quote(path)}"


@router.api_route("/{key}/r/{id:int}/{launch:int}/{name}", methods=METHODS)
def notebook(key: str, id: int, launch: int, name: str, request: Request) -> Response:
    """The notebook of a run as it was executed."""
    if name not in files.NOTEBOOKS.values():
        raise NotFound("no such page here", code="file-unknown")
    run, folder = launched(request, key, id, launch)
    if size(folder / name) is None and run.state in ENDED:
        late.write(folder, PurePosixPath(run.entry).stem)
    file = _opened(folder, name)
    if file is None:
        raise NotFound(f"run '{id}' has no notebook any more", hint="open the run again", code="file-unknown")
    return fresh(run, made(request, file, name))


@router.api_route("/{key}/r/{id:int}/{launch:int}/artefacts/{path:path}", methods=METHODS)
def artefact(key: str, id: int, launch: int, path: str, request: Request, download: str = "") -> Response:
    """A file that a run left: pages, pictures and text are shown in their sandbox, all else is downloaded."""
    run, folder = launched(request, key, id, launch)
    file = _opened(folder, f"artefacts/{path}") if finding.artefact(folder, path) else None
    if file is None:
        raise NotFound(f"run '{id}' has no such file", hint="open the run again", code="file-unknown")
    answer = made(request, file, path)
    if download or not str(answer.media_type).startswith(SHOWN):
        name = quote(PurePosixPath(path).name)
        answer.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{name}"
    return fresh(run, answer)


def _opened(folder: Path, path: str) -> IO[bytes] | None:
    """Return a file of a run's folder, opened once: its code may put another in its place at any time."""
    try:
        return opened_below(folder, path)
    except (OSError, ValueError):
        return None


def launched(request: Request, key: str, id: int, launch: int) -> tuple[Run, Path]:
    """Return a run and the folder of its last launch, for whoever has the key of it.

    Raises
    ------
    NotFound
        The key is of something else, or the run was launched again.
    """
    actor = asking(request, key, "r", str(id), str(launch))
    if actor.kind != "local":
        raise NotFound("no such page here", code="file-unknown")
    with read_state(engine(request.app.state.settings)) as connection:
        run = reading.one_run(connection, id, actor)
    if run.launch != launch:
        raise NotFound(f"run '{id}' was started again", hint="open the run again", code="file-unknown")
    return run, files.folder_of(run)


def fresh(run: Run, answer: Response) -> Response:
    """Return an answer that is kept by no browser while the run still writes what it holds."""
    if run.state not in ENDED:
        answer.headers["Cache-Control"] = "no-store"
    return answer
