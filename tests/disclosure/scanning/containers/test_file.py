"""What is packed in a file is found as if it lay open, or said not to be looked into."""

import base64
import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
import xlsxwriter

from stabbur.disclosure.scanning.containers.archives import Room
from stabbur.disclosure.scanning.containers.file import in_file
from stabbur.disclosure.scanning.finding import Findings
from stabbur.disclosure.scanning.scan import scan

NUMBER, OTHER = "02013299997", "01010750160"  # of 2007 and 2032, made by hand
CSV = f"nr;by\n{NUMBER};a\n{OTHER};b\n"
IDENTITY = "national identity number"


def zipped(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def places(path: Path) -> set[str]:
    return {one.place for one in scan(path).direct if one.kind == IDENTITY}


def test_archives_are_looked_into_as_deep_as_they_are_packed(tmp_path: Path) -> None:
    inner = zipped({"y.txt": f"se {NUMBER}", "dyp.zip": zipped({"b.csv": CSV})})
    (tmp_path / "alt.zip").write_bytes(zipped({"x.csv": CSV, "inne.zip": inner}))
    (tmp_path / "en.zip").write_bytes(zipped({"inne.zip": inner}))
    (tmp_path / "pakket.gz").write_bytes(gzip.compress(inner))
    assert places(tmp_path / "alt.zip") == {"x.csv", "inne.zip, y.txt, line 1", "inne.zip, dyp.zip, b.csv"}
    assert places(tmp_path / "en.zip") == {"inne.zip, y.txt, line 1", "inne.zip, dyp.zip, b.csv"}
    assert places(tmp_path / "pakket.gz") == {"y.txt, line 1", "dyp.zip, b.csv"}


def test_what_is_too_large_too_deep_locked_or_broken_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bombe.zip"
    path.write_bytes(zipped({"stor.txt": "0" * 100_000, "liten.txt": f"se {NUMBER}"}))
    found = Findings(in_file(path, Room(left=50_000)))
    assert found.unread == ("stor.txt",)
    assert [one.kind for one in found] == [IDENTITY]
    assert Findings(in_file(path, Room(depth=0))).unread == ("2 files",)
    nested = zipped({"a": "x" * 60_000, "b": "x" * 60_000})
    path.write_bytes(zipped({"1.zip": nested, "2.zip": nested}))
    assert Findings(in_file(path, Room(left=130_000))).unread == ("2.zip, a", "2.zip, b")
    content = bytearray(zipped({"a.txt": f"se {NUMBER}"}))
    for at in (content.find(b"PK\1\2") + 8, 6):
        content[at] |= 1  # as if a password were needed
    path.write_bytes(bytes(content))
    assert scan(path).unread == ("bombe.zip (a.txt)",)
    path.write_bytes(b"PK\3\4 and no more")
    assert scan(path).unread == ("bombe.zip",)


TEXTS = {
    "a.docx": ("word/document.xml", "<w:p><w:r><w:t>{0}</w:t></w:r><w:r><w:rPr/><w:t>{1}</w:t></w:r></w:p>"),
    "b.docx": ("word/comments.xml", "<w:comment w:author='x'><w:p><w:t>{0}{1}</w:t></w:p></w:comment>"),
    "c.docx": ("word/document.xml", "<w:tbl><w:tr><w:tc><w:p><w:t>{0}{1}</w:t></w:p></w:tc></w:tr></w:tbl>"),
    "d.docx": ("docProps/core.xml", "<cp:coreProperties><dc:subject>{0}{1}</dc:subject></cp:coreProperties>"),
    "e.docx": ("word/document.xml", "<w:p><wp:docPr id='1' descr='{0}{1}'/></w:p>"),
    "f.odt": ("content.xml", "<text:p>{0}<text:span>{1}</text:span></text:p>"),
    "g.pptx": ("ppt/slides/slide1.xml", "<a:p><a:r><a:t>{0}</a:t></a:r><a:r><a:t>{1}</a:t></a:r></a:p>"),
    "h.docx": ("word/embeddings/bok.csv", "nr\n{0}{1}\n" + OTHER),
}


@pytest.mark.parametrize("name", TEXTS)
def test_documents_are_looked_into(name: str, tmp_path: Path) -> None:
    part, text = TEXTS[name]
    packed: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        part: text.format(NUMBER[:6], NUMBER[6:]),
        "media/a.png": b"\x89PNG",
    }
    (tmp_path / name).write_bytes(zipped(packed))
    found = scan(tmp_path / name)
    assert [one.kind for one in found.direct] == [IDENTITY]
    assert found.direct[0].place.startswith(part)
    assert found.unread == (f"{name} (media/a.png)",)


