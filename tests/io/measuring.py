"""How much memory a piece of code takes in a process of its own."""

import subprocess
import sys
from pathlib import Path

START = "import resource, stabbur as sb, polars, pyarrow.csv, stabbur.io.file, stabbur.io.files.csv\n"
USED = "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024"


def growth(code: str, folder: Path) -> tuple[str, int]:
    """Run code that may print one line, and return that line and by how many bytes the process grew at most."""
    whole = f"{START}before = {USED}\n{code}\nprint({USED} - before)\n"
    done = subprocess.run(
        [sys.executable, "-c", whole], cwd=folder, capture_output=True, text=True, timeout=200, check=True
    )
    *said, grown = done.stdout.splitlines()
    return "\n".join(said), int(grown)


def refusal(call: str) -> str:
    """Code that makes a call and prints the error of ours that it ends in."""
    return f"try:\n    {call}\nexcept sb.BadInput as error:\n    print(error)"
