"""The demo run as `make up` runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_demo(home: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "demo" / "publish.py")],
        env={**os.environ, "STABBUR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "nothing to worry about is told of the first minute with Stabbur"
    return done.stdout
