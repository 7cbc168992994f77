"""The tree of processes under a run: who is in it, what it holds, and its end. Standard library only."""

import contextlib
import ctypes
import os
import resource
import signal
import time
from collections.abc import Iterator

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PAGE = os.sysconf("SC_PAGE_SIZE")
PASSES = 200


def adopt_orphans() -> None:
    """Become the parent of whatever a child of ours leaves behind, however it got away."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Let the kernel kill this process when its parent is killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was killed before we could say so
        os._exit(1)


def descendants(root: int) -> list[int]:
    """Return all processes below one, those that left its session too."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError), open(f"/proc/{name}/stat", "rb") as file:
                # the name of a program may hold blanks and brackets: what follows the last bracket counts
                parent = int(file.read().rpartition(b")")[2].split()[1])
                children.setdefault(parent, []).append(int(name))
    found = list(children.get(root, []))
    for one in found:
        found.extend(children.get(one, []))
    return found


def send(processes: list[int], number: int) -> None:
    """Send a signal to each that still is."""
    for one in processes:
        with contextlib.suppress(OSError):
            os.kill(one, number)


def limit(processes: list[int], size: int) -> None:
    """Let each have so many bytes at most, and what it starts from now on.

    Of its data, not its addresses: threads and mapped files take addresses that cost nothing.
    """
    for one in processes:
        with contextlib.suppress(ProcessLookupError):
            _, most = resource.prlimit(one, resource.RLIMIT_DATA)
            allowed = size if most < 0 else min(size, most)
            resource.prlimit(one, resource.RLIMIT_DATA, (allowed, allowed))


def memory(processes: list[int]) -> tuple[int, int]:
    """Return what they hold together now, and the most that one of them ever held, in bytes."""
    together = largest = 0
    for one in processes:
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{one}/statm") as file:
                together += int(file.read().split()[1]) * PAGE
            with open(f"/proc/{one}/status") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        largest = max(largest, int(line.split()[1]) * 1024)
                        break
    return together, largest


def kill_left_over() -> None:
    """Kill every child of this process and what comes to it as an orphan, until none is left."""
    for _ in range(PASSES):
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        send(descendants(os.getpid()), signal.SIGKILL)
        time.sleep(0.002)


def marked(folder: str) -> list[int]:
    """Return the processes of a run whose shim is gone: its folder stands in their environment."""
    mark = b"STABBUR_RUN_FOLDER=" + os.fsencode(folder)
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:
                if mark in file.read().split(b"\0"):
                    found.append(int(name))
    return found


def supervises(process: int, folder: str) -> bool:
    """Say whether a process is the shim of a folder and holds its launch still; nothing in the folder is asked."""
    place = f"/proc/{process}"
    with contextlib.suppress(OSError), open(f"{place}/cmdline", "rb") as file:
        words = file.read()
        its_own = words.endswith(b"/shim/start.py\0" + os.fsencode(folder) + b"\0")
        if its_own or b"/shim/start.py\0--spare\0" in words:  # one that waited names the folder where it did
            for one in os.listdir(f"{place}/fd"):
                with contextlib.suppress(OSError):
                    # under its first name, which it lost when it was locked
                    where, name = os.path.split(os.readlink(f"{place}/fd/{one}"))
                    if name.startswith("started.") and (its_own or where == os.path.realpath(folder)):
                        return True
    return False


def supervisor(folder: str) -> int | None:
    """Return the shim of a folder, if it lives and holds its launch."""
    return next(_supervising(folder), None)


def supervisors(folder: str) -> list[int]:
    """Return all that look like the shim of a folder: what a run does may look like it too."""
    return list(_supervising(folder))


def _supervising(folder: str) -> Iterator[int]:
    every = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return (one for one in every if supervises(one, folder))


def is_stopped(process: int) -> bool:
    """Say whether somebody has stopped a process, or traces it."""
    return _state(process) in (b"T", b"t")


def _state(process: int) -> bytes:
    with contextlib.suppress(OSError, IndexError), open(f"/proc/{process}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()[0]
    return b""


def kill_below(root: int, spared: list[int]) -> None:
    """Kill all that is below a process that cannot do so itself, until nothing of it lives."""
    for _ in range(PASSES):
        # it waits for nobody, so what is dead stays there
        found = [
            one for one in descendants(root) if one not in spared and _state(one) not in (b"Z", b"X", b"")
        ]
        if not found:
            return
        send(found, signal.SIGKILL)
        time.sleep(0.005)


def kill_marked(folder: str) -> int:
    """Kill what a run left when its shim was killed; return how many there were."""
    killed: set[int] = set()
    for _ in range(PASSES):
        found = marked(folder)
        if not found:
            break
        killed.update(found)
        send(found, signal.SIGKILL)
        time.sleep(0.005)
    return len(killed)
