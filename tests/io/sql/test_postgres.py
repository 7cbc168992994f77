"""PostgreSQL passes the contract on a real server; its odd values come back as they are, or raise."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.io.database import connect
from tests.io.sql.contract import DatabaseContract
from tests.servers.postgres import Server


@pytest.fixture
def base(postgres: Server) -> str:
    """An empty database of its own on the server."""
    name = f"t{uuid4().hex}"
    with closing(adbc.connect(postgres.address, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute(f"create database {name}")
    return postgres.address.removesuffix("postgres") + name


class TestPostgres(DatabaseContract):
    @pytest.fixture
    def address(self, base: str) -> str:
        return base


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1.123456789012345::numeric", Decimal("1.123456789012345")),
        (
            "12345678901234567890123456789012345678::numeric",
            Decimal("12345678901234567890123456789012345678"),
        ),
        ("(-1e-15)::numeric", Decimal("-1E-15")),
        ("1.5::numeric(10,2)", Decimal("1.50")),
        ("9223372036854775807::bigint", 9223372036854775807),
        ("'[1, 2]'::jsonb", "[1, 2]"),
        ("'null'::json", "null"),
        ("null::json", None),
        ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("array[1, null, 3]", [1, None, 3]),
        ("array['a,b', null, '\"']", ["a,b", None, '"']),
        ("'1 year 2 mons'::interval", "1 year 2 mons"),
        ("'10:00+02'::timetz", "10:00:00+02"),
        ("'10.0.0.1'::inet", "10.0.0.1/32"),
        ("'[1,5)'::int4range", "[1,5)"),
        ("point(1,2)", "(1,2)"),
        ("3::oid", 3),
        ("'ab'::char(4)", "ab  "),
    ],
)
def test_odd_values_come_back_as_they_are(expression: str, value: object, base: str, home: Path) -> None:
    back = sb.read_sql(f"select {expression} as x", source=base, as_="arrow")
    assert back.column("x").to_pylist() == [value]


@pytest.mark.parametrize(
    "expression",
    ["'infinity'::date", "'-infinity'::date", "'infinity'::timestamp", "'-infinity'::timestamptz",
     "'24:00'::time", "'NaN'::numeric", "'Infinity'::numeric", "array[[1,2],[3,4]]"],
)  # fmt: skip
def test_what_arrow_cannot_hold_raises_and_names_the_column(expression: str, base: str, home: Path) -> None:
    with pytest.raises(sb.BadInput, match="column 'x' holds"):
        sb.read_sql(f"select {expression} as x", source=base)


def test_show_and_explain_are_read(base: str, home: Path) -> None:
    with connect(base) as con:
        assert con.read("show server_encoding").iloc[0, 0] == "UTF8"
        assert len(con.read("explain select 1"))


def test_append_to_a_typed_table_casts_or_refuses(base: str, home: Path) -> None:
    with closing(adbc.connect(base, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute("create table t(id int primary key, price numeric(10,2), data jsonb, day date)")
        cursor.execute("create schema lager")
        cursor.execute("create table lager.t(a bigint)")
    rows = pa.table({"id": [1, 2], "price": [1.25, None], "data": [{"a": 1}, None]})
    assert sb.to_sql(rows, table="t", sink=base) == 2
    with pytest.raises(sb.BadInput, match="1 values would be changed"):
        sb.to_sql(pa.table({"id": [3], "price": [1.255]}), table="t", sink=base)
    with pytest.raises(sb.BadInput, match="duplicate key"):
        sb.to_sql(pa.table({"id": [4, 1]}), table="t", sink=base)
    with pytest.raises(sb.NotFound, match="no column 'pris'"):
        sb.to_sql(pa.table({"pris": [4]}), table="t", sink=base)
    assert sb.read_sql("select id, price from t order by id", source=base)["id"].tolist() == [1, 2]
    sb.to_sql(
        pa.table({"id": [9], "price": [2.5], "data": ["{}"], "day": [None]}),
        table="t",
        sink=base,
        mode="replace",
    )
    kept = sb.read_sql(
        "select conname::text as c from pg_constraint where conrelid = 't'::regclass and contype = 'p'",
        source=base,
    )
    assert kept["c"].tolist() == ["t_pkey"]
    assert sb.to_sql(pa.table({"a": [1]}), table="lager.t", sink=base) == 1
    with connect(base) as con:
        assert "lager.t" in con.tables()


def test_large_unsigned_and_nanoseconds_are_not_cut(base: str, home: Path) -> None:
    sb.to_sql(pa.table({"u": pa.array([2**64 - 1], pa.uint64())}), table="u", sink=base)
    assert sb.read_sql("select * from u", source=base, as_="arrow")["u"].to_pylist() == [Decimal(2**64 - 1)]
    with pytest.raises(sb.BadInput, match="without loss"):
        sb.to_sql(pa.table({"t": pa.array([1], pa.timestamp("ns"))}), table="n", sink=base)
    with pytest.raises(sb.BadInput, match="NUL"):
        sb.to_sql(pa.table({"t": ["a\0b"]}), table="n", sink=base)


def test_source_of_the_settings_with_a_secret(
    postgres: Server, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "stabbur.toml").write_text(
        f'[sources.dvh]\nkind = "postgres"\naddress = "{postgres.host}"\nuser = "postgres"\n'
        'password = { secret = "dvh/password" }\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", postgres.password)
    assert sb.read_sql(source="dvh", query="select :a as a", params={"a": "å"})["a"].tolist() == ["å"]
    with pytest.raises(sb.NotAllowed, match="reading only"):
        sb.to_sql(pa.table({"a": [1]}), table="t", sink="dvh")
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "feil-passord")
    with pytest.raises(sb.NotAllowed, match="authentication") as refused:
        sb.read_sql(source="dvh", query="select 1")
    assert "feil-passord" not in str(refused.value)
    with pytest.raises(sb.NotFound, match="no source 'dwh'"):
        sb.read_sql(source="dwh", query="select 1")


def test_nobody_answers(home: Path) -> None:
    with pytest.raises(sb.Unavailable, match="did not answer"):
        sb.read_sql("select 1", source="postgresql://u:hemmelig@127.0.0.1:1/base")


@pytest.mark.parametrize(
    ("table", "column"), [("t" * 64, "a"), ("æ" * 32, "a"), ("t", "ø" * 32), ("s" * 64 + ".t", "a")]
)
def test_name_that_the_server_would_cut_is_refused(base: str, home: Path, table: str, column: str) -> None:
    with connect(base, write=True) as con, pytest.raises(BadInput, match="64 bytes in UTF-8"):
        con.write(pa.table({column: [1]}), table)