def test_names_cut_in_two_cells_of_a_document_are_columns(tmp_path: Path) -> None:
    cells = "<w:tc><w:p><w:t>{}</w:t></w:p></w:tc>" * 2
    first = ["Kari", "Ola", "Anne", "Marit", "Nils", "Ingrid"]
    last = ["Hansen", "Olsen", "Berg", "Dahl", "Moe", "Lund"]
    persons = [("fornavn", "etternavn"), *zip(first, last, strict=True)]
    rows = "".join(f"<w:tr>{cells.format(*one)}</w:tr>" for one in persons)
    (tmp_path / "a.docx").write_bytes(zipped({"word/document.xml": f"<w:tbl>{rows}</w:tbl>"}))
    assert {one.kind for one in scan(tmp_path / "a.docx") if one.direct} == {"first name", "surname"}


def test_what_stands_beside_the_cells_of_a_workbook_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "bok.xlsx"
    book = xlsxwriter.Workbook(path)
    book.set_properties({"comments": f"for {NUMBER}"})
    sheet = book.add_worksheet("Ark")
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_row(1, 0, [1, 2])
    sheet.write_comment("A1", f"ring {NUMBER}")
    sheet.write_formula("C2", f'=IF(A1="{NUMBER}",1,0)')
    sheet.set_column("B:B", None, None, {"hidden": True})
    hidden = book.add_worksheet(NUMBER)
    hidden.write(0, 0, "en")
    hidden.hide()
    book.add_worksheet("En rad").write_row(0, 0, [NUMBER, "x"])
    book.define_name("hvem", f'="{NUMBER}"')
    book.close()
    told = {(one.column, one.place.partition(",")[0]) for one in scan(path).direct if one.kind == IDENTITY}
    assert told == {
        ("", "docProps/app.xml"),
        ("", "docProps/core.xml"),
        ("", "xl/comments1.xml"),
        ("", "xl/workbook.xml"),
        ("", "xl/worksheets/sheet1.xml"),
        ("(labels)", ""),
        ("En rad: 0", ""),
    }


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_databases_are_read_table_by_table_and_left_as_they_are(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"base.{kind}"
    opened = sqlite3.connect(path) if kind == "sqlite" else duckdb.connect(path)
    opened.execute("create table personer (nr varchar, bilde blob)")
    opened.execute(
        f"insert into personer values ('{NUMBER}', null), ('{OTHER}', x'89504e47')"
    ) if kind == "sqlite" else (
        opened.execute(f"insert into personer values ('{NUMBER}', null), ('{OTHER}', from_hex('89504e47'))")
    )
    opened.execute("create view alle as select * from personer")
    opened.commit()
    opened.close()
    before = path.read_bytes()
    found = scan(path)
    assert [(one.column, one.place, one.count) for one in found.direct] == [("nr", "personer", 2)]
    assert found.unread == (f"base.{kind} (personer, column bilde)",)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    path.write_bytes(before[:40] + b"\xff" * 200)
    assert scan(path).unread == (f"base.{kind}",)


@pytest.mark.parametrize(
    "text",
    [
        f'<img src="data:text/csv;base64,{base64.b64encode(CSV.encode()).decode()}">',
        f"<a href='data:text/plain,nr%20{NUMBER}'>x</a>",
        f"<svg><text><tspan>{NUMBER[:6]}</tspan><tspan>{NUMBER[6:]}</tspan></text></svg>",
        f"<p hidden>{NUMBER}</p>",
        f"<script>let x = ['{NUMBER}']</script>",
        json.dumps(
            {"cells": [{"attachments": {"a": {"text/csv": base64.b64encode(CSV.encode()).decode()}}}]}
        ),
        json.dumps({"cells": [{"attachments": {"a": {"text/html": f"<p>{NUMBER}</p>"}}}]}),
        json.dumps({"cells": [], "metadata": {"eier": NUMBER}}),
    ],
)
def test_nothing_packed_in_a_page_or_a_notebook_is_passed_over(text: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.ipynb" if text.startswith("{") else "a.html")
    path.write_text(text)
    assert IDENTITY in {one.kind for one in scan(path).direct}


def test_what_is_attached_to_a_notebook_and_is_no_text_is_said(tmp_path: Path) -> None:
    shown = {"data": {"application/pdf": "QUJD", "image/png": "QUJD"}}
    cell = {"attachments": {"a": {"image/jpeg": "QUJD"}}, "outputs": [shown]}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}))
    assert scan(tmp_path).unread == ("a.ipynb (application/pdf in cell 1)", "a.ipynb (image/jpeg in cell 1)")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_tables_are_read_in_whatever_letters_they_are_written(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.replace("a\n", "Bø\n").encode(encoding))
    assert [(one.column, one.count) for one in scan(tmp_path).direct] == [("nr", 2)]


