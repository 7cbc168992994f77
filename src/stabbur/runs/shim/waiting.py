"""Wait with a kernel that is up for one run, and then own that run. Standard library only.

The worker speaks through a socket: the first message says what is to be up, the second which run it is for. Until
the worker says `begin` nothing is promised, and whatever is wrong is told by going: the run is started without us.
"""

import contextlib
import fcntl
import os
import select
import signal
import socket
import sys

from stabbur.runs.limits.groups import Group
from stabbur.runs.shim import sockets, tree
from stabbur.runs.shim.child import Started, start
from stabbur.runs.shim.job import Given, Job
from stabbur.runs.shim.result import Begun
from stabbur.runs.shim.supervising import Supervisor, heed, see_through

LONGEST = 8192  # bytes of a message: the path of a folder
ANSWER_SECONDS = 2.0
Told = tuple[str, list[int]]


def main(folder: str) -> int:
    """Keep a spare in a folder until a run is handed over; 0 when that has begun and ended, 1 when none did."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder = os.path.abspath(folder)
    held = _held(folder)
    door = socket.socket(fileno=0)
    first = received(door)
    if first is None:
        _remove(folder)
        return 1
    job, given = _job(first)
    group = Group(job.group_version, job.group_parents, job.group_name)
    group.make(0, 0)
    group.weigh(low=True)
    tree.adopt_orphans()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    os.set_inheritable(theirs.fileno(), True)
    job.command.append(str(theirs.fileno()))
    running = start(job, given, group, 0)
    theirs.close()
    begun = False
    try:
        told = _told(door, ours, group)
        if told is not None:
            one = _supervisor(told, running)
            begun = True
            _own(one, ours)
    except OSError as error:
        print(f"the run could not begin here: {error}", file=sys.stderr)
    finally:
        group.kill()
        tree.kill_left_over()
        group.remove()
        sockets.remove(folder)
        _remove(folder)
        os.close(held)
    return 0 if begun else 1


def received(door: socket.socket) -> Told | None:
    """Return what was said and handed over; None when whoever spoke is gone."""
    try:
        text, handed, _, _ = socket.recv_fds(door, LONGEST, 1)
    except ConnectionError:
        return None
    return (os.fsdecode(text), handed) if text else None


def _told(door: socket.socket, ours: socket.socket, group: Group) -> Told | None:
    """Wait for a run, and see whether what waits can still take it."""
    poll = select.poll()
    poll.register(door, select.POLLIN)
    poll.register(ours, select.POLLIN)
    while True:
        for place, _ in poll.poll():
            if place == ours.fileno():
                word = ours.recv(LONGEST)  # the kernel is up, or all is over
                if not word:
                    return None
                group.weigh(low=False)  # from now on it only waits, and then a person does
                door.send(word)
                continue
            told = received(door)
            if told is None:
                return None
            socket.send_fds(ours, [os.fsencode(told[0])], told[1])
            ours.settimeout(ANSWER_SECONDS)
            if ours.recv(LONGEST) != b"ready":
                return None
            door.send(b"ready")
            return told if door.recv(LONGEST) == b"begin" else None


def _supervisor(told: Told, running: Started) -> Supervisor:
    """Begin a run as any shim does; OSError when another has it, or its start was forbidden."""
    job, given = _job(told)
    begun = Begun(job.folder)
    heed()
    return Supervisor(job, given, begun, running)


def _own(one: Supervisor, ours: socket.socket) -> None:
    """See a run through whose limits are set; only now its first cell may come."""
    with contextlib.suppress(OSError):  # it ended meanwhile: that is then how the run ended
        ours.send(b"go")
    ours.close()
    see_through(one)


def _job(told: Told) -> tuple[Job, Given]:
    folder, handed = told
    with open(handed[0], "rb") as inside, open(f"{folder}/job.json", "rb") as file:
        inside.seek(0)
        return Job(folder, file.read()), Given(inside.read())


def _held(folder: str) -> int:
    """Return a lock that tells that this folder is in use."""
    place = os.open(f"{folder}/held.new", os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    fcntl.flock(place, fcntl.LOCK_EX)
    os.rename(f"{folder}/held.new", f"{folder}/held")
    return place


def _remove(folder: str) -> None:
    """Take the folder away in which we waited: what is kept of a run lies in its own."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            os.unlink(f"{folder}/{name}")
        os.rmdir(folder)
