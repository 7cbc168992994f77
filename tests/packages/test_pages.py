"""Notebooks, stories and Excel files of a package: nothing is fetched, read or run, text stays text."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pyarrow as pa
import pytest

from stabbur.errors import BadInput
from stabbur.packages import Datapackage, to_excel

WRITER: Any = nbformat
MAKER: Any = nbformat.v4
FRAME = pl.DataFrame({"kode": ["0301", "=1+1", "https://example.org"], "n": [1.5, float("nan"), None]})


def notebook(folder: Path, *cells: object) -> Path:
    path = folder / "analyse.ipynb"
    WRITER.write(MAKER.new_notebook(cells=list(cells)), path)
    return path


def test_A33_a_notebook_is_shown_without_reading_or_fetching(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"hemmelig")
    text = "![](secret.png) ![](file:///etc/hostname) ![](../../secret)"
    path = notebook(tmp_path, MAKER.new_markdown_cell(text), MAKER.new_code_cell("1/0"))
    package = Datapackage(name="tall").add_resource(FRAME, name="rows").add_notebook(path, title="Analyse")
    place = package.write(tmp_path / "out")
    html = (place / "notebooks" / "analyse.html").read_text()
    assert "aGVtbWVsaWc" not in html  # the picture's bytes in base64
    assert "ZeroDivisionError" not in html
    assert "https://cdnjs" not in html
    entry = json.loads((place / "datapackage.json").read_text())["notebooks"][0]
    assert (entry["name"], entry["html"]) == ("analyse", "notebooks/analyse.html")
    assert (place / entry["path"]).read_bytes() == path.read_bytes()


def test_stories_are_copied_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "rapport.html").write_text("<h1>Æ</h1>")
    folder = tmp_path / "bok"
    (folder / "bilder").mkdir(parents=True)
    (folder / "index.html").write_text("<img src=bilder/a.svg>")
    (folder / "bilder" / "a.svg").write_text("<svg/>")
    package = Datapackage(name="tall").add_resource(FRAME, name="rows")
    package.add_story(tmp_path / "rapport.html", title="Rapport").add_story(folder)
    place = package.write(tmp_path / "out")
    assert (place / "stories" / "rapport" / "index.html").read_text() == "<h1>Æ</h1>"
    assert (place / "stories" / "bok" / "bilder" / "a.svg").is_file()


def test_A40_a_story_folder_does_not_lead_out(tmp_path: Path) -> None:
    folder = tmp_path / "bok"
    folder.mkdir()
    (folder / "index.html").write_text("x")
    (folder / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(BadInput, match="leads out of the folder"):
        Datapackage(name="tall").add_story(folder)


def test_excel_keeps_text_as_text() -> None:
    from python_calamine import CalamineWorkbook

    descriptor = Datapackage(name="tall", title="Tall", licenses=["CC-BY-4.0"]).add_resource(
        FRAME, name="rows", schema={"fields": {"kode": {"title": "Kode", "unit": "nr"}}}
    ).descriptor  # fmt: skip
    data = to_excel(descriptor, FRAME.to_arrow())
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["data", "dictionary", "about"]
    rows = book.get_sheet_by_name("data").to_python()
    assert [row[0] for row in rows] == ["kode", "0301", "=1+1", "https://example.org"]
    assert book.get_sheet_by_name("dictionary").to_python()[1][:4] == ["kode", "Kode", "string", "nr"]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_excel_refuses_more_rows_than_a_sheet_holds() -> None:
    with pytest.raises(BadInput, match="an Excel sheet holds 1048575"):
        to_excel({}, pa.table({"n": pa.nulls(1_048_576)}))
