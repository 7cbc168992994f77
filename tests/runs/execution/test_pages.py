"""The executed notebook as pages, with its code and without."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

from stabbur.runs.execution import pages

FORMAT: Any = nbformat


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    output = FORMAT.v4.new_output("stream", name="stdout", text="the result")
    cell = FORMAT.v4.new_code_cell("the_code = 1", outputs=[output])
    FORMAT.write(FORMAT.v4.new_notebook(cells=[cell]), tmp_path / "notebook.ipynb")
    return tmp_path


def test_both_pages_are_written(folder: Path) -> None:
    assert pages.write(folder, "Folketall")
    with_code = (folder / "notebook.html").read_text()
    without = (folder / "notebook-without-code.html").read_text()
    assert "the_code" in with_code
    assert "the_code" not in without
    for page in (with_code, without):
        assert "the result" in page
        assert "<h1>Folketall</h1>" in page


def test_no_output_makes_a_page_take_long(folder: Path) -> None:
    outputs = [
        FORMAT.v4.new_output("stream", name="stdout", text="\x1b[1mx" * 60_000),
        FORMAT.v4.new_output("stream", name="stderr", text="\x1b[31mred\x1b[0m"),
    ]
    for begun in ("<th", "<thead", "<script"):
        outputs.append(FORMAT.v4.new_output("display_data", {"text/html": begun * 100_000}))
    cell = FORMAT.v4.new_code_cell("1", outputs=outputs)
    FORMAT.write(FORMAT.v4.new_notebook(cells=[cell]), folder / "notebook.ipynb")
    assert pages.write(folder, "x")
    page = (folder / "notebook.html").read_text()
    assert "x" * 60_000 in page, "it would take too long to colour"
    assert 'ansi-red-fg">red' in page


@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_what_is_no_notebook_makes_no_page(folder: Path, content: str | None) -> None:
    file = folder / "notebook.ipynb"
    file.unlink() if content is None else file.write_text(content)
    assert not pages.write(folder, "x")
    assert not list(folder.glob("*.html"))


def test_very_large_notebook_is_kept_without_a_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LARGEST", 10)
    assert not pages.write(folder, "x")