def test_names_of_files_and_folders_are_looked_at_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / f"sak_{NUMBER}").mkdir()
    for name in ("a.md", f"{OTHER}-vedtak.md", "Kari Hansen.md", "antall_per_kommune_berg.md"):
        (tmp_path / f"sak_{NUMBER}" / name).write_text("Hei")
    found = scan(tmp_path)
    assert sorted((one.kind, one.resource) for one in found) == [
        ("name", "Kari Hansen.md"),
        (IDENTITY, "01*********-vedtak.md"),
        (IDENTITY, "sak_02*********"),
    ]
    (tmp_path / f"sak_{NUMBER}" / "a.md").write_text(f"se {OTHER}")
    assert not any(number in str(scan(tmp_path)) for number in (NUMBER, OTHER))


def test_columns_of_bytes_and_of_records_are_looked_into(tmp_path: Path) -> None:
    packed = pl.DataFrame({"b": [NUMBER.encode(), OTHER.encode("utf-16")], "p": [b"%PDF-1.7", b"\x89PNG"]})
    packed.write_parquet(tmp_path / "a.parquet")
    found = scan(tmp_path)
    assert [(one.column, one.count) for one in found.direct] == [("b", 2)]
    assert found.unread == ("a.parquet (column p)",)
    assert scan(packed).unread == ("column p",)
    persons = ["Kari Hansen", "Ola Nilsen", "Anne Berg", "Per Olsen", "Liv Dahl"] * 2
    records = [json.dumps({"hvem": [{"navn": one, "nr": int(NUMBER)}]}) for one in persons]
    pages = [f"<p class='x'><b>{one.replace(' ', '</b> <i>')}</i></p>" for one in persons]
    told = {(one.column, one.kind) for one in scan(pl.DataFrame({"json": records, "side": pages})).direct}
    assert {("json.hvem.nr", IDENTITY), ("side", "name")} <= told
    assert ("json.hvem.navn", "name") in told or ("json", "name") in told
    keyed = pl.DataFrame({"s": [{NUMBER: 1}]})
    assert [one.kind for one in scan(keyed).direct] == [IDENTITY]
    said = pd.DataFrame({"a": [1]})
    said.attrs = {"eier": NUMBER}
    said.to_parquet(tmp_path / "b.parquet")
    assert [one.place for one in scan(tmp_path / "b.parquet").direct] == ["metadata of the file, line 1"]
    nested = pl.DataFrame({"s": [{"a": [{"b": f"ring {NUMBER} i dag"}]}]})
    assert [(one.column, one.kind) for one in scan(nested).direct] == [("s.a.b", IDENTITY)]


def test_a_label_tells_of_somebody_without_being_shown() -> None:
    found = scan(pl.DataFrame({f"p_{NUMBER}": [1, 2], OTHER: ["a@b.no", "c@d.no"]}))
    assert {one.kind for one in found.direct} == {IDENTITY, "e-mail"}
    assert OTHER not in str(found)
