"""Own one run: start it, hold its limits, stop it when asked, and write what became of it."""

import os
import resource
import select
import signal
import sys
import time

from stabbur.runs.keeping import files
from stabbur.runs.keeping.writing import LogWriter
from stabbur.runs.limits.groups import Group
from stabbur.runs.shim import sockets, tree
from stabbur.runs.shim.child import Started, start
from stabbur.runs.shim.job import Given, Job
from stabbur.runs.shim.result import Begun

LOOK_SECONDS = 1.0
FIRST_LOOK_SECONDS = 0.1  # most runs are longer, and so have their memory seen once at least
SHORT_GRACE_SECONDS = 2.0  # where another host may take over soon
LEFT_SECONDS = 2.0  # that the rest of the output is waited for when nothing of the tree lives
LONGEST_REASON = 2000
SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1)


class Supervisor:
    """One launch of one run."""

    def __init__(self, job: Job, given: Given, begun: Begun, running: Started | None = None) -> None:
        """Start the run, or take what was started before as it is: its process and its output."""
        self.job, self.begun = job, begun
        self.state = self.reason = ""
        self.code: int | None = None
        self.kill_at = 0.0
        self.peak = 0
        # not by getrusage, which counts whoever started this process, too: that peak outlives exec
        self.own = tree.memory([os.getpid()])[1]
        name = job.group_name or f"stabbur-{os.path.basename(job.folder)}"
        self.group = Group(job.group_version, job.group_parents, name)
        self.held = self.group.make(job.memory_bytes, job.cpu)
        self.log = LogWriter(f"{job.folder}/log", job.log_bytes, given.masks)
        self.began = time.monotonic()
        self.pause = min(LOOK_SECONDS, job.lease_seconds / 4 or LOOK_SECONDS)
        self.next_look = self.began + min(FIRST_LOOK_SECONDS, self.pause)
        self.beat = 0.0, time.clock_gettime(time.CLOCK_BOOTTIME)
        self.woken = _wakeable()
        per_process = 0 if self.held.get("memory") else job.memory_bytes
        self.pid, self.output, outside = running or start(job, given, self.group, per_process)
        self.group.leave(outside)
        self.held |= dict.fromkeys(outside, False)
        if running and job.memory_bytes and not self.held["memory"]:
            tree.limit(tree.descendants(os.getpid()), job.memory_bytes)

    def watch(self) -> None:
        """Wait for the end of the run, and see to it that it comes when it should."""
        poll = select.poll()
        poll.register(self.output, select.POLLIN)
        poll.register(self.woken, select.POLLIN)
        while self.code is None:
            wait = max(min(self.next_look, self._deadline()) - time.monotonic(), 0)
            for descriptor, _ in poll.poll(wait * 1000 + 1):
                if descriptor == self.woken:
                    self._heed(os.read(self.woken, 256))
                elif not self._read():
                    poll.unregister(self.output)
            now = time.monotonic()
            if now >= min(self.next_look, self._deadline()):
                self.next_look = now + self.pause
                self._look()
            if self.kill_at and now > self.kill_at:
                self.kill_at = now + LOOK_SECONDS
                self.group.kill()
                tree.send(tree.descendants(os.getpid()), signal.SIGKILL)
            self._reap()

    def finish(self) -> None:
        """Kill what is left of the tree, keep the rest of its output, and write the result."""
        self.group.kill()
        tree.kill_left_over()
        sockets.remove(self.job.folder)
        until = time.monotonic() + LEFT_SECONDS
        while time.monotonic() < until and self._read():
            pass
        self.log.close()
        self.begun.end(self._result())
        self.group.remove()

    def _heed(self, numbers: bytes) -> None:
        if signal.SIGTERM in numbers:
            self._stop("lost", "the machine or service was stopped", SHORT_GRACE_SECONDS)
        elif signal.SIGINT in numbers:
            self._stop("cancelled", "stopped at the prompt")
        elif signal.SIGUSR1 in numbers:
            self._look()

    def _look(self) -> None:
        """See whether the run should end, and how much memory it has."""
        cancel = self._told("cancel")
        if cancel is not None:
            self._stop("cancelled", cancel or "cancelled")
        elif time.monotonic() > self._deadline():
            self._stop("timed_out", f"it ran more than {self.job.timeout_seconds:g} s")
        elif self._silent():
            self._stop("lost", "no worker renewed the lease, so it stopped itself", SHORT_GRACE_SECONDS)
        if self.group.peak() is None:  # no group, or a kernel that does not keep it
            self.peak = max(self.peak, *tree.memory(tree.descendants(os.getpid())))

    def _deadline(self) -> float:
        """Return when its time is over; once it is being stopped, that no longer counts."""
        limit = self.job.timeout_seconds
        return self.began + limit if limit and not self.state else float("inf")

    def _silent(self) -> bool:
        """Say whether the worker has been away so long that another host may take the run over.

        Neither clock nor sleep of the machine may fool it: the file must change, on the clock that never stops.
        """
        if not self.job.lease_seconds:
            return False
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        try:
            beat = os.stat(f"{self.job.folder}/beat").st_mtime
        except OSError:
            beat = 0.0
        if beat != self.beat[0]:
            self.beat = beat, now
        return now - self.beat[1] > self.job.lease_seconds

    def _stop(self, state: str, reason: str, grace: float | None = None) -> None:
        if self.state:
            return
        self.state, self.reason = state, reason
        self.kill_at = time.monotonic() + min(grace or self.job.grace_seconds, self.job.grace_seconds)
        tree.send(tree.descendants(os.getpid()), signal.SIGTERM)

    def _read(self) -> bool:
        """Take what the run wrote; False at the end of it."""
        try:
            piece = os.read(self.output, 65536)
        except BlockingIOError:
            return self.code is None  # nothing yet, or nothing more
        self.log.write(piece)
        return bool(piece)

    def _reap(self) -> None:
        try:
            while True:
                process, status = os.waitpid(-1, os.WNOHANG)
                if process == self.pid:
                    self.code = os.waitstatus_to_exitcode(status)
                if not process or process == self.pid:
                    return
        except ChildProcessError:  # somebody else took its status: what became of it nobody knows
            self.state, self.reason, self.code = "lost", "its exit code was taken by another", -1

    def _result(self) -> dict[str, object]:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak, kills, spent = self.group.peak(), self.group.kills(), self.group.cpu_seconds()
        if peak is None:
            # the kernel starts a child's figure at its parent's size: no more than that says nothing of the run
            largest = used.ru_maxrss * 1024
            least = max(self.peak, largest if largest > self.own else 0)
        code = self.code if self.code is not None else -1
        state = self.state or ("succeeded" if code == 0 else "failed")
        return {
            "schema": 1,
            "state": state,
            "exit_code": code,
            "reason": self.reason or self._why(code, kills),
            # without a group only what was waited for is known: a child whose end nobody asked for is not in it
            "cpu_seconds": round(used.ru_utime + used.ru_stime if spent is None else spent, 4),
            "memory_peak": peak if peak is not None else least or None,
            "measured": "least" if peak is None or spent is None else "tree",
            "enforced": self._enforced(),
            "kills": kills,
            "ended": time.time(),
        }

    def _why(self, code: int, kills: int) -> str:
        """Return the reason of an end that nobody asked for; what the run itself says comes first."""
        if kills and code:
            return too_little(self.job.memory_bytes)
        if code < 0:
            return f"ended by signal {-code}"
        if code > 0:
            told = self._told("reason")
            return f"exit code {code}" if told is None else told
        were = "was" if kills == 1 else "were"
        return f"{kills} of its processes {were} killed for want of memory" if kills else ""

    def _told(self, name: str) -> str | None:
        """Return what a file of the folder says; None without one. The run may put anything there."""
        try:
            text = files.content(f"{self.job.folder}/{name}", 4 * LONGEST_REASON)
        except OSError:
            return None
        return text.decode("utf-8", "replace")[:LONGEST_REASON].strip()

    def _enforced(self) -> str:
        words = []
        if self.job.memory_bytes:
            words.append("memory " + ("enforced" if self.held.get("memory") else "per process"))
        if self.job.cpu:
            words.append("cpu " + ("enforced" if self.held.get("cpu") else "measured only"))
        if self.job.gpu:  # which it is shown is said to it, and nothing keeps it from others
            words.append("gpu " + ("assigned" if self.job.devices else "not enforced"))
        return ", ".join(words) or "measured only"


