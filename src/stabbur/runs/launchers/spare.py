"""One kernel that waits under a shim of its own, as the worker sees it: made, asked, handed a run, ended."""

import hashlib
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from stabbur import settings as places
from stabbur.runs.execution import start
from stabbur.runs.launchers import folder as folders
from stabbur.runs.launchers import shims, surroundings
from stabbur.runs.launchers.surroundings import Given
from stabbur.runs.limits.detecting import detect
from stabbur.state.disk import failing

ANSWER_SECONDS = 3.0
NEW_SECONDS = 60.0  # in which a folder without a lock may be one that is just being made
LONGEST = 64
OF_A_PERSON = ("startup/*.py", "startup/*.ipy", "*_config.py", "*_config.json")
MadeOf = list[object]


class Spare:
    """A kernel that waits; it serves one run."""

    def __init__(self, project: str, of: MadeOf, folder: Path, group: str) -> None:
        self.project, self.made_of, self.folder, self.group = project, of, folder, group
        self.up = self.begun = False
        self.environment = surroundings.of_any()
        given = Given(self.environment | {"STABBUR_RUN_FOLDER": str(folder)}, [])
        self.door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = shims.spawn(folder, theirs.fileno(), given, "--spare")
        self.door.settimeout(ANSWER_SECONDS)
        self._hand(folder, given)

    def is_up(self) -> bool:
        """Tell whether its kernel has answered."""
        asked = select.poll()
        asked.register(self.door, select.POLLIN)
        if not self.up and asked.poll(0):
            with suppress(ConnectionError):
                self.up = self.door.recv(LONGEST) == b"up"
        return self.up

    def is_gone(self) -> bool:
        """Tell whether it has ended by itself."""
        self.is_up()
        return self.process.poll() is not None

    def is_current(self) -> bool:
        """Tell whether all that it was made of is as it was then."""
        return self.made_of == made_of(self.project) and self.environment == surroundings.of_any()

    def begin(self, folder: Path, job: dict[str, Any], given: Given) -> bool:
        """Hand a run over whose job is laid; False when it can't take it: it never will, and the job is as it was."""
        limits = job["limits"] | {"name": self.group}
        try:
            folders.lay(folder, job | {"spare": self.folder.name, "limits": limits})
            self._hand(folder, given)
            if self.door.recv(LONGEST) == b"ready":
                self.door.send(b"begin")
                self.begun = True
        except OSError:
            self.begun = False  # too slow, or gone
        finally:
            if self.begun:
                self.door.close()
            else:
                self.end()
                folders.lay(folder, job)
        return self.begun

    def end(self) -> None:
        """Let it go: nobody can speak to it any more, and it takes all away that is its own."""
        self.door.close()
        try:
            self.process.wait(ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        clear(self.folder)

    def _hand(self, folder: Path, given: Given) -> None:
        with shims.handed(given, folder) as inside:
            socket.send_fds(self.door, [os.fsencode(folder)], [inside.fileno()])


def make(project: str, of: MadeOf) -> Spare:
    """Start a kernel of a project that waits for a run."""
    folder = places.private() / "runs" / f"{folders.SPARE}{uuid4().hex[:8]}"
    level = detect()
    group = f"stabbur-{folder.name}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]}"
    words = [sys.executable, "-I", "-m", "stabbur.runs.execution.spare", str(folder), project]
    limits = {"version": level.version, "parents": level.parents, "name": group}
    folders.lay(folder, {"schema": 1, "command": words, "cwd": str(folder), "limits": limits})
    with failing("write", folder):
        return Spare(project, of, folder, group)


def made_of(project: str) -> MadeOf | None:
    """Return what changes when a project's environment does; None when a run has to look at that first.

    None, too, where a person's own IPython does something at its start: that is to see the run it starts for.
    """
    if not start.settled(project) or _starts_more():
        return None
    environment = Path(project, ".venv")
    watched = [environment, environment / start.SEEN, environment / "bin" / "python"]
    watched += sorted(environment.glob("lib/python*/site-packages"))
    return [start.stamp(str(path)) for path in watched]


def _starts_more() -> bool:
    place = os.environ.get("IPYTHONDIR") or os.path.expanduser("~/.ipython")
    return any(next(Path(place, "profile_default").glob(one), None) for one in OF_A_PERSON)


def clear(folder: Path) -> None:
    """Kill what is left of one whose shim is gone, and take its folder away."""
    if folder.is_dir():
        folders.clear(folder)
        shutil.rmtree(folder, ignore_errors=True)


def clear_left() -> None:
    """Clear those whose shim was killed together with the worker that had it."""
    for folder in (places.private() / "runs").glob(f"{folders.SPARE}*"):
        with suppress(OSError):
            new = time.time() - folder.stat().st_mtime < NEW_SECONDS and not (folder / "held").exists()
            if not new and not folders.is_held(folder / "held"):
                clear(folder)
