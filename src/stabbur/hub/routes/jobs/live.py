"""The log of a run as it grows, as server-sent events: nobody who watches takes a thread from those who read.

Each event carries as its id the byte of the log after it, so that a browser that was cut off goes on from there.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import anyio
import anyio.to_thread
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from stabbur.hub.jobs import facts, files, reading
from stabbur.hub.jobs.steps import Told, told_of
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.runs.queue.values import ENDED
from stabbur.state.engine import engine
from stabbur.state.engine import reading as read_state

PAUSE = 1.0  # seconds between two looks
STILL = (
    15  # looks without anything new after which a word is sent, so that nothing between closes the connection
)
LONGEST = 1800  # seconds of one connection; the browser opens the next by itself
LOOKERS = 2  # threads that look for all who watch

router = APIRouter(dependencies=[right("runs:read")])
METHODS = ["GET", "HEAD"]


@dataclass
class Watch:
    """One who watches a run: how far they have read, and what they were told last."""

    page: PageMaker
    id: int
    since: int
    usual: float | None = None
    over: bool = False
    said: tuple[Any, ...] = ()
    mark: tuple[int, ...] = ()
    told: Told | None = None

    def look(self) -> list[str]:
        """Return the events since the last look; the last of all when the run has ended."""
        words = Words(self.page)
        with read_state(engine(self.page.settings)) as connection:
            run = reading.one_run(connection, self.id, self.page.actor)
            if not self.said:
                self.usual = reading.usual(connection, run)
        folder = files.folder_of(run)
        events = self._grown(folder)
        self.over = run.state in ENDED and not events  # whoever is behind reads to the end first
        if (mark := files.mark(folder)) != self.mark or self.told is None:
            self.mark, self.told = mark, told_of(words, run, folder)
        progress = facts.progress(words, run, self.told, self.usual)
        state = words.state(run.state)
        said = (run.state, progress.share if progress else None, progress.said if progress else state.word)
        if self.over:
            events.append(event("end", {"state": run.state, "word": state.word}, self.since))
        elif said != self.said:
            self.said = said
            events.append(
                event("progress", {"state": said[0], "share": said[1], "said": said[2]}, self.since)
            )
        return events

    def _grown(self, folder: Path) -> list[str]:
        shown = files.after(folder, self.since)
        if shown.end == self.since:
            return []
        self.since = shown.end
        return [event("log", {"text": shown.text}, shown.end)]


def event(name: str, value: dict[str, Any], id: int) -> str:
    """Return one event as the browser reads it."""
    return f"event: {name}\nid: {id}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


@router.api_route("/runs/{id:int}/live", methods=METHODS)
async def live(
    id: int,
    page: Page,
    request: Request,
    since: Annotated[int, Query(alias="from", ge=0, le=2**62)] = 0,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> Response:
    """What a run writes from a byte of its log on, until it ends."""
    begin = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else since
    watch = Watch(page, id, begin)
    first = await looked(watch)  # a run that is not there is told as every page tells it
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(media_type="text/event-stream", headers=headers)
    return StreamingResponse(events(watch, first), media_type="text/event-stream", headers=headers)


async def events(watch: Watch, first: list[str]) -> AsyncIterator[str]:
    """Yield what there is, then what comes; ends when the run has ended, or when somebody has to ask again."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST
    yield "retry: 2000\n\n"
    for one in first:
        yield one
    still = 0
    while not watch.over and loop.time() < until:
        found = await looked(watch)
        for one in found:
            yield one
        still = 0 if found else still + 1
        if still and still % STILL == 0:
            yield ": still here\n\n"
        if not any(one.startswith("event: log") for one in found) and not watch.over:
            await asyncio.sleep(PAUSE)


async def looked(watch: Watch) -> list[str]:
    """Look in a thread of the few that all who watch share: the pages' own stay free."""
    state = watch.page.request.app.state
    if not hasattr(state, "lookers"):
        state.lookers = anyio.CapacityLimiter(LOOKERS)
    limiter: anyio.CapacityLimiter = state.lookers
    return await anyio.to_thread.run_sync(watch.look, limiter=limiter)
