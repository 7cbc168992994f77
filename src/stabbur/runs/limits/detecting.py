"""Find once which limits this machine lets us set on a tree of processes."""

import contextlib
import os
from dataclasses import dataclass, field
from functools import cache

MOUNTS = "/proc/self/mountinfo"
OWN = "/proc/self/cgroup"


@dataclass(frozen=True)
class Level:
    """What can be limited here: the folders in which a run's groups are made, by controller."""

    version: int = 0  # of control groups; 0: none that is ours
    parents: dict[str, str] = field(default_factory=dict)


@cache
def detect() -> Level:
    """Return what this machine gives, asked of the kernel the first time only."""
    return found(MOUNTS, OWN)


def found(mounts: str, own: str) -> Level:
    """Return the groups in which this process may make groups of its own.

    It stays inside the group that it is in: whoever limited that one meant its children too.
    """
    at = _mounted(mounts)
    mine = _own(own)
    for point in at.get("", []):
        folder = _unified(point, mine.get("", "/"))
        if folder:
            return Level(2, {"memory": folder, "cpu": folder})
    parents = {}
    for kind in ("memory", "cpu", "cpuacct"):  # the last one limits nothing: it measures
        for point in at.get(kind, []):
            folder = point + mine.get(kind, "/").rstrip("/")
            if _can_make(folder):
                parents[kind] = folder
                break
    return Level(1, parents) if parents else Level()


def _mounted(mounts: str) -> dict[str, list[str]]:
    """Return where each controller is mounted; the empty name is version 2.

    A container that sees only its own part of the tree has it mounted at the top, and is shown its path too.
    """
    at: dict[str, list[str]] = {}
    with contextlib.suppress(OSError), open(mounts, encoding="utf-8") as file:
        for line in file:
            before, _, after = line.partition(" - ")
            kind, *rest = after.split()
            point = before.split()[4]
            if kind == "cgroup2":
                at.setdefault("", []).append(point)
            elif kind == "cgroup":
                for option in rest[-1].split(","):
                    at.setdefault(option, []).append(point)
    return at


def _own(own: str) -> dict[str, str]:
    """Return the group of this process under each controller."""
    mine: dict[str, str] = {}
    with contextlib.suppress(OSError), open(own, encoding="utf-8") as file:
        for line in file:
            _, kinds, path = line.rstrip("\n").split(":", 2)
            for kind in kinds.split(","):
                mine[kind] = path
    return mine


def _unified(point: str, path: str) -> str:
    """Return the folder of version 2 that can have children with limits, or nothing.

    A group with processes has none, so that is the one above: systemd gives it to the service with
    `Delegate=yes` and `DelegateSubgroup=`, and to a person's own session.
    """
    own = os.path.join(point, path.lstrip("/")).rstrip("/")
    above = os.path.dirname(own)
    if not above.startswith(point.rstrip("/")) or _limited(own):
        return ""
    if not {"memory", "cpu"} <= set(_text(f"{above}/cgroup.controllers").split()):
        return ""
    if not {"memory", "cpu"} <= set(_text(f"{above}/cgroup.subtree_control").split()):
        try:
            with open(f"{above}/cgroup.subtree_control", "w", encoding="utf-8") as file:
                file.write("+memory +cpu")
        except OSError:
            return ""
    return above if _can_make(above) else ""


def _limited(folder: str) -> bool:
    """Say whether the group of this process has limits, out of which a sibling would take a run."""
    most = _text(f"{folder}/memory.max").strip() or "max"
    return most != "max" or not (_text(f"{folder}/cpu.max") or "max").startswith("max")


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except OSError:
        return ""


def _can_make(folder: str) -> bool:
    return (
        os.path.isdir(folder) and os.access(folder, os.W_OK) and os.access(f"{folder}/cgroup.procs", os.W_OK)
    )
