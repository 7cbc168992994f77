"""A server on loopback that gives recorded answers of a forge, and takes real pushes by git's own http-backend."""

import base64
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Given:
    """One answer."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One request, with the token that came with it."""

    method: str
    path: str
    query: str
    token: str
    body: Mapping[str, Any]


@dataclass
class Recorded:
    """What a forge of one kind would answer; `tell` is written by that kind."""

    folder: Path
    tell: Callable[[Question], Given]
    may_push: Callable[[str, str], bool]
    port: int = 0
    asked: list[Question] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address of its front page."""
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    forge: Recorded

    def handle_one_request(self) -> None:
        """Answer whatever method is asked with."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        parts = urlsplit(self.path)
        if ".git/" in parts.path:
            self._git(parts.path, parts.query, body)
        else:
            self._rest(parts.path, parts.query, body)
        self.wfile.flush()

    def _rest(self, path: str, query: str, body: bytes) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        question = Question(self.command, path, query, token, json.loads(body) if body else {})
        self.forge.asked.append(question)
        given = self.forge.tell(question)
        content = b"" if given.body is None else json.dumps(given.body).encode()
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _git(self, path: str, query: str, body: bytes) -> None:
        pair = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ") or b"").decode()
        user, _, token = pair.partition(":")
        if not user or not self.forge.may_push(user, token):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="forge"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        environ = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.forge.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_USER": user,
            "HOME": str(self.forge.folder),
        }
        done = subprocess.run(
            ["git", "http-backend"], input=body, env=environ, capture_output=True, check=False
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def bare(folder: Path, path: str) -> None:
    """Make the empty repository that a push goes to."""
    place = folder / f"{path}.git"
    place.mkdir(parents=True)
    for words in (["init", "--bare", "-q", "-b", "main"], ["config", "http.receivepack", "true"]):
        subprocess.run(["git", *words], cwd=place, check=True, capture_output=True)


@contextmanager
def serve(forge: Recorded) -> Iterator[Recorded]:
    """Let a recorded forge answer, on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ForgeHandler", (_Handler,), {"forge": forge}))
    server.daemon_threads = True
    forge.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
