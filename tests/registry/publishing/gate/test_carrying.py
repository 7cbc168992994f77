"""The files of a protected table hold no more than the table: no rows beside it, and nothing behind what is missing."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

import stabbur as sb
from stabbur.disclosure.frame import cleared
from stabbur.registry.publishing.gate import carrying

OPEN = pl.DataFrame({"kommune": ["0301", "1103", "4601", "Total"], "personer": [7919, 20, 3000, 10939]})
HIDDEN = OPEN.with_columns(personer=pl.Series([None, 20, None, 10939]))


def folder(place: Path, file: str, **about: Any) -> Path:
    """A package by hand, of one protected table in a file that is there or a CSV file with the open figures."""
    place.mkdir(exist_ok=True)
    proof = {"dimensions": ["kommune"], "figures": ["personer"]}
    resource = {"name": "t", "path": file, "type": "table", "protection": proof} | about
    (place / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return place


CLEAN = HIDDEN.write_csv()
TEXTS: list[tuple[str, dict[str, Any], str]] = [
    (CLEAN, {}, ""),
    ("# kilde: SSB 2024\n" + CLEAN, {"dialect": {"commentChar": "#"}}, ""),
    (CLEAN + "# 0301,7919\n", {"dialect": {"commentChar": "#"}}, "rows that the table leaves out"),
    (CLEAN + "0301,7919\n", {"dialect": {"commentRows": [6]}}, "rows that the table leaves out"),
    ("0301,7919\n" + CLEAN, {"dialect": {"headerRows": [2]}}, "rows that the table leaves out"),
    (CLEAN.replace(",\n", ",-99\n"), {"schema": {"missingValues": ["", "-99"]}}, ""),
    (OPEN.write_csv(), {"schema": {"missingValues": ["7919", "3000"]}}, "2 figures are said"),
    (
        OPEN.write_csv(),
        {"schema": {"fields": [{"name": "personer", "missingValues": [{"value": "7919"}, "3000"]}]}},
        "2 figures are said",
    ),
]


@pytest.mark.parametrize(("text", "about", "told"), TEXTS)
def test_a_text_has_no_rows_beside_the_table(
    text: str, about: dict[str, Any], told: str, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text(text)
    found = list(carrying.carried(folder(tmp_path, "t.csv", **about)))
    assert [told in one for one in found] == ([True] if told else [])


def test_part_of_a_json_file_is_not_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps({"rows": HIDDEN.to_dicts(), "open": OPEN.to_dicts()}))
    found = list(carrying.carried(folder(tmp_path, "t.json", dialect={"property": "rows"})))
    assert len(found) == 1


@pytest.mark.parametrize("sheets", [1, 2])
def test_a_workbook_has_no_other_sheet(sheets: int, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "t.xlsx")
    for _ in range(sheets):
        book.add_worksheet().write(0, 0, "kommune")
    book.close()
    assert len(list(carrying.carried(folder(tmp_path, "t.xlsx")))) == sheets - 1


def test_feather_has_nothing_behind_its_nulls(tmp_path: Path) -> None:
    there = HIDDEN["personer"].is_not_null()
    kept = OPEN["personer"].zip_with(there, pl.Series([None], dtype=pl.Int64))
    OPEN.with_columns(kept).write_ipc(tmp_path / "t.arrow")
    (told,) = carrying.carried(folder(tmp_path, "t.arrow"))
    assert "'t.arrow' holds figures behind what is missing in 'personer'" in told
    OPEN.with_columns(cleared(kept)).write_ipc(tmp_path / "t.arrow")
    assert list(carrying.carried(folder(tmp_path, "t.arrow"))) == []


def test_rows_are_not_sorted_by_what_is_hidden(tmp_path: Path) -> None:
    """The caller's order is kept, so a frame that was sorted by its figures tells between which a hidden one lies."""
    counts = pl.DataFrame({"kommune": list("DBFACEG"), "personer": [90, 80, 31, 12, 10, 3, 2]})
    proof = {"dimensions": ["kommune"], "figures": ["personer"], "kind": "table", "method": "none"}
    for hidden, told in (("A", [True]), ("G", [])):  # the last one has no other below it
        rows = counts.with_columns(pl.when(pl.col("kommune") != hidden).then(pl.col("personer")))
        dp = sb.Datapackage(name="p", title="P").add_resource(rows, name="t", protection=proof)
        found = carrying.carried(dp.write(tmp_path / hidden))
        assert ["sorted by 'personer'" in one for one in found] == told


def test_what_is_not_protected_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(CLEAN + "# 0301,7919\n")
    place = folder(tmp_path, "t.csv", dialect={"commentChar": "#"}, protection=None)
    assert list(carrying.carried(place)) == []
