"""Where a forge tells of a push: answered at once, and worked off afterwards."""

import anyio
import anyio.to_thread
from fastapi import APIRouter, BackgroundTasks, Request
from starlette.datastructures import State
from starlette.responses import JSONResponse

from stabbur.errors import BadInput, StabburError
from stabbur.hub.serving import log
from stabbur.runs.pushing import webhook

BODY_SECONDS = 30.0

router = APIRouter()


@router.post("/hooks/push/{owner}/{name}")
async def push(owner: str, name: str, request: Request, after: BackgroundTasks) -> JSONResponse:
    """Take a signed word of a push; without the right signature nothing happens."""
    body = await _in_time(request)
    kept = webhook.accept(f"{owner}/{name}", request.headers, body)
    if kept is not None:
        after.add_task(worked_off, request.app.state, f"{owner}/{name}")
    return JSONResponse({"accepted": kept is not None}, status_code=202)


async def _in_time(request: Request) -> bytes:
    """Return the body; who lets it drip is answered before many of them hold what the hub has."""
    try:
        with anyio.fail_after(BODY_SECONDS):
            return await request.body()
    except TimeoutError:
        raise BadInput(
            f"the body did not come within {BODY_SECONDS:g} s", hint="send it at once", code="push-bad"
        ) from None


async def worked_off(state: State, id: str) -> None:
    """Work off in the one thread that all pushes share: a forge that does not answer holds up no reader."""
    if not hasattr(state, "pushes"):
        state.pushes = anyio.CapacityLimiter(1)
    limiter: anyio.CapacityLimiter = state.pushes
    await anyio.to_thread.run_sync(work_off, id, limiter=limiter)


def work_off(id: str) -> None:
    """Take what waits; what fails is tried again by the worker."""
    try:
        webhook.work_off(id)
    except (StabburError, OSError) as error:
        log.failed("a push could not be taken", error, code=getattr(error, "code", ""))
