"""Run the hub on this machine: in the foreground, or in the background with a note in `private/hub-PORT.json`."""

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from stabbur import settings as places
from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound, StabburError, Unavailable
from stabbur.hub.serving import entry
from stabbur.settings import Settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")
START_SECONDS = 30
STOP_SECONDS = 15
BACKLOG = 2048


@dataclass(frozen=True)
class Running:
    """A hub that runs: its process, port and whether it shows public things alone."""

    pid: int
    port: int
    public_only: bool = False

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}/"


def notes() -> list[Path]:
    """Return the files that say which hubs run: one for each port."""
    return sorted(places.private().glob("hub*.json"))


def every() -> list[Running]:
    """Return the hubs of this STABBUR_HOME that run; the note of one that has ended is cleared away."""
    return [found for note in notes() if (found := _of(note))]


def running(port: int | None = None) -> Running | None:
    """Return the hub of this STABBUR_HOME that runs on a port, or the first of all; None when there is none."""
    return next((one for one in every() if port in (None, one.port)), None)


def _of(note: Path) -> Running | None:
    try:
        found = Running(**json.loads(note.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if _answers(found.port):  # by another hub, when the one of the note was killed
        return found if lives(found.pid) else None
    if not lives(found.pid):
        note.unlink(missing_ok=True)
    return None


def _answers(port: int) -> bool:
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/health", timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and answer.headers.get("content-type", "").startswith("application/json")


def sockets(port: int, host: str = "127.0.0.1") -> list[socket.socket]:
    """Listen on both loopback addresses, so that nobody else can answer on one of them."""
    if host not in LOOPBACK:
        raise NotAllowed(
            f"'{host}' is not a loopback address: without sign-in Stabbur listens on 127.0.0.1 only",
            hint="use an SSH tunnel: ssh -L 8800:localhost:8800 MACHINE",
            code="loopback-only",
            host=host,
        )
    if not 0 <= port <= 65535:
        raise BadInput(f"'{port}' is no port: it must be 0 to 65535", code="port-invalid", port=port)
    made = []
    try:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            try:
                found = socket.socket(family, socket.SOCK_STREAM)
            except OSError:
                continue  # a machine without IPv6
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                found.bind((address, port))
                found.listen(BACKLOG)  # until somebody listens, a second hub could bind the same port
            except OSError as error:
                found.close()
                if family == socket.AF_INET6 and error.errno == 99:  # no such address here
                    continue
                raise
            port = found.getsockname()[1]
            made.append(found)
    except OSError as error:
        for found in made:
            found.close()
        raise Conflict(
            f"port {port} is taken by another program: {error.strerror}",
            hint=f"stabbur up --port {port + 1}",
            code="port-taken",
            port=port,
        ) from error
    return made


def more_files() -> None:
    """Allow as many open connections as the machine lets us."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def serve(settings: Settings, listening: list[socket.socket], *, public_only: bool = False) -> None:
    """Serve until Ctrl-C or `stabbur down`; requests under way get a few seconds to end."""
    import uvicorn  # only where pages are given: whoever stops a hub or starts one behind waits for none of this

    from stabbur.hub.app import create_app
    from stabbur.hub.serving import log
    from stabbur.registry.here import connect
    from stabbur.runs.worker.within import carrying_out

    more_files()
    port = listening[0].getsockname()[1]
    where = connect(settings)
    try:
        where.repair()
    except StabburError as error:  # pages about what is whole are better than none
        log.failed("the catalogue could not be repaired", error, code=error.code)
    app = create_app(settings, public_only=public_only, source=where)
    config = uvicorn.Config(
        app,
        log_level="critical",  # the hub's own log says what happened, without what was sent
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32_768,
        ws="none",
    )
    mine = Running(os.getpid(), port, public_only)
    note = places.private() / f"hub-{port}.json"
    draft = note.with_suffix(f".{mine.pid}")
    draft.write_text(json.dumps(asdict(mine)), encoding="utf-8")
    draft.replace(note)
    # uvicorn passes on what stopped it: `stabbur down` is to end it well, as Ctrl-C does
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with carrying_out(settings, wanted=not public_only):
            uvicorn.Server(config).run(sockets=listening)
    except KeyboardInterrupt:
        pass  # uvicorn has shut down and passes the signal on
    finally:
        with contextlib.suppress(FileNotFoundError, ValueError):
            if json.loads(note.read_text(encoding="utf-8")).get("pid") == mine.pid:
                note.unlink()


def start_detached(port: int, *, public_only: bool = False) -> Running:
    """Start a hub in the background and wait until it answers."""
    command = [sys.executable, "-m", "stabbur.hub", str(port), *(["--public-only"] if public_only else [])]
    folder = places.private() / "log"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "up.log").open("ab") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True
        )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = next((one for one in every() if one.pid == process.pid), None)
        if found:
            process.returncode = 0  # it is meant to outlive us: nobody here waits for it
            return found
        time.sleep(0.1)
    raise Unavailable(
        f"the hub did not answer within {START_SECONDS} s; its output is in '{folder / 'up.log'}'",
        hint="stabbur up",
        code="hub-not-started",
    )


def stop(port: int | None = None) -> list[Running]:
    """Stop the hubs that run, or the one on a port, and wait until they are gone."""
    found = [one for one in every() if port in (None, one.port)]
    if not found:
        where = "" if port is None else f" on port {port}"
        raise NotFound(f"no hub runs{where} for this STABBUR_HOME", hint="stabbur up", code="hub-not-running")
    for one in found:
        os.kill(one.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for one in found:
        while lives(one.pid) and time.monotonic() < until:
            time.sleep(0.1)
        if lives(one.pid):
            raise Unavailable(
                f"process {one.pid} did not stop within {STOP_SECONDS} s", hint=f"kill -9 {one.pid}"
            )
    for note in notes():  # one that was killed could not clear its own note away
        _of(note)
    return found


def lives(process: int) -> bool:
    """Say whether a process is still at work; one that has ended and waits for its parent is not."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def one_time_address(found: Running) -> str:
    """Return an address that makes the browser that opens it the local person's, once."""
    return found.address if found.public_only else f"{found.address}enter?token={entry.issue()}"
