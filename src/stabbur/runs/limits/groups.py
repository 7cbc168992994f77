"""A control group for one run: limits of its whole tree, its peak, its kills. Standard library only: the shim uses it.

Version 2 has one folder for all; version 1 has one for each controller.
"""

import contextlib
import os
import signal
import time

PERIOD = 100_000  # microseconds: the kernel's own
EMPTY_SECONDS = 2.0  # until a group whose processes were killed lets itself be removed


class Group:
    """The folders of one run's group; a controller that this machine does not give is left out."""

    def __init__(self, version: int, parents: dict[str, str], name: str) -> None:
        self.version = version
        self.folders = {kind: os.path.join(parent, name) for kind, parent in parents.items() if parent}

    def make(self, memory: int, cpu: float) -> dict[str, bool]:
        """Make the folders, set what is asked for, and tell of each limit whether it holds."""
        for kind, folder in list(self.folders.items()):
            try:
                os.makedirs(folder, exist_ok=True)
            except OSError:
                del self.folders[kind]
        held = {}
        if memory:
            name = "memory.max" if self.version == 2 else "memory.limit_in_bytes"
            held["memory"] = self._write("memory", name, str(memory))
            if held["memory"]:  # swap would only make it slow before the same end
                swap = ("memory.swap.max", "0") if self.version == 2 else _with_swap(memory)
                self._write("memory", *swap)
        if cpu:
            quota = max(int(cpu * PERIOD), 1000)
            if self.version == 2:
                held["cpu"] = self._write("cpu", "cpu.max", f"{quota} {PERIOD}")
            else:
                held["cpu"] = self._write("cpu", "cpu.cfs_quota_us", str(quota))
        return held

    def join(self) -> list[str]:
        """Put this process into the group, where what it starts is born; return the controllers it is not under."""
        outside = []
        for kind, folder in self.folders.items():
            try:
                with open(f"{folder}/cgroup.procs", "w") as file:
                    file.write("0")
            except OSError:
                outside.append(kind)
        return outside

    def leave(self, kinds: list[str]) -> None:
        """Ask controllers for nothing more that the run is not under, and take their empty folders away."""
        for kind in kinds:
            folder = self.folders.pop(kind, "")
            with contextlib.suppress(OSError):
                os.rmdir(folder)

    def weigh(self, *, low: bool) -> None:
        """Let what is in it have half of what others get when the machine is busy, or as much as they."""
        if self.version == 2:
            self._write("cpu", "cpu.weight", "50" if low else "100")
        else:
            self._write("cpu", "cpu.shares", "512" if low else "1024")

    def processes(self) -> list[int]:
        """Return who is in it."""
        found: set[int] = set()
        for folder in set(self.folders.values()):
            with contextlib.suppress(OSError, ValueError), open(f"{folder}/cgroup.procs") as file:
                found.update(int(line) for line in file)
        return sorted(found)

    def kill(self) -> None:
        """Kill all that is in it, whatever it called itself or forked meanwhile."""
        if self.version == 2 and any(self._write(kind, "cgroup.kill", "1") for kind in self.folders):
            return
        for process in self.processes():
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)

    def peak(self) -> int | None:
        """Return the most memory that the tree had at one time, in bytes."""
        name = "memory.peak" if self.version == 2 else "memory.max_usage_in_bytes"
        text = self._read("memory", name).strip()
        return int(text) if text.isdigit() else None

    def cpu_seconds(self) -> float | None:
        """Return the time that all of the tree had on processors, whoever waited for its end; None: not known."""
        if self.version == 2:
            for line in self._read("cpu", "cpu.stat").splitlines():
                if line.startswith("usage_usec "):
                    return int(line.split()[1]) / 1_000_000
            return None
        text = self._read("cpuacct", "cpuacct.usage").strip()
        return int(text) / 1_000_000_000 if text.isdigit() else None

    def kills(self) -> int:
        """Return how many of its processes the machine killed for want of memory."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        for line in self._read("memory", name).splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def remove(self) -> None:
        """Take the folders away; one that still dies is waited for a moment."""
        until = time.monotonic() + EMPTY_SECONDS
        for folder in set(self.folders.values()):
            while os.path.isdir(folder):
                try:
                    os.rmdir(folder)
                except OSError:
                    if time.monotonic() > until:
                        break
                    time.sleep(0.005)

    def _write(self, kind: str, name: str, text: str) -> bool:
        try:
            with open(f"{self.folders[kind]}/{name}", "w") as file:
                file.write(text)
        except (KeyError, OSError):
            return False
        return True

    def _read(self, kind: str, name: str) -> str:
        try:
            with open(f"{self.folders[kind]}/{name}") as file:
                return file.read()
        except (KeyError, OSError):
            return ""


def _with_swap(memory: int) -> tuple[str, str]:
    return "memory.memsw.limit_in_bytes", str(memory)
