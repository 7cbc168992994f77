"""SQLite passes the contract, and what its loose types need besides."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

import stabbur as sb
from tests.io.sql.contract import DatabaseContract


class TestSQLite(DatabaseContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'tall.sqlite'}"


@pytest.fixture
def loose(tmp_path: Path) -> str:
    path = tmp_path / "loose.db"
    with sqlite3.connect(path) as con:
        con.execute("create table t(whole int, code text, mixed int, day date, price decimal(10,2))")
        con.execute("insert into t values (1, '0301', 1, '2021-01-01', 1.5), (null, 'NA', 'x', 'ukjent', 2)")
    return str(path)


def test_declared_types_hold_where_every_value_fits(loose: str, home: Path) -> None:
    back = sb.read_sql("select whole, code, day, price from t", source=loose, as_="arrow")
    assert back.to_pylist()[0] == {"whole": 1, "code": "0301", "day": "2021-01-01", "price": Decimal("1.50")}


def test_mixed_column_is_named(loose: str, home: Path) -> None:
    with pytest.raises(sb.BadInput, match="'mixed' mixes int, str"):
        sb.read_sql("select mixed from t", source=loose)


def test_file_that_is_no_database(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_text("not a database, but long enough to be read as one " * 100)
    with pytest.raises(sb.Unavailable, match="cannot be opened"):
        sb.read_sql("select 1", source=str(path))
    with pytest.raises(sb.NotFound, match="no file"):
        sb.read_sql("select 1", source=str(tmp_path / "y.sqlite"))


def test_a_locked_database_is_said(tmp_path: Path, home: Path) -> None:
    address = str(tmp_path / "t.sqlite")
    sb.to_sql(pa.table({"a": [1]}), table="t", sink=address)
    assert sb.to_sql(pa.table({"a": [2]}), table="t", sink=address) == 1
    assert sb.read_sql("select sum(a) as n from t", source=address)["n"][0] == 3
