"""Runs each test in R as a script of its own, so that pytest and the forge know of them."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("script", sorted(ROOT.glob("tests/test_*.R")), ids=lambda path: path.stem)
def test_in_r(script):
    done = subprocess.run(["Rscript", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
