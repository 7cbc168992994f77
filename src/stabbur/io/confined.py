"""Parse a file in a process of its own that may take so much memory and no more: for files of strangers.

Run as a module it is that process: it reads its task from standard input and answers in a file, because
a library may print whatever it likes.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import psutil
import pyarrow as pa
from pyarrow import feather

from stabbur import errors
from stabbur.errors import BadInput, StabburError
from stabbur.io import formats
from stabbur.io.notice import notice
from stabbur.settings import Limits

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "PYTHONPATH", "STABBUR_HOME")
"""What the process is told of ours: it needs no secret, and gets none."""
SMALL = {
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
"""Keeps libraries from reserving room for threads, which would count as memory taken."""
SILENCES = 20
"""Times the limit on one silence that parsing may last, as a whole exchange over http may."""


def read_confined(path: Path, format_: str, options: Mapping[str, Any], limits: Limits) -> pa.Table:
    """Return the table of a local file that another process parsed; its notices and errors are ours.

    Raises
    ------
    BadInput
        The file is not what it should be, or reading it took more memory or time than it may.
    """
    with tempfile.TemporaryDirectory(prefix="stabbur-") as scratch:
        target, said_in = Path(scratch) / "table", Path(scratch) / "answer"
        task = {
            "path": str(path.absolute()), "format": format_, "options": dict(options),
            "memory": limits.memory_bytes, "target": str(target), "answer": str(said_in),
        }  # fmt: skip
        seconds = SILENCES * limits.timeout_seconds
        try:
            done = subprocess.run(
                [sys.executable, "-m", "stabbur.io.confined"],
                input=orjson.dumps(task),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=SMALL | {name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _ended(path, f"more than {seconds:g} s") from error
        if done.returncode or not said_in.is_file():
            raise _ended(path, f"more than {limits.memory_bytes} bytes of memory, or ended its process")
        answer = orjson.loads(said_in.read_bytes())
        for category, message in answer["notices"]:
            notice(message, getattr(errors, category))
        if said := answer.get("error"):
            kind: type[StabburError] = getattr(errors, said["kind"])
            raise kind(said["message"], hint=said["hint"], code=said["code"], **said["params"])
        return feather.read_table(target, memory_map=False)


def _ended(path: Path, what: str) -> BadInput:
    return BadInput(
        f"reading '{path.name}' took {what}",
        hint="raise io.memory_bytes or io.timeout_seconds in stabbur.toml if the file is to be trusted",
        code="file-confined",
    )


def _work(task: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            reader = formats.load(task["format"])
            _limit(task["memory"])  # after loading: what the libraries need is not the file's doing
            chosen = formats.options_of(reader, task["format"], task["options"])
            table = reader.read(Path(task["path"]), chosen)
            feather.write_feather(table, task["target"], compression="uncompressed")
        except StabburError as error:
            kind = type(error).__name__
            answer["error"] = {
                "kind": kind, "message": str(error), "hint": error.hint, "code": error.code,
                "params": error.params,
            }  # fmt: skip
    ours = [one for one in found if issubclass(one.category, errors.DataWarning)]
    return {**answer, "notices": [(one.category.__name__, str(one.message)) for one in ours]}


def _limit(memory: int) -> None:
    """Let this process take so much memory on top of what it has before it reads a byte."""
    import resource  # not on Windows, where the process is apart and not limited

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    most = psutil.Process().memory_info().vms + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    given = orjson.loads(sys.stdin.buffer.read())
    Path(given["answer"]).write_bytes(orjson.dumps(_work(given), default=str))
