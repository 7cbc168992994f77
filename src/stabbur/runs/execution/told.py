"""What a run tells of itself while it goes on: its cells, its progress and why it ended."""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from stabbur.errors import StabburError


class Teller:
    """Writes `cells.jsonl`, a line when a cell begins and one when it ends, and `progress.json`."""

    def __init__(self, folder: Path, cells: int) -> None:
        self.folder, self.cells, self.done = folder, cells, 0

    def begin(self, cell: int, title: str) -> None:
        """Tell that a cell begins; cells count from 1."""
        self._line({"cell": cell, "started": time.time(), "title": title})
        self._progress(cell, title)

    def end(self, cell: int, state: str, **more: object) -> None:
        """Tell how a cell ended; of an error its kind and the line of code, never what it says: that may be data."""
        self.done += 1
        self._line({"cell": cell, "ended": time.time(), "state": state, **more})
        self._progress(None, "")

    def _line(self, told: dict[str, Any]) -> None:
        line = json.dumps(told, ensure_ascii=False) + "\n"
        place = os.open(
            self.folder / "cells.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        try:
            os.write(place, line.encode("utf-8", "replace"))
        finally:
            os.close(place)

    def _progress(self, cell: int | None, title: str) -> None:
        told = {
            "schema": 1,
            "cells": self.cells,
            "done": self.done,
            "cell": cell,
            "title": title,
            "at": time.time(),
        }
        put(self.folder / "progress.json", json.dumps(told, ensure_ascii=False))


def put(file: Path, text: str) -> None:
    """Write a file in one step, so that whoever looks sees the old one or the new one."""
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(text, encoding="utf-8", errors="replace")
    os.replace(draft, file)


def because(folder: Path, reason: str) -> None:
    """Keep why a run ends as it does, where its shim looks for it."""
    put(folder / "reason", reason)


def prepared(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Return what was worked out before an entry starts; where nothing had to be, what holds in its project."""
    try:
        found: dict[str, Any] = json.loads((folder / "prepared.json").read_bytes())
    except FileNotFoundError:
        root = str(job["project"])
        return {"root": root, "environment": f"{root}/.venv", "values": {}}
    return found


def refused(folder: Path, error: StabburError) -> None:
    """Tell why an entry can't run: in its log, and where its shim looks for the reason."""
    sys.stderr.write(f"Error: {error} [{error.code}]\n" + (f"  hint: {error.hint}\n" if error.hint else ""))
    with suppress(OSError):  # a full disk is told in the log alone
        because(folder, str(error))