def main(folder: str) -> int:
    """Own the run of a folder; 1 when another shim has it, 2 when nothing was handed over."""
    heed()
    folder = os.path.abspath(folder)
    try:
        with open(0, "rb") as handed:
            given = Given(handed.read())
        with open(f"{folder}/job.json", "rb") as file:
            job = Job(folder, file.read())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return 2  # whoever started us died in the middle of it: the launch is given back
    try:
        begun = Begun(folder)
    except FileExistsError:
        return 1
    except OSError as error:
        print(f"the run could not begin: {error}", file=sys.stderr)
        return 2
    tree.adopt_orphans()
    see_through(Supervisor(job, given, begun))
    return 0


def too_little(memory_bytes: int) -> str:
    """Return the reason of a run that was killed for want of memory."""
    given = f"{memory_bytes / 1e6:.6g} MB" if memory_bytes else "no limit"
    return f"it needed more memory than there was: {given}"


def heed() -> None:
    """Hear every signal that means something here."""
    for number in SIGNALS:  # an inherited "ignore" would lose every exit code
        signal.signal(number, _noted)


def see_through(one: Supervisor) -> None:
    """Own a run to its end."""
    try:
        one.watch()
    except Exception as error:  # noqa: BLE001 (whatever went wrong here, the tree must end and be told of)
        one.state, one.reason = "lost", f"its supervisor failed: {error!r}"
    try:
        one.finish()
    except OSError as error:  # the run has taken its folder away
        print(f"the result could not be written: {error}", file=sys.stderr)


def _noted(number: int, frame: object) -> None:
    """Only the byte that the signal writes is wanted."""


def _wakeable() -> int:
    """Return a descriptor on which each signal that comes can be read."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading
