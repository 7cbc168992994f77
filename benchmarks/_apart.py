"""Peers that cannot live in our environment, such as those that need an older pandas: each in one of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "build" / "peers"


def python_with(*packages: str) -> Path:
    """Return the Python of an environment with these packages, made with uv where it is not there yet."""
    folder = FOLDER / "-".join(sorted(packages)).replace("==", "_")
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        uv = Path(sys.executable).parent / "uv"
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", python, *packages], check=True)
        (folder / "done").touch()
    return python


def asked(python: Path, code: str, **given: object) -> dict[str, Any]:
    """Return what a piece of code leaves in `answer`, run by another Python with `given` as its variables."""
    begin = f"import json, sys, time\nglobals().update(json.loads({json.dumps(given)!r}))"
    script = "\n".join([begin, code, "print()", "print(json.dumps(answer))"])
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the peer failed: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
