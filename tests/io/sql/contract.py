"""What every database must pass."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from stabbur.errors import BadInput, NotAllowed, NotFound
from stabbur.io.database import Connection, connect

ZOO = pa.table(
    {
        "kommune": pa.array(["0301", None, "NA"]),
        "antall": pa.array([2**53 + 1, None, -1], pa.int64()),
        "andel": [1.5, None, -0.25],
        "aktiv": [True, None, False],
        "beløp": pa.array([Decimal("1.10"), None, Decimal("-12345678901.25")], pa.decimal128(14, 2)),
        "dato": pa.array([dt.date(2021, 1, 1), None, dt.date(1814, 5, 17)]),
        "tid": pa.array([dt.datetime(2021, 1, 1, 12, 0, 0, 123456), None, None], pa.timestamp("us")),
        "øyeblikk": pa.array([dt.datetime(2021, 6, 1, 12), None, None], pa.timestamp("us", "UTC")),
        "rå": pa.array([b"\x00\xff", None, b""]),
    }
)


class DatabaseContract:
    """Subclasses give `address`, that of an empty database."""

    @pytest.fixture
    def address(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def con(self, address: str, home: Path) -> Connection:
        return connect(address, write=True)

    def test_types_and_nulls_survive(self, con: Connection) -> None:
        with con:
            assert con.write(ZOO, "zoo") == 3
            back = con.read("select * from zoo", as_="arrow")
        assert back.column_names == ZOO.column_names
        for name in ZOO.column_names:
            assert back.column(name).to_pylist() == ZOO.column(name).to_pylist(), name

    def test_pandas_keeps_large_integers_beside_a_null(self, con: Connection) -> None:
        with con:
            con.write(ZOO, "zoo")
            frame = con.read("select antall, kommune from zoo")
        assert str(frame["antall"].dtype) == "Int64"
        assert frame["antall"][0] == 2**53 + 1
        assert str(frame["kommune"].dtype) == "str"

    def test_polars_and_pandas_are_written(self, con: Connection) -> None:
        with con:
            con.write(pd.DataFrame({"a": [1, 2], "b": pd.Categorical(["x", "y"])}), "t")
            con.write(pl.DataFrame({"a": [3], "b": ["z"]}), "t")
            assert con.read("select b from t order by a")["b"].tolist() == ["x", "y", "z"]
            assert "t" in con.tables()

    def test_named_and_placed_values_are_bound(self, con: Connection) -> None:
        attack = "x'; drop table t; --"
        with con:
            con.write(pa.table({"a": [1, 2], "b": ["x", attack]}), "t")
            named = con.read(
                "select a from t where b = :b and a < :top and a <> :top -- :no", {"b": attack, "top": 9}
            )
            placed = con.read("select a, '?' as q from t where b = ?", [attack])
            assert named["a"].tolist() == [2]
            assert placed["q"].tolist() == ["?"]
            assert con.read("select count(*) as n from t")["n"][0] == 2

    def test_values_of_every_kind_find_their_row(self, con: Connection) -> None:
        with con:
            con.write(ZOO, "zoo")
            for name in ("kommune", "antall", "andel", "aktiv", "dato", "tid", "øyeblikk"):
                value = ZOO.column(name)[0].as_py()
                found = con.read(f'select kommune from zoo where "{name}" = :v', {"v": value})
                assert found["kommune"].tolist() == ["0301"], name

    def test_missing_and_unused_values_are_refused(self, con: Connection) -> None:
        with con:
            with pytest.raises(BadInput, match=":år"):
                con.read("select :år as x", {"aar": 1})
            with pytest.raises(BadInput, match="no :b"):
                con.read("select :a as x", {"a": 1, "b": 2})
            with pytest.raises(BadInput, match="1 \\?"):
                con.read("select ? as x", [1, 2])

    def test_replace_is_whole_or_not_at_all(self, con: Connection) -> None:
        with con:
            con.write(pa.table({"a": [1, 2]}), "t")
            con.write(pa.table({"a": [3]}), "t", mode="replace")
            assert con.read("select a from t")["a"].tolist() == [3]
            con.write(pa.table({"b": ["x"]}), "t", mode="replace")
            assert con.read("select * from t").columns.tolist() == ["b"]
            with pytest.raises((BadInput, NotFound)):
                con.write(pa.table({"fremmed": ["y"]}), "t")
            assert con.read("select * from t")["b"].tolist() == ["x"]

    def test_odd_names_are_only_names(self, con: Connection) -> None:
        odd = pa.table({'a"b; drop': [1], "æ ø": ["å"], "select": [True]})
        with con:
            con.write(odd, 'to"kommune; --')
            back = con.read('select * from "to""kommune; --"', as_="arrow")
        assert back.to_pylist() == odd.to_pylist()

    def test_wrong_sql_is_a_clear_error(self, con: Connection) -> None:
        with con:
            with pytest.raises(BadInput, match="syntax"):
                con.read("selec 1")
            with pytest.raises(NotFound, match="fins_ikke"):
                con.read("select * from fins_ikke")
            assert con.read("select 1 as a")["a"][0] == 1
            with pytest.raises(BadInput, match="'a'"):
                con.read("select 1 as a, 2 as a")

    def test_two_statements_are_refused(self, con: Connection) -> None:
        with con:
            con.write(pa.table({"a": [1]}), "t")
            with pytest.raises(BadInput):
                con.read("select 1 as a; drop table t")
            assert "t" in con.tables()

    def test_reading_never_writes(self, con: Connection, address: str) -> None:
        with con:
            con.write(pa.table({"a": [1]}), "t")
        with connect(address) as reader:
            for query in ("delete from t", "drop table t", "create table u(a int)"):
                with pytest.raises((BadInput, NotAllowed)):
                    reader.read(query)
            assert reader.read("select * from t")["a"].tolist() == [1]
            with pytest.raises(NotAllowed, match="reading only"):
                reader.write(pa.table({"a": [1]}), "t")

    def test_empty_result_keeps_types(self, con: Connection) -> None:
        with con:
            con.write(ZOO, "zoo")
            back = con.read('select "beløp", dato from zoo where 1 = 0', as_="arrow")
        assert back.num_rows == 0
        assert pa.types.is_decimal(back.schema.field(0).type)
        assert pa.types.is_date(back.schema.field(1).type)

    def test_a_path_is_a_file_of_sql(self, con: Connection, tmp_path: Path) -> None:
        file = tmp_path / "spørring.sql"
        file.write_text("-- hvor mange\nselect :n as n", encoding="utf-8")
        with con:
            assert str(con.read(file, {"n": 7})["n"][0]) == "7"
