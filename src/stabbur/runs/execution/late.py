"""The pages of a notebook whose run was killed before it came to write them."""

import sys
from contextlib import suppress
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.projects.running import run
from stabbur.runs.keeping import files

SECONDS = 60.0


def write(folder: Path, title: str) -> None:
    """Write the pages of what a run left, in a process of its own that has a time limit; none where that fails."""
    if files.size(folder / "notebook.ipynb") is not None:  # a plain file: the run's own code writes there
        words = [sys.executable, "-I", "-m", "stabbur.runs.execution.pages", str(folder), title]
        with suppress(StabburError):
            run(words, folder=folder, seconds=SECONDS)
