"""Start a shim, and hand it in memory what nobody else may see."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from stabbur.runs import shim
from stabbur.runs.launchers import surroundings
from stabbur.state.disk import failing

SHIM = Path(shim.__path__[0]) / "start.py"


def of_run(folder: Path, given: surroundings.Given) -> "subprocess.Popen[bytes]":
    """Start the shim of one run, and hand it what the run sees."""
    with handed(given, folder) as inside:
        return spawn(folder, inside.fileno(), given)


def spawn(folder: Path, stdin: int, given: surroundings.Given, *options: str) -> "subprocess.Popen[bytes]":
    """Start a shim on a folder; what it is handed comes through a descriptor, and of that it sees little itself."""
    with (folder / "shim.log").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", str(SHIM), *options, str(folder)],
            stdin=stdin,
            stdout=said,
            stderr=said,
            env=surroundings.of_shim(given),
            cwd="/",
            start_new_session=True,  # a Ctrl-C at the worker's prompt is not meant for it
        )


def handed(given: surroundings.Given, beside: Path) -> BinaryIO:
    """Return what a shim is handed; it lies in memory only, and is whole before it can be read."""
    with failing("write", beside):
        inside = os.fdopen(os.memfd_create("stabbur", os.MFD_CLOEXEC), "w+b")
    inside.write(json.dumps({"environment": given.environment, "masks": given.masks}).encode())
    inside.flush()
    inside.seek(0)
    return inside
