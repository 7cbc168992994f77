"""Wait with a kernel that is up for the notebook of one run; when anything is wrong it ends, and another is started."""

import asyncio
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabbur.errors import StabburError
from stabbur.packages.validation import addresses
from stabbur.runs.execution import kernel as kernels
from stabbur.runs.execution import start
from stabbur.runs.execution.notebook import carried_out
from stabbur.runs.parameters.entry import notebook

if TYPE_CHECKING:
    from stabbur.runs.execution.client import Living

LOOK_SECONDS = 5.0  # between two looks at whether the kernel lives
LONGEST = 8192
# one expression, so that no name is left behind; what a kernel remembers of its start is told anew
BECOME = """(lambda os, told, ns: (
    [os.environ.pop(one, None) for one in told["gone"]],
    os.environ.update(told["environ"]),
    os.chdir(told["cwd"]),
    ns.__setitem__("__session__", told["environ"]["JPY_SESSION_NAME"]),
    ns["_dh"].__setitem__(0, type(ns["_dh"][0])(told["cwd"])),
    __import__("importlib").invalidate_caches(),
))(__import__("os"), __import__("json").loads({told!r}), get_ipython().user_ns)"""


def main(folder: Path, root: Path, place: int) -> int:
    """Keep a kernel up until a run is handed over, and run that; return its exit code."""
    shim = socket.socket(fileno=place)
    environ = start.environ({"home": os.environ.get("STABBUR_HOME")}, str(folder), f"{root}/.venv")
    words = kernels.python(root / ".venv")
    kernel = kernels.start(words, folder=folder, cwd=folder, environ=environ)
    with addresses.later():
        from stabbur.runs.execution import cells

    try:
        with asyncio.Runner() as runner:
            channel = runner.run(_up(kernel, shim))
            told = _received(shim) if channel else None
            if channel is None or told is None:
                return 1
            into, given = told
            job = json.loads((into / "job.json").read_bytes())
            file = root / str(job["entry"])
            if not runner.run(_become(job, into, root, channel, (given, environ))):
                return 1
            shim.send(b"ready")
            if shim.recv(LONGEST) != b"go":
                return 1
            shim.close()
            return carried_out(
                into, job, kernel, lambda: runner.run(cells.run(into, file, job, kernel, channel))
            )
    except (OSError, ValueError, KeyError, StabburError) as error:
        print(f"a kernel that waited could not take the run: {type(error).__name__}", file=sys.stderr)
        return 1
    finally:
        kernels.stop(kernel)


async def _up(kernel: kernels.Kernel, shim: socket.socket) -> "Living | None":
    """Wait until the kernel answers, and then for what comes; None when the kernel ended."""
    from stabbur.runs.execution import cells

    channel = cells.channel_of(kernel)
    await channel.ready(cells.STARTED)
    channel.allow_stdin = False
    cells.FILES.validate(cells.FILES.v4.new_notebook(cells=[cells.FILES.v4.new_code_cell("1")]))
    shim.send(b"up")
    came = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(shim, came.set)
    try:
        while await channel.is_alive():
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await came.wait()
            except TimeoutError:
                continue
            return channel
        return None
    finally:
        loop.remove_reader(shim)


def _received(shim: socket.socket) -> tuple[Path, dict[str, str]] | None:
    text, handed, _, _ = socket.recv_fds(shim, LONGEST, 1)
    if not text:
        return None
    with open(handed[0], "rb") as inside:
        inside.seek(0)
        given: dict[str, str] = json.loads(inside.read())["environment"]
    return Path(os.fsdecode(text)), given


async def _become(
    job: dict[str, Any],
    folder: Path,
    root: Path,
    channel: "Living",
    environs: tuple[dict[str, str], dict[str, str]],
) -> bool:
    """Let this process and its kernel be those of a run; False when that is not for us to do."""
    given, before = environs
    file = root / str(job["entry"])
    _, language = notebook(str(job["entry"]), file.read_bytes())
    if language != "python":
        return False
    os.chdir(root)
    os.environ.clear()
    os.environ.update(given)
    os.environ.update(start.environ(job, str(folder), f"{root}/.venv"))
    environ = os.environ | {"JPY_SESSION_NAME": str(file)}
    # the others it may have set itself, as a kernel does with TERM and PAGER
    new = {key: value for key, value in environ.items() if before.get(key) != value}
    told = {"gone": sorted(set(before) - set(environ)), "environ": new, "cwd": str(file.parent)}
    return await channel.does(BECOME.format(told=json.dumps(told)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
