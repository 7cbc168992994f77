"""Sheets: text stays text both ways, and a workbook cannot fill the memory."""

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

import stabbur as sb

pytestmark = pytest.mark.usefixtures("home")
TABLE = pa.table(
    {
        "kommune": ["0301", None, "1103"],
        "formel": ["=1+1", "@SUM(A1)", "https://x.example"],
        "n": [1, None, -2],
        "f": [1.5, None, 2.0],
        "dato": [dt.date(2021, 1, 2), None, dt.date(2000, 2, 29)],
        "tid": [dt.datetime(2021, 1, 2, 3, 4, 5), None, None],
        "aktiv": [True, None, False],
    }
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = sb.to_file(TABLE, tmp_path / "t.xlsx")
    assert sb.read_file(path, as_="arrow").to_pylist() == TABLE.to_pylist()


def test_A46_text_is_never_a_formula_or_a_link(tmp_path: Path) -> None:
    path = sb.to_file(TABLE, tmp_path / "t.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_numbers_that_a_sheet_would_round_are_text(tmp_path: Path) -> None:
    exact = pa.table({"a": [2**60], "b": [Decimal("1.10")], "c": [float("inf")], "d": [dt.date(1814, 5, 17)]})
    back = sb.read_file(sb.to_file(exact, tmp_path / "t.xlsx"), as_="arrow").to_pylist()
    assert back == [{"a": str(2**60), "b": "1.10", "c": "INF", "d": "1814-05-17"}]


def test_sheets_by_name_number_and_wrong_name(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("om", "2021"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Tittel"])
            sheet.write_row(1, 0, ["a", name])
            sheet.write_row(2, 0, ["x", 1])
    assert sb.read_file(path, sheet="2021", skip_rows=1, as_="arrow").to_pylist() == [{"a": "x", "2021": 1}]
    assert sb.read_file(path, sheet=0, skip_rows=1, as_="arrow").column_names == ["a", "om"]
    for wrong in ("2022", 7):
        with pytest.raises(sb.NotFound, match="it has 'om', '2021'"):
            sb.read_file(path, sheet=wrong)


def test_a_mixed_column_is_text_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_column(0, 0, ["kode", 301, "0301", "", 1.5])
    with pytest.warns(sb.DataWarning, match="'kode'"):
        assert sb.read_file(path, as_="arrow")["kode"].to_pylist() == ["301", "0301", None, "1.5"]


def test_doubled_names_and_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["a", "a"])
        book.add_worksheet("tom")
    with pytest.raises(sb.BadInput, match="named 'a'"):
        sb.read_file(path)
    with pytest.raises(sb.BadInput, match="empty"):
        sb.read_file(path, sheet="tom")


def test_A45_a_cell_far_out_and_a_swelling_part_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(sb.BadInput, match="reaches to row 1048576 and column 16384"):
        sb.read_file(path)
    monkeypatch.setattr("stabbur.io.files.sheet_size.UNPACKED", 1000)
    with pytest.raises(sb.BadInput, match="unpacks to more than"):
        sb.read_file(path)


def test_A45_entities_of_xml_are_not_opened(tmp_path: Path) -> None:
    plain, crafted = tmp_path / "p.xlsx", tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet().write_column(0, 0, ["a", "MARK"])
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(crafted, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name.endswith("sharedStrings.xml"):
                doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY l "{"l" * 99}">]>'
                text = text.replace("?>", "?>" + doctype, 1).replace("MARK", "&e;&l;")
            target.writestr(name, text)
    with pytest.raises(sb.BadInput, match="unrecognized entity"):
        sb.read_file(crafted)


def test_other_bytes_and_other_suffixes(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(sb.BadInput, match="whole spreadsheet"):
        sb.read_file(path)
    with pytest.raises(sb.BadInput, match="only read"):
        sb.to_file(TABLE, tmp_path / "t.ods")
    with pytest.raises(sb.BadInput, match="40000 characters"):
        sb.to_file(pa.table({"a": ["x" * 40_000]}), tmp_path / "t.xlsx")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.filterwarnings("error::stabbur.errors.DataWarning")
def test_cells_of_every_kind_and_an_error_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"

    def made(error: bool) -> Path:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            day, share, clock, long = (
                book.add_format({"num_format": text}) for text in ("dd.mm.yyyy", "0 %", "hh:mm", "[h]:mm")
            )
            sheet.write_row(0, 0, ["kode", "dag", "sum", "slått", "andel", "kl", "varig", "ja"])
            sheet.write_string(1, 0, "0301")
            sheet.write_datetime(1, 1, dt.date(2021, 1, 2), day)
            sheet.write_formula(1, 2, "=1/0" if error else "=1+1", None, "#DIV/0!" if error else 2)
            sheet.merge_range(1, 3, 2, 3, "begge")
            sheet.write_number(1, 4, 0.25, share)
            sheet.write_datetime(1, 5, dt.time(12, 30), clock)
            sheet.write_number(1, 6, 1.5, long)
            sheet.write_boolean(1, 7, True)
        return path

    rows = sb.read_file(made(error=False), as_="arrow").to_pylist()
    assert rows == [{
        "kode": "0301", "dag": dt.date(2021, 1, 2), "sum": 2, "slått": "begge", "andel": 0.25,
        "kl": dt.time(12, 30), "varig": dt.timedelta(days=1, hours=12), "ja": True,
    }]  # fmt: skip
    with pytest.raises(sb.DataWarning, match="hold an error such as #DIV/0!"):
        sb.read_file(made(error=True))
