"""What a workbook would become is known before it is opened, whatever way it says so (A45)."""

import zipfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from stabbur.errors import BadInput
from stabbur.io.files.sheet_size import refuse_bomb

CELL = '<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float"/>'
ROW = '<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def ods(path: Path, rows: str, before: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f'{before}<o xmlns:table="t" xmlns:office="o" xmlns:text="x"><table:table>{rows}</table:table></o>',
        )
    return path


def xlsx(path: Path, xml: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", xml)
    return path


@pytest.mark.parametrize(
    "cell",
    ['<c r="XFD1048576">', '<c s="0" r="XFD1048576">', "<c r='XFD1048576'>", '<c t="n"  r = "xfd1048576">',
     '<x:c r="ZZZZZZZZZZZZ1">', '<row r="99999999999999999999">', '<row r="1048576"><c r="ZZ2">'],
)  # fmt: skip
def test_a_cell_far_out_is_found_however_it_is_written(tmp_path: Path, cell: str) -> None:
    with pytest.raises(BadInput, match="reaches to row"):
        refuse_bomb(xlsx(tmp_path / "t.xlsx", cell))


@settings(max_examples=30, deadline=None)
@given(before=st.integers((1 << 20) - 70, (1 << 20) + 5))
def test_a_cell_that_two_chunks_share_is_found(before: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "t.xlsx"
    with pytest.raises(BadInput, match="reaches to row"):
        refuse_bomb(xlsx(path, " " * before + '<c r="XFD1048576"/>'))


@settings(max_examples=50, deadline=None)
@given(columns=st.integers(1, 10**12), rows=st.integers(1, 10**12))
def test_repeats_are_multiplied(columns: int, rows: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = ods(
        tmp_path_factory.mktemp("x") / "t.ods", ROW.format(rows=rows, cells=CELL.format(columns=columns))
    )
    if columns * rows <= 50_000_000:
        refuse_bomb(path)
    else:
        with pytest.raises(BadInput, match=f"reaches to row {rows} and column {columns}"):
            refuse_bomb(path)


def test_what_holds_nothing_does_not_count(tmp_path: Path) -> None:
    """LibreOffice fills each sheet to its edge with empty rows and cells."""
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = ROW.format(rows=1, cells=CELL.format(columns=3) + empty) + ROW.format(rows=1048575, cells=empty)
    refuse_bomb(ods(tmp_path / "t.ods", rows))
    behind = ROW.format(rows=1, cells=empty * 1000 + "<table:table-cell><text:p/></table:table-cell>")
    with pytest.raises(BadInput, match="column 16384001"):
        refuse_bomb(ods(tmp_path / "u.ods", ROW.format(rows=9999, cells=empty) + behind))


def test_each_sheet_counts_by_itself(tmp_path: Path) -> None:
    rows = ROW.format(rows=1_000_000, cells=CELL.format(columns=20))
    assert not refuse_bomb(ods(tmp_path / "t.ods", f"{rows}</table:table><table:table>{rows}"))


def test_entities_and_broken_xml_are_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE o [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for path in (ods(tmp_path / "e.ods", "&b;", laughs), ods(tmp_path / "b.ods", "<table:table-row>")):
        with pytest.raises(BadInput, match=r"entities of its own|not a whole spreadsheet"):
            refuse_bomb(path)
    with pytest.raises(BadInput, match="unknown encoding"):
        refuse_bomb(ods(tmp_path / "u.ods", "", '<?xml version="1.0" encoding="UTF-99"?>'))


def test_a_file_of_another_kind_is_left_to_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "t.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    assert not refuse_bomb(path)
