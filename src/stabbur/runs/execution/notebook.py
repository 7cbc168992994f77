"""Run a notebook of a run's folder: cell by cell, the executed notebook written after each, by its project's kernel."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stabbur.errors import StabburError, Unavailable
from stabbur.packages.validation import addresses
from stabbur.runs.execution import kernel as kernels
from stabbur.runs.execution import told
from stabbur.runs.parameters.entry import notebook


def main(folder: Path) -> int:
    """Run the notebook and return the exit code: 1 when a cell or the kernel failed."""
    job = json.loads((folder / "job.json").read_bytes())
    prepared = told.prepared(folder, job)
    file = Path(prepared["root"], job["entry"])
    try:
        _, language = notebook(job["entry"], file.read_bytes())
    except StabburError as error:
        told.refused(folder, error)
        return error.exit_code
    if language != "python" and not prepared.get("kernel"):
        return preparing(folder)
    # by the name of its session what is published knows its notebook
    environ = os.environ | {"JPY_SESSION_NAME": str(file)} | prepared.get("environ", {})
    words = prepared.get("kernel") or kernels.python(Path(prepared["environment"]))
    kernel = kernels.start(
        words, folder=folder, cwd=file.parent, environ=environ, ipc="ipykernel_launcher" in words
    )

    def cells() -> int:
        # only now: the kernel loads what it needs at the same time
        with addresses.later():
            from stabbur.runs.execution.cells import run

        return asyncio.run(run(folder, file, job, kernel))

    return carried_out(folder, job, kernel, cells)


def carried_out(folder: Path, job: dict[str, Any], kernel: kernels.Kernel, cells: Callable[[], int]) -> int:
    """Run the cells, tell what keeps them from running, and end with the kernel gone and the pages written."""
    try:
        return cells()
    except StabburError as error:
        told.refused(folder, error)
        return error.exit_code
    except OSError as error:
        full = f"the notebook can't be kept: {error.strerror or error}"
        told.refused(folder, Unavailable(full, hint="make room: stabbur doctor", code="file-failed"))
        return Unavailable.exit_code
    finally:
        kernels.stop(kernel)
        if (folder / "notebook.ipynb").is_file():
            from stabbur.runs.execution.pages import write

            write(folder, Path(job["entry"]).stem)


def preparing(folder: Path) -> int:
    """Find the kernel of another language first."""
    from stabbur.runs.execution.preparing import main as prepare

    return prepare(folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
