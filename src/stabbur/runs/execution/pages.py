"""The executed notebook as pages: with its code, and without for who reads what came of it."""

import sys
from pathlib import Path

from stabbur.errors import StabburError
from stabbur.packages.notebooks import notebook_html, read_notebook
from stabbur.runs.execution.told import put

PAGES = {"notebook.html": True, "notebook-without-code.html": False}
LARGEST = 60_000_000  # bytes of a notebook that is made into pages


def write(folder: Path, title: str) -> bool:
    """Write both pages of the notebook in a run's folder; False where there is none that can be shown."""
    file = folder / "notebook.ipynb"
    try:
        if file.stat().st_size > LARGEST:
            return False
        notebook = read_notebook(file)
    except (OSError, StabburError):
        return False
    for name, code in PAGES.items():
        put(folder / name, notebook_html(notebook, title, code=code))
    return True


if __name__ == "__main__":
    sys.exit(0 if write(Path(sys.argv[1]), sys.argv[2]) else 1)
