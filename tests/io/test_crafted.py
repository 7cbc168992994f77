"""Files whose bytes were changed at random end nobody's process and take no memory to speak of (A45)."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_A45_changed_files_end_no_process(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.io.crafted"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout) < 1_000_000_000
