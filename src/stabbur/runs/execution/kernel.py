"""The kernel of a run: started before anything else is loaded, and spoken to over sockets that only its owner opens."""

import json
import os
import secrets
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stabbur.runs.shim import sockets

LONGEST = 95  # bytes of a socket's path: systems take 104 or 108
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


@dataclass
class Kernel:
    """A kernel that was started, and how to reach it."""

    process: subprocess.Popen[bytes]
    connection: dict[str, Any]
    file: Path


def start(words: list[str], *, folder: Path, cwd: Path, environ: dict[str, str], ipc: bool = True) -> Kernel:
    """Start a kernel; it ends by itself when whoever started it is gone."""
    connection = _connection(folder, ipc=ipc)
    file = folder / sockets.FILE
    place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(place, "w") as out:
        json.dump(connection, out)
    own = {
        "JPY_PARENT_PID": str(os.getpid()),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else each kernel warns of a debugger that nobody asked for
    }
    process = subprocess.Popen(  # the project's own Python, or what its kernel says
        [word.replace("{connection_file}", str(file)) for word in words],
        cwd=cwd,
        env=environ | own,
        stdin=subprocess.DEVNULL,
    )
    return Kernel(process, connection, file)


def python(environment: Path) -> list[str]:
    """Return what starts the Python of an environment as a kernel."""
    words = [str(environment / "bin" / "python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return [*words, "--HistoryManager.enabled=False"]


def stop(kernel: Kernel) -> None:
    """End a kernel that has nothing more to do; twice is no mistake."""
    if kernel.process.poll() is None:
        kernel.process.terminate()
        try:
            kernel.process.wait(2)
        except subprocess.TimeoutExpired:
            kernel.process.kill()
            kernel.process.wait()
    kernel.file.unlink(missing_ok=True)
    if kernel.connection["transport"] == "ipc":
        place = Path(kernel.connection["ip"])
        for left in place.parent.glob(f"{place.name}-[1-5]"):
            left.unlink(missing_ok=True)
        if place.parent != kernel.file.parent and place.parent.is_dir():
            place.parent.rmdir()


def _connection(folder: Path, *, ipc: bool) -> dict[str, Any]:
    known = {"key": secrets.token_hex(16), "signature_scheme": "hmac-sha256", "kernel_name": ""}
    if not ipc:
        return known | {
            "transport": "tcp",
            "ip": "127.0.0.1",
            **dict(zip(PORTS, _free(len(PORTS)), strict=True)),
        }
    place = folder / sockets.NAME
    if len(os.fsencode(place)) > LONGEST:
        place = Path(tempfile.mkdtemp(prefix=sockets.PREFIX)) / sockets.NAME
    return known | {"transport": "ipc", "ip": str(place), **{name: at for at, name in enumerate(PORTS, 1)}}


def _free(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()
