"""Files of data are known by name and by content, and code, notes and locks are not taken for such."""

import io
import sqlite3
from pathlib import Path

import duckdb
import polars as pl
import pytest

from stabbur.projects.scanning.data import data_in, too_large

FRAME = pl.DataFrame({"kommune": ["0301", "1103"], "folketall": [709037, 146011]})


def written(kind: str, folder: Path) -> bytes:
    """Return a table as a real program writes it."""
    file = folder / f"x.{kind}"
    if kind == "sqlite":
        with sqlite3.connect(file) as base:
            base.execute("create table t (a)")
        return file.read_bytes()
    if kind == "duckdb":
        with duckdb.connect(str(file)) as base:
            base.execute("create table t (a int)")
        return file.read_bytes()
    out = io.BytesIO()
    if kind == "xlsx":
        FRAME.write_excel(out)
    elif kind == "parquet":
        FRAME.write_parquet(out)
    elif kind == "arrow":
        FRAME.write_ipc(out)
    else:
        FRAME.write_avro(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["parquet", "arrow", "xlsx", "avro", "sqlite", "duckdb"])
def test_renaming_hides_no_data(kind: str, tmp_path: Path) -> None:
    content = written(kind, tmp_path)
    assert data_in(f"x.{kind}", content)
    for name in ("notes.txt", "module.py", "x", "picture.png", f"x.{kind}.bak~"):
        assert data_in(name, content).endswith("whatever its name")


@pytest.mark.parametrize(
    "name",
    [
        "a.csv",
        "a.CSV",
        "a.csv.gz",
        "a.sas7bdat",
        "a.dta",
        "a.sav",
        "a.rds",
        "a.RData",
        "a.db",
        "a.zip",
        "a.jsonl",
        "a.geojson",
        "a.pickle",
    ],
)
def test_name_is_enough(name: str) -> None:
    assert data_in(f"folder/{name}", b"whatever")
    assert not data_in(f"folder/{name}", b"")


def test_table_of_text_without_an_ending_that_says_so() -> None:
    table = "".join(f"03{i:02};{i * 17};{i}\n" for i in range(40)).encode()
    assert data_in("tall.txt", table) == "table, whatever its name"
    assert data_in("tall", table)
    assert not data_in("tall.py", table)
    prose = "".join(f"Kapittel {i}, om folk, og hva de gjør\n" * (i % 3) + "En linje\n" for i in range(30))
    assert not data_in("tall.txt", prose.encode())
    assert not data_in("ORCHARD.txt", b"ORCHARD of apples")


@pytest.mark.parametrize(
    "name", ["src/x.py", "README.md", "datapackage.json", "uv.lock", "a.whl", "letter.docx"]
)
def test_what_is_no_data_is_left_alone(name: str) -> None:
    assert not data_in(name, b"PK\x03\x04..." if name.endswith(("whl", "docx")) else b"text\n" * 50)


def test_large_is_more_than_a_megabyte_and_locks_may_be() -> None:
    assert too_large("film.mp4", 1_500_000) == "1.5 MB"
    assert not too_large("film.mp4", 1_000_000)
    assert not too_large("a/uv.lock", 9_000_000)
    assert not too_large("vendor/stabbur-0.1.0-py3-none-any.whl", 9_000_000)


def test_name_of_a_lock_or_a_wheel_hides_no_data() -> None:
    rows = "".join(f"{number};Kari;{number * 7}\n" for number in range(60)).encode()
    assert data_in("uv.lock", rows) == "table, whatever its name"
    assert too_large("data/persons.whl", 2_000_000) == "2.0 MB"
    assert too_large("folketall/vendor/stabbur-0.1.0-py3-none-any.whl", 2_000_000) == ""
    top = Path(__file__).parents[3]
    for name in ("requirements.lock", "front/package-lock.json"):
        assert data_in(name, (top / name).read_bytes()) == ""
