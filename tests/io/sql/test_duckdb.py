"""DuckDB passes the contract."""

from pathlib import Path

import pyarrow as pa
import pytest

import stabbur as sb
from tests.io.sql.contract import DatabaseContract


class TestDuckDB(DatabaseContract):
    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"duckdb:///{tmp_path / 'tall.duckdb'}"


def test_categories_come_back(tmp_path: Path, home: Path) -> None:
    address = str(tmp_path / "t.duckdb")
    table = pa.table({"a": pa.array(["x", "y", None]).dictionary_encode(), "n": [[1], None, [2, 3]]})
    sb.to_sql(table, table="t", sink=address)
    back = sb.read_sql("select * from t", source=address, as_="arrow")
    assert [row["a"] for row in back.to_pylist()] == ["x", "y", None]
    assert back.column("n").to_pylist() == [[1], None, [2, 3]]


def test_file_that_is_no_database(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "x.duckdb"
    path.write_text("no")
    with pytest.raises(sb.Unavailable, match="cannot be opened"):
        sb.read_sql("select 1", source=str(path))
