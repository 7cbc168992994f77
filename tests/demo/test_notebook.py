"""The demo's notebook runs from top to bottom, and prints what it shows."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "demo" / "notebooks" / "folketall.ipynb"


def test_notebook_runs_and_prints_what_it_shows(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(NOTEBOOK.parent)
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    shown = ""
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            shown += "".join(
                "".join(one["text"]) for one in cell["outputs"] if one["output_type"] == "stream"
            )
    assert capsys.readouterr().out == shown
    assert "236407 av 5391369" in shown
