"""A server between a client and another server, which hands everything on but what a test has it break."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Break:
    """What happens to a request whose `METHOD /path` a pattern finds."""

    pattern: str
    how: Literal["unheard", "unanswered", "status", "on"]
    """Not handed on; handed on and its answer lost; answered with a status instead; or handed on as if unbroken."""
    status: int = 500
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    times: int = 1_000


@dataclass
class Between:
    """Where it listens, what it breaks, and what came through as `METHOD /path`."""

    target: str
    port: int = 0
    breaks: list[Break] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    spent: dict[int, int] = field(default_factory=dict)
    down_after: str = ""
    """A pattern: after the first request that it finds, nothing is answered any more."""

    @property
    def address(self) -> str:
        """The address of what is behind, seen through here."""
        return f"http://127.0.0.1:{self.port}"

    def met(self, line: str) -> Break | None:
        """Return what is to happen to a request."""
        for number, one in enumerate(self.breaks):
            if re.search(one.pattern, line) and self.spent.get(number, 0) < one.times:
                self.spent[number] = self.spent.get(number, 0) + 1
                return one
        return None


class _Handler(BaseHTTPRequestHandler):
    between: Between

    def handle_one_request(self) -> None:
        """Hand one request on, or break it."""
        self.raw_requestline = self.rfile.readline(65537)
        self.close_connection = True
        if not self.raw_requestline or not self.parse_request():
            return
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line = f"{self.command} {self.path}"
        self.between.seen.append(line)
        broken = self.between.met(line)
        if self.between.down_after and re.search(self.between.down_after, line):
            self.between.breaks.append(Break(".", "unheard"))
        if broken and broken.how == "status":
            self._give(broken.status, [("Content-Type", "application/json"), *broken.headers], broken.body)
            return
        if broken and broken.how == "unheard":
            return
        status, headers, content = self._handed_on(body)
        if broken is None or broken.how == "on":
            self._give(status, headers, content)

    def _handed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        there = http.client.HTTPConnection(urlsplit(self.between.target).netloc, timeout=60)
        try:
            there.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer = there.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            there.close()

    def _give(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(target: str) -> Iterator[Between]:
    """Stand between, on a free port."""
    between = Between(target)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("BetweenHandler", (_Handler,), {"between": between}))
    server.daemon_threads = True
    between.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
