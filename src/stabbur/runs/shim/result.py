"""A run's beginning and end as files: `started`, born locked, and `result.json`. Standard library only."""

import contextlib
import fcntl
import json
import os
import time

from stabbur.runs.keeping.files import take

RESERVED = 8192  # bytes: room for the result, taken while there is some


class Begun:
    """The lock of a launch, held until its result is on the disk."""

    def __init__(self, folder: str) -> None:
        """Take the launch; FileExistsError when another shim has it, or somebody forbade its start."""
        self.folder = folder
        mine = f"{folder}/started.{os.getpid()}"
        self.name = f"{folder}/result.{os.getpid()}"
        self.lock = os.open(mine, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        self.part = os.open(self.name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            with contextlib.suppress(OSError):  # a file system that cannot, or a disk that is full already
                os.posix_fallocate(self.part, 0, RESERVED)
            # locked before it has its name: nobody can see it free while we live
            fcntl.flock(self.lock, fcntl.LOCK_EX)
            os.write(self.lock, str(os.getpid()).encode())
            os.link(mine, f"{folder}/started")
        except OSError:
            os.unlink(self.name)
            raise
        finally:
            os.unlink(mine)

    def end(self, result: dict[str, object]) -> None:
        """Write the result whole or not at all; only then the lock may go."""
        text = _text(result)
        self._keep_hold()
        os.pwrite(self.part, text, 0)
        os.ftruncate(self.part, len(text))
        os.fsync(self.part)
        take(self.name, f"{self.folder}/result.json")
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        os.close(self.lock)

    def _keep_hold(self) -> None:
        """Begin the file anew if what has its name is another: the run's code may write here too."""
        with contextlib.suppress(OSError):
            if os.path.samestat(os.stat(self.name, follow_symlinks=False), os.fstat(self.part)):
                return
        os.close(self.part)
        self.name = f"{self.folder}/result.{os.getpid()}.{time.time_ns()}"
        self.part = os.open(self.name, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _text(result: dict[str, object]) -> bytes:
    """Return a result that fits the room that was kept for it; its reason is made shorter, never the JSON."""
    told = dict(result)
    while True:
        text = json.dumps(told, ensure_ascii=False).encode(errors="replace")
        reason = str(told.get("reason") or "")
        if len(text) <= RESERVED or not reason:
            return text
        told["reason"] = reason[: len(reason) * 3 // 4]
