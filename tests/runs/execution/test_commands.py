"""Which program runs an entry: R and shells are real, Quarto is a stand-in that only writes down what it was told."""

import os
from pathlib import Path

import pytest

from stabbur.errors import MissingExtra
from stabbur.runs.execution.commands import command
from stabbur.runs.parameters.entry import look
from tests.runs.execution.conftest import Go

STAND_IN = """#!/bin/sh
printf '%s\\n' "$@" > told
"""
DOCUMENT = "---\ntitle: A\nparams:\n  year: 2021\n---\n"


def test_quarto_stand_in_is_told_what_to_render(small: Path, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    (small / "report.qmd").write_text(DOCUMENT)
    program = small.parent / "bin" / "quarto"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    done = go(small, "report.qmd", parameters={"year": 2022})
    assert done.code == 0
    assert (small / "told").read_text().splitlines() == [
        "render",
        f"{small}/report.qmd",
        "--output-dir",
        f"{done.folder}/artefacts",
        "-P",
        "year:2022",
    ]


@pytest.mark.parametrize(
    ("name", "told"), [("a.qmd", "quarto.org"), ("a.R", "r-base"), ("a.sh", "apt-get install bash")]
)
def test_program_that_is_missing_is_named_with_its_cure(small: Path, name: str, told: str) -> None:
    entry = look(name, lambda _: b"")
    with pytest.raises(MissingExtra, match="is not installed here") as raised:
        command(entry, {}, {}, small, small, str(small / "nothing"))
    assert told in raised.value.hint


def test_r_gets_its_values_and_stands_in_the_project(small: Path, go: Go) -> None:
    text = '# %% tags=["parameters"]\nyear <- 2021L\nlevel <- "low"\n# %%\ncat(year + 1L, level, getwd())\n'
    (small / "a.R").write_text(text)
    assert go(small, "a.R").out == f"2022 low {small}"
    done = go(small, "a.R", parameters={"year": 2030, "level": "æ\"'\\"})
    assert done.out == f"2031 æ\"'\\ {small}"
    assert (small / "a.R").read_text() == text


def test_shell_gets_its_values_as_variables(small: Path, go: Go) -> None:
    (small / "a.sh").write_text('year="${year:-2021}"\necho "$year $(pwd)"\n')
    assert go(small, "a.sh").out == f"2021 {small}\n"
    assert go(small, "a.sh", parameters={"year": "$(id)"}).out == f"$(id) {small}\n"
    assert go(small, "a.sh", parameters={"PATH": "/"}).code == 2
