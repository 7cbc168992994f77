"""A registry of an empty Stabbur, packages to publish, and processes that publish them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from stabbur.registry.here import Here, connect
from tests.registry.making import written


@pytest.fixture
def registry(home: Path) -> Here:
    return connect()


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Folders of 40 packages that differ in a number."""
    place = tmp_path_factory.mktemp("packages")
    return [written(place, number) for number in range(1, 41)]


class Child:
    """A process of `child.py`; `told()` is what it has said."""

    def __init__(
        self, folders: list[Path], *, begin: Literal["go", "wait", "step"] = "go", **environ: str
    ) -> None:
        command = [sys.executable, "-m", "tests.registry.child", begin]
        self.process = subprocess.Popen(
            [*command, *map(str, folders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "STABBUR_TEST": "1", **environ},
        )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        assert first.strip() == "ready", self.process.communicate()[1]

    def go(self) -> None:
        """Let a waiting child go on."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def next(self) -> tuple[str, int, bool]:
        """Wait for the next publication and return what was acknowledged."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        folder, number, created = json.loads(line)
        return folder, number, created

    def told(self) -> list[tuple[str, int, bool]]:
        """Wait for the end and return what was acknowledged."""
        out, self.errors = self.process.communicate(timeout=120)
        lines = [line for line in out.splitlines(keepends=True) if line.endswith("\n") and line.strip()]
        return [tuple(json.loads(line)) for line in lines]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Make real small disks by their mount options, such as `size=1m` or `nr_inodes=60`."""
    made: list[Path] = []

    def mount(options: str) -> Path:
        place = tmp_path / f"disk-{len(made)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        subprocess.run(command, capture_output=True, check=True)
        made.append(place)
        return place

    yield mount
    for place in made:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The repository's root as the folder that children start in."""
    root = Path(__file__).parents[2]
    monkeypatch.chdir(root)
    return root
