"""The log as it grows: from a byte on, to the end, and for very many who watch at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub import serve
from stabbur.hub.serving import entry
from stabbur.state import clock
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run
from tests.hub import running
from tests.hub.jobs import filled
from tests.threads import alone

WATCHING = 60
SECONDS = 20.0


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A hub that really runs, with a run at work."""
    home = tmp_path_factory.mktemp("live") / "home"
    home.mkdir()
    with running.hub(home) as address:
        filled.fill(filled.project(home.parent / "prosjekt"))
        yield address


def log() -> Path:
    return settings.private() / "runs" / "31.1" / "log"


def end() -> None:
    with writing(engine(settings.load())) as connection:
        values = {"state": "succeeded", "ended": clock.now()}
        connection.execute(update(run).where(run.c.id == 31).values(**values))


def begin() -> None:
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == 31).values(state="running", ended=None))


async def events(client: httpx.AsyncClient, since: int = 0) -> AsyncIterator[dict[str, Any]]:
    """Yield the events of the run at work."""
    async with client.stream("GET", f"/runs/31/live?from={since}", timeout=SECONDS) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        found: dict[str, Any] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if not line and found:
                yield found
                found = {}
            elif name in ("event", "id"):
                found[name] = value
            elif name == "data":
                found |= json.loads(value)


def client(address: str) -> httpx.AsyncClient:
    cookies = {entry.COOKIE: entry.cookie()}
    return httpx.AsyncClient(base_url=address, cookies=cookies, limits=httpx.Limits(max_connections=200))


async def heard(address: str) -> list[dict[str, Any]]:
    """Return all that is told of a run that writes once more and then ends."""
    begin()
    told = []
    async with client(address) as own:
        async for one in events(own):
            told.append(one)
            if one["event"] == "progress" and len(told) == 2:
                with log().open("a", encoding="utf-8") as file:
                    file.write("\x1b[1mæ siste linje\x1b[0m\n")
                end()
    return told


def test_log_grows_to_its_end_and_goes_on_from_any_byte(hub: str) -> None:
    told = [
        one
        for number, one in enumerate(alone(asyncio.run, heard(hub)))
        if one["event"] != "progress" or number == 1
    ]
    assert [one["event"] for one in told] == ["log", "progress", "log", "end"]
    assert told[1]["share"] == 50
    assert told[2]["text"] == "æ siste linje\n"
    assert told[3]["state"] == "succeeded"
    assert int(told[3]["id"]) == log().stat().st_size

    async def again() -> list[dict[str, Any]]:
        async with client(hub) as own:
            return [one async for one in events(own, int(told[0]["id"]))]

    assert [one["text"] for one in alone(asyncio.run, again()) if one["event"] == "log"] == [
        "æ siste linje\n"
    ]


def test_many_who_watch_hold_up_nobody_who_reads(hub: str) -> None:
    async def watch() -> tuple[list[int], int]:
        begin()
        async with client(hub) as own:
            watched = [asyncio.create_task(last(own)) for _ in range(WATCHING)]
            await asyncio.sleep(1)
            pages = await asyncio.gather(*(own.get("/runs", timeout=SECONDS) for _ in range(20)))
            end()
            ended = await asyncio.gather(*watched)
        return [page.status_code for page in pages], sum(one == "end" for one in ended)

    async def last(own: httpx.AsyncClient) -> str:
        return [str(one["event"]) async for one in events(own)][-1]

    pages, ended = alone(asyncio.run, watch())
    assert pages == [200] * 20
    assert ended == WATCHING


def test_hub_stops_while_somebody_watches(home: Path, project: Path) -> None:
    started = serve.start_detached(0)
    cookies = {entry.COOKIE: entry.cookie()}
    with (
        httpx.Client(base_url=started.address, cookies=cookies) as own,
        own.stream("GET", "/runs/31/live", timeout=SECONDS) as answer,
    ):
        assert next(answer.iter_lines()) == "retry: 2000"
        serve.stop()
        assert not serve.lives(started.pid)


def test_run_that_ended_is_told_of_at_once(own: TestClient) -> None:
    text = own.get("/runs/9/live?from=0").text
    assert "event: log" in text
    assert text.rstrip().split("\n\n")[-1].startswith("event: end")


def test_place_of_the_last_event_counts_more_than_the_address(own: TestClient) -> None:
    text = own.get("/runs/9/live?from=0", headers={"last-event-id": "99999999"}).text
    assert "event: log" not in text
    assert own.get("/runs/9/live?from=0", headers={"last-event-id": "x"}).status_code == 200


def test_head_is_answered_without_a_stream(own: TestClient) -> None:
    assert own.head("/runs/31/live").status_code == 200
    assert own.get("/runs/999/live").status_code == 404
