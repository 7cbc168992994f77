"""What a run tells while it goes on: lines that a kill can't mix up, and files that are whole whenever one looks."""

import json
from pathlib import Path

from stabbur.errors import BadInput
from stabbur.runs.execution import told
from stabbur.runs.keeping.collecting import gather


def test_cells_are_what_is_gathered_of_a_run(tmp_path: Path) -> None:
    teller = told.Teller(tmp_path, 2)
    teller.begin(1, "Les")
    assert json.loads((tmp_path / "progress.json").read_text())["title"] == "Les"
    teller.end(1, "succeeded")
    teller.begin(4, "Skriv")
    report = gather(tmp_path)
    assert [(one.index, one.state) for one in report.cells] == [(1, "succeeded"), (4, "running")]
    assert json.loads((tmp_path / "progress.json").read_text())["done"] == 1
    assert not list(tmp_path.glob(".*")), "no draft is left"


def test_refusal_is_in_log_and_reason(tmp_path: Path, capfd: object) -> None:
    told.refused(tmp_path, BadInput("'a' is none", hint="b", code="c"))
    assert (tmp_path / "reason").read_text() == "'a' is none"


def test_without_preparation_the_project_itself_is_meant(tmp_path: Path) -> None:
    found = told.prepared(tmp_path, {"project": "/p"})
    assert (found["root"], found["environment"]) == ("/p", "/p/.venv")
