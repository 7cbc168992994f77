"""What every database must pass."""

import contextlib
import datetime as dt
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

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

WRITER = """
import itertools, sys
import pyarrow as pa
import stabbur as sb

address, mode = sys.argv[1:]
with sb.connect(address, write=True) as connection:
    for number in itertools.count():
        connection.write(pa.table({"a": [number] * 20_000}), "t", mode=mode)
        print(number, flush=True)
"""


class DatabaseContract:
    """Subclasses give `address`, that of an empty database."""

    @pytest.fixture
    def address(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def con(self, address: str, home: Path) -> Iterator[Connection]:
        with connect(address, write=True) as connection:
            yield connection

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

    @pytest.mark.parametrize("mode", ["append", "replace"])
    def test_F01_a_writer_that_is_killed_leaves_whole_writes(
        self, con: Connection, address: str, tmp_path: Path, mode: str
    ) -> None:
        """A child writes 20 000 equal rows again and again and is killed while it does."""
        con.close()
        script = tmp_path / "writer.py"
        script.write_text(WRITER, encoding="utf-8")
        command = [sys.executable, str(script), address, mode]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            for _ in range(2):
                child.stdout.readline()
            time.sleep(random.random() * 0.3)
            child.kill()
        with connect(address) as reader:
            found = reader.read("select a, count(*) as n from t group by a", as_="arrow").to_pylist()
        assert {row["n"] for row in found} == {20_000}
        assert len(found) == 1 if mode == "replace" else len(found) >= 1

    def test_an_interrupted_write_leaves_the_connection_usable(self, con: Connection) -> None:
        with con:
            con.write(pa.table({"a": [1]}), "t")
            with pytest.raises((BadInput, NotFound)):
                con.write(pa.table({"a": ["no number"], "b": [1]}), "t")
            with pytest.raises(BadInput):
                con.write(pa.table({"a": [2]}), "t\0")
            assert con.write(pa.table({"a": [3]}), "t") == 1
            assert sorted(con.read("select a from t")["a"]) == [1, 3]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(name=st.text(st.characters(codec="utf-8", exclude_characters="\0."), min_size=1, max_size=30))
    def test_any_text_is_a_name_and_nothing_else(self, con: Connection, name: str) -> None:
        # what a database takes of a name: 63 bytes at least
        table, column = (
            f"t {name}".encode()[:60].decode(errors="ignore"),
            f"c {name}".encode()[:60].decode(errors="ignore"),
        )
        con.write(pa.table({column: [1]}), table, mode="replace")
        quoted = '"' + table.replace('"', '""') + '"'
        assert con.read(f"select * from {quoted}", as_="arrow").to_pydict() == {column: [1]}

    @pytest.mark.parametrize(
        "table", ['x"; drop table t; --', 'main"; drop table t; --.y', "{table}", "a.b.c", "t; --"]
    )
    def test_a_name_never_runs(self, con: Connection, table: str) -> None:
        with con:
            con.write(pa.table({"a": [1]}), "t")
            with contextlib.suppress(BadInput, NotFound):
                con.write(pa.table({'a") values (1); drop table t; --': [1]}), table, mode="replace")
            assert con.read("select a from t")["a"].tolist() == [1]

    def test_a_large_result_is_never_held_as_python_values(self, con: Connection) -> None:
        with con:
            con.write(pa.table({"a": range(300_000), "b": ["tekst"] * 300_000}), "t")
            tracemalloc.start()
            table = con.read("select * from t", as_="arrow")
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert table.num_rows == 300_000
        assert peak < 30_000_000

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
