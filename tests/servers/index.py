"""A small index of Python packages for tests, on a free port: HTML and JSON, basic auth, faults to switch on."""

import base64
import hashlib
import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OLD = "2020-01-01T00:00:00Z"
JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class File:
    """A wheel of the index."""

    name: str
    content: bytes
    uploaded: str

    @property
    def digest(self) -> str:
        """The hash that the index tells."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Index:
    """What the index holds, how it answers, and what it was asked."""

    port: int = 0
    packages: dict[str, list[File]] = field(default_factory=dict)
    user: str = ""
    password: str = ""
    status: int = 0  # answered instead of everything
    cut: bool = False  # files end half-way
    plain: bool = False  # HTML alone, as old indexes have it
    wait: float = 0.0  # seconds before each answer
    told: dict[str, str] = field(default_factory=dict)  # hashes told instead of the true ones
    asked: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)  # what it was sent to sign in with

    @property
    def url(self) -> str:
        """The address for `packages.index`."""
        return f"http://127.0.0.1:{self.port}/simple"

    def add(self, name: str, version: str, *requires: str, uploaded: str = OLD, code: str = "") -> None:
        """Put a release into the index; its module has the package's name and a VERSION."""
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        content = wheel(name, version, requires, code)
        self.packages.setdefault(normal(name), []).append(File(file, content, uploaded))


def normal(name: str) -> str:
    """Return a name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wheel(name: str, version: str, requires: tuple[str, ...] = (), code: str = "") -> bytes:
    """Return a wheel with one module."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    files = {
        f"{module}/__init__.py": f'VERSION = "{version}"\n{code}',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in files) + f"{info}/RECORD,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file, text in files.items():
            # of a fixed time: the same release is the same bytes in two indexes
            archive.writestr(zipfile.ZipInfo(file, (2020, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


class Handler(BaseHTTPRequestHandler):
    """Answers as the index is set up when it is asked."""

    index: Index

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer a page of a package or a file."""
        index = self.index
        index.asked.append(self.path)
        index.signed += self.headers.get_all("Authorization") or []
        time.sleep(index.wait)
        signed = base64.b64encode(f"{index.user}:{index.password}".encode()).decode()
        if index.status:
            self._send(index.status, b"broken")
        elif index.password and self.headers.get("Authorization") != f"Basic {signed}":
            self._send(401, b"who are you", **{"WWW-Authenticate": 'Basic realm="packages"'})
        elif found := re.fullmatch(r"/simple/([^/]+)/", self.path):
            self._page(found[1])
        elif found := re.fullmatch(r"/files/([^/]+)", self.path):
            self._file(found[1])
        else:
            self._send(404, b"nothing here")

    def _page(self, name: str) -> None:
        files = self.index.packages.get(name)
        if files is None:
            self._send(404, b"no such package")
        elif JSON in self.headers.get("Accept", "") and not self.index.plain:
            body = {"meta": {"api-version": "1.1"}, "name": name, "files": [self._told(one) for one in files]}
            self._send(200, json.dumps(body).encode(), **{"Content-Type": JSON})
        else:
            links = "".join(f'<a href="{self._link(one)}">{one.name}</a>\n' for one in files)
            self._send(200, f"<html><body>{links}</body></html>".encode(), **{"Content-Type": "text/html"})

    def _link(self, file: File) -> str:
        told = self._told(file)
        return f"{told['url']}#sha256={told['hashes']['sha256']}"

    def _told(self, file: File) -> dict[str, Any]:
        digest = self.index.told.get(file.name, file.digest)
        return {
            "filename": file.name,
            "url": f"/files/{file.name}",
            "hashes": {"sha256": digest},
            "upload-time": file.uploaded,
            "size": len(file.content),
        }

    def _file(self, name: str) -> None:
        for file in (one for files in self.index.packages.values() for one in files):
            if file.name == name:
                self._send(200, file.content, **{"Content-Type": "application/octet-stream"})
                return
        self._send(404, b"no such file")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        half = self.index.cut and self.path.startswith("/files/")
        with suppress(OSError):  # the one who asked may have gone
            self.wfile.write(body[: len(body) // 2] if half else body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Takes as many at once as uv asks: whoever finds the queue full tries again after 1, 3, 7 … seconds."""

    request_queue_size = 128
    daemon_threads = True


@contextmanager
def serve() -> Iterator[Index]:
    """Start an index; what still answers is let go of at the end."""
    index = Index()
    server = Server(("127.0.0.1", 0), type("IndexHandler", (Handler,), {"index": index}))
    index.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
