"""A pipeline whose runs end as a test wishes, and servers that take notices, hang or refuse."""

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Inbox
from sqlalchemy import Engine

from stabbur import settings as all_settings
from stabbur.accounts import actor as actors
from stabbur.runs.notices.telling import tell
from stabbur.runs.pipelines import setting, starting
from stabbur.runs.queue.claiming import claim
from stabbur.runs.queue.finishing import finish
from stabbur.runs.queue.values import Outcome, Run
from stabbur.settings import Settings
from tests.runs.pipelines.conftest import MakeProject, make_project, project

__all__ = ["MakeProject", "make_project", "project"]

End = Callable[..., Run]
Given = Callable[..., Settings]
Later = Callable[[float], None]


@pytest.fixture
def end(engine: Engine, project: Path) -> End:
    """Starts a run of a pipeline, made when it is new, and ends it as is said."""

    def ended(
        state: str = "succeeded", *, name: str = "job", wish: dict[str, Any] | None = None, **how: Any
    ) -> Run:
        from stabbur.runs.pipelines import listing

        if f"skatt/{name}" not in {one.pipeline.id for one in listing.listed(engine)}:
            setting.make(engine, project, name, {"entry": "job.py", **(wish or {})}, actor=actors.local())
        starting.run_now(engine, f"skatt/{name}")
        return again(state, **how)

    def again(state: str, **how: Any) -> Run:
        run = claim(engine, "host", "worker", lease_seconds=30)
        assert run is not None
        assert finish(engine, run, Outcome(state, **how), tell)
        return run

    return ended


@pytest.fixture
def given(home: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    """Returns the person's settings with what is said under [notices]."""

    def made(**notices: Any) -> Settings:
        monkeypatch.setenv("STABBUR_SECRET_NOTICES_KEY", "the-key-that-signs")
        lines = ["[notices]", *(f"{key} = {_toml(value)}" for key, value in notices.items())]
        (home / "stabbur.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return all_settings.load(home)

    return made


def _toml(value: Any) -> str:
    return f'{{ secret = "{value["secret"]}" }}' if isinstance(value, dict) else json.dumps(value)


@dataclass
class Web:
    """A web service that keeps what it is sent, and answers as it is told."""

    address: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def said(self) -> list[dict[str, Any]]:
        """The JSON that came."""
        return [json.loads(body) for _, body in self.got]


@pytest.fixture(autouse=True)
def loopback_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the services of these tests be told, as an installation lets its own."""
    monkeypatch.setenv("STABBUR_NOTICES__ALLOW", '["127.0.0.1"]')


@pytest.fixture
def web() -> Iterator[Web]:
    """A service on this machine."""
    kept = Web()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((dict(self.headers), body))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(kept.answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def hanging() -> Iterator[str]:
    """A service that takes the connection and drips a byte of its answer now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        with line:
            while not stop.wait(0.2):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    def take() -> None:
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(line,), daemon=True).start()

    threading.Thread(target=take, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    stop.set()
    listener.close()


class Post(Inbox):
    """A mail server's inbox; it refuses whoever is called nobody, for good, and busy for now."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        """Keep a mail."""
        self.mails.append(message)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Answer whether a receiver is known."""
        if address.startswith("nobody@"):
            return "550 there is none"
        if address.startswith("busy@"):
            return "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[str, Post]]:
    """A real mail server with its inbox."""
    inbox = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield f"127.0.0.1:{port}", inbox
    server.stop()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets hours pass, as all of Stabbur's clocks see it."""
    passed = [0.0]

    def pass_by(hours: float) -> None:
        passed[0] += hours * 3600
        monkeypatch.setenv("STABBUR_TEST", "1")
        monkeypatch.setenv("STABBUR_CLOCK", str(passed[0]))

    return pass_by


@pytest.fixture
def refused() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
