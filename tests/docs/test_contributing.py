"""CONTRIBUTING leads to files that are there, and has a row for everything that can be added."""

import re
import subprocess
from pathlib import Path

import pytest

from stabbur.seams import SEAMS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith(("| a ", "| an "))]
PATH = re.compile(r"`((?:src|tests|docs|templates|cli|hub)/[\w./<>-]*|\w+\.toml)`")
UNDER = (ROOT, ROOT / "src" / "stabbur", ROOT / "src" / "stabbur" / "hub")


def lies(path: str) -> bool:
    """Whether the part of a path before its first `<…>` is there."""
    fixed = path.partition("<")[0].rpartition("/")[0] if "<" in path else path
    return any((under / fixed).exists() for under in UNDER)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_row_leads_to_files_that_are_there(row: list[str]) -> None:
    assert len(row) == 3
    assert all(lies(path) for cell in row for path in PATH.findall(cell)), row


@pytest.mark.parametrize("seam", SEAMS)
def test_every_seam_has_a_row(seam: str) -> None:
    assert [row for row in ROWS if f"`stabbur.{seam}`" in row[2]], f"say how to add one to stabbur.{seam}"


@pytest.mark.parametrize(
    "thing", ["command", "page", "public function", "setting", "right", "kind of error", "decision", "how-to"]
)
def test_what_can_be_added_has_a_row(thing: str) -> None:
    assert f"a {thing}" in [row[0] for row in ROWS]


def test_targets_that_are_named_exist() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[0] for line in listed.splitlines()}
    assert set(re.findall(r"make ([a-z]+)", TEXT)) - {"and"} <= targets


def test_names_of_the_code_that_rows_name_are_there() -> None:
    for name, file in [("COMMANDS", "cli/main.py"), ("ROUTERS", "hub/app.py"), ("PUBLIC", "__init__.py"),
                       ("HINTS", "errors.py")]:  # fmt: skip
        assert f"`{name}`" in TEXT
        assert re.search(rf"^{name}\b", (ROOT / "src" / "stabbur" / file).read_text("utf-8"), re.MULTILINE), (
            file
        )
