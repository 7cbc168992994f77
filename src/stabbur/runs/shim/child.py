"""Start what a run is, in its own session and under its limits. Standard library only."""

import contextlib
import os
import signal

from stabbur.runs.limits.groups import Group
from stabbur.runs.shim import tree
from stabbur.runs.shim.job import Given, Job

Started = tuple[int, int, list[str]]
"""A process, the pipe that its output comes through, and the controllers of its group that do not have it."""

NOT_STARTED = 127
EAGER_TO_DIE = 500  # of 1000: on a full machine the run goes before the worker that tells of it


def start(job: Job, given: Given, group: Group, per_process: int) -> Started:
    """Start the command of a job; where its group does not let it in, each of its processes is limited."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    ready, waiting = os.pipe2(os.O_CLOEXEC)
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(writing)
        os.close(waiting)
        # closed by what takes the child's place: until then it would be measured with our own memory
        with open(ready, "rb") as told:
            outside = told.read().decode().split()
        os.set_blocking(reading, False)
        return process, reading, outside
    try:
        os.setsid()
        tree.die_with(parent)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        outside = group.join()
        os.write(waiting, " ".join(outside).encode())
        with contextlib.suppress(OSError, ValueError), open("/proc/self/oom_score_adj", "r+") as file:
            if int(file.read()) < EAGER_TO_DIE:
                file.write(str(EAGER_TO_DIE))
        if "memory" in outside:
            per_process = job.memory_bytes
        if per_process:
            tree.limit([os.getpid()], per_process)
        os.chdir(job.cwd)
        os.execvpe(job.command[0], job.command, given.environment)  # noqa: S606 (a list, no shell)
    except BaseException as error:  # noqa: BLE001 (after a fork nothing may go on as if it were the shim)
        os.write(2, f"{job.command[0]}: {error}\n".encode(errors="replace"))
    os._exit(NOT_STARTED)
