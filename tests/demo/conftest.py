"""The demo is published once for the tests of all processes; they only read it, or publish the same again."""

import csv
import fcntl
import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from stabbur.registry import connect
from tests.demo.counting import Shown
from tests.demo.running import run_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a Stabbur in which the demo was published."""
    ours = tmp_path_factory.getbasetemp()
    place = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    home, done = place / "demo-home", place / "demo-done"
    with (place / "demo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second has it ready
        if not done.exists():
            run_demo(home)
            done.touch()
    return home


@pytest.fixture(scope="session")
def descriptors(demo: Path) -> dict[str, dict[str, Any]]:
    """What is published, by id and version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(demo))
        versions = [("folketall", 1), ("folketall", 2), ("produksjonsindeks", 1), ("folketall-kjonn", 1)]
        return {f"{name} {n}": dict(connect().open(f"demo/{name}", n).descriptor) for name, n in versions}


@pytest.fixture(scope="session")
def published(demo: Path) -> Shown:
    """What the protected table shows: each figure, None where it is hidden."""
    version = demo / "private" / "bucket" / "demo" / "folketall-kjonn" / "v1"
    (path,) = version.glob("personer-*.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        (r["region"], r["aldersgruppe"], r["kjønn"]): int(r["personer"]) if r["personer"] else None
        for r in rows
    }
    assert len(found) == len(rows)
    return found
