"""A real OpenBao for tests: in memory, unsealed, on a free port of this machine, with an engine KV 2 at `secret`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

BAO = Path(sys.executable).parent / "bao"
TOKEN = "for-this-test-only"


@dataclass(frozen=True)
class Server:
    """Where a vault listens, and the token that may do all."""

    address: str
    token: str = TOKEN

    def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """Ask its own API, as an administrator does."""
        answer = httpx.request(
            method, f"{self.address}/v1/{path}", headers={"X-Vault-Token": self.token}, json=body
        )
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}


@contextmanager
def serve() -> Iterator[Server]:
    """Start a server in a folder of its own; its log is shown when it does not start."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    folder = Path(tempfile.mkdtemp(prefix="stabbur-openbao-"))
    words = ["server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={TOKEN}"]
    words.append(f"-dev-listen-address=127.0.0.1:{port}")
    with (folder / "log").open("wb") as out:
        environ = {**os.environ, "HOME": str(folder)}
        process = subprocess.Popen([BAO, *words], stdout=out, stderr=out, env=environ, cwd=folder)
    server = Server(f"http://127.0.0.1:{port}")
    try:
        _wait(server, process, folder / "log")
        yield server
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            if httpx.get(f"{server.address}/v1/sys/health").status_code == 200:
                # the engine comes a moment after the server itself
                server.ask("GET", "secret/config")
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"OpenBao did not start:\n{log.read_text()}")
