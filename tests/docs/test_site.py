"""The documentation builds: no broken link, no page outside the index, every docstring well formed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_site_builds_without_a_warning() -> None:
    command = [sys.executable, str(ROOT / "docs" / "build.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    assert "read_file" in (ROOT / "site" / "reference" / "python.html").read_text(encoding="utf-8")
