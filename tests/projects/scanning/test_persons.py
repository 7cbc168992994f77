"""Columns that point at persons are told of files on the disk, whatever format they have."""

import zipfile
from pathlib import Path

import polars as pl
import pytest

from stabbur.projects.scanning import scan
from stabbur.projects.scanning.persons import persons_in, unread
from tests.disclosure.scanning.samples import MUNICIPALITIES, generator


@pytest.fixture
def table() -> pl.DataFrame:
    fake, chance = generator(7)
    rows = range(25)
    return pl.DataFrame(
        {"navn": [fake.name() for _ in rows], "kommune": [chance.choice(MUNICIPALITIES) for _ in rows]}
    )


def test_column_of_names_is_told_with_its_share(table: pl.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    table.write_parquet(path)
    ((place, kind, what),) = persons_in(path)
    assert (place, kind) == ("column navn", "personal")
    assert what.startswith("name in 100% of the values (A*** ")
    told = {(one.kind, one.place) for one in scan([path])}
    assert told == {("data", ""), ("personal", "column navn")}


def test_texts_broken_tables_and_what_is_nobody_s_are_left_alone(table: pl.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Kari Hansen")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 broken")
    (tmp_path / "c.pkl").write_bytes(b"\x80\x04.")
    table.select("kommune").write_csv(tmp_path / "d.csv")
    assert not [found for path in sorted(tmp_path.iterdir()) for found in persons_in(path)]


def test_archives_are_looked_into_and_what_in_them_is_not_is_said(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.csv", "nr;by\n02013299997;a\n01010750160;b\n")
        archive.writestr("c.pdf", b"%PDF-1.7")
    ((place, _, what),) = persons_in(tmp_path / "a.zip")
    assert (place, what.partition(" in ")[0]) == ("b.csv, column nr", "national identity number")
    assert unread([tmp_path / "a.zip"]) == [f"{tmp_path / 'a.zip'} (c.pdf)"]
