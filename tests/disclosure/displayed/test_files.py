"""A file is read by what it is; what nobody can read could show anything."""

from pathlib import Path

import polars as pl
import pytest

from stabbur.disclosure.displayed import files
from stabbur.disclosure.displayed.files import seen_in

FRAME = pl.DataFrame({"kommune": ["A", "B"], "personer": [2, 20]})


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.parquet", "a.json", "a.xlsx", "a.txt"])
def test_a_table_is_read_in_each_of_its_forms(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if file.suffix in (".csv", ".tsv", ".txt"):
        FRAME.write_csv(file, separator="\t" if file.suffix == ".tsv" else ",")
    elif file.suffix == ".parquet":
        FRAME.write_parquet(file)
    elif file.suffix == ".json":
        FRAME.write_json(file)
    else:
        FRAME.write_excel(file)
    (place, seen), *_ = seen_in(file, ["kommune"])
    assert place == ""
    assert seen.tables[0].rows == [["A", "2"], ["B", "20"]]


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.parquet", "a.ipynb", "a.bin"])
def test_what_nobody_can_read_could_show_anything(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\0\1\2\3")
    assert [seen.figures for _, seen in seen_in(tmp_path / name)] == [True]


def test_a_style_shows_nothing_and_a_huge_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.css").write_text("p {top: 3px}")
    assert list(seen_in(tmp_path / "a.css")) == []
    (tmp_path / "a.txt").write_text("ord og ord")
    assert not next(iter(seen_in(tmp_path / "a.txt")))[1].figures
    monkeypatch.setattr(files, "LARGEST", 3)
    assert next(iter(seen_in(tmp_path / "a.txt")))[1].figures
