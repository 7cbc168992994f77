"""A test run writes to databases as it will, sees what it wrote, and the database stays as it was."""

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pytest

import stabbur as sb
from stabbur.errors import BadInput, NotAllowed, NotFound, StabburError
from stabbur.io.testing.written import listed
from tests.servers.postgres import Server

Begin = Callable[[], Path]
KINDS = ("sqlite", "duckdb", "postgres")


def rows(first: int, last: int) -> pa.Table:
    """Return rows of the types that are easily lost on the way."""
    numbers = range(first, last + 1)
    return pa.table(
        {
            "kommune": pa.array([f"{n:04}" for n in numbers]),
            "n": pa.array(list(numbers), pa.int64()),
            "dato": pa.array([dt.date(2020, 1, n) for n in numbers]),
            "beløp": pa.array([Decimal(f"{n}.10") for n in numbers], pa.decimal128(10, 2)),
        }
    )


@pytest.fixture(params=KINDS)
def sink(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> str:
    """A database with a table of two rows."""
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        name = f"t{uuid4().hex}"
        with closing(adbc.connect(server.address, autocommit=True)) as con, con.cursor() as cursor:
            cursor.execute(f"create database {name}")
        address = server.address.removesuffix("postgres") + name
    else:
        address = str(tmp_path / f"base.{request.param}")
    sb.to_sql(rows(1, 2), table="tall", sink=address)
    return address


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Let this process be a test run from now on, and return where it writes to."""

    def begun() -> Path:
        monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
        return tmp_path / "test"

    return begun


def numbers(sink: str, query: str = "select n from tall order by n") -> list[int]:
    found: list[int] = sb.read_sql(query, source=sink, as_="arrow").column("n").to_pylist()
    return found


def test_what_is_written_is_seen_by_the_run_alone(
    sink: str, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begin()
    assert sb.to_sql(rows(3, 3), table="tall", sink=sink) == 1
    sb.to_sql(rows(4, 4), table="tall", sink=sink)
    assert sb.read_sql("select * from tall order by n", source=sink, as_="arrow").equals(rows(1, 4))
    assert sb.to_sql(rows(9, 9), table="tall", sink=sink, mode="replace") == 1
    assert numbers(sink) == [9]
    sb.to_sql(rows(7, 7), table="tall", sink=sink)
    sb.to_sql(rows(5, 5), table="ny", sink=sink)
    assert numbers(sink) == [7, 9]
    assert numbers(sink, "select n from ny") == [5]
    assert numbers(sink, "select ny.n from ny join tall on tall.n = ny.n + 4") == [5]
    assert [(one.table, one.mode, one.rows) for one in listed(place)] == [
        ("tall", "append", 1),
        ("tall", "append", 1),
        ("tall", "replace", 1),
        ("tall", "append", 1),
        ("ny", "append", 1),
    ]
    monkeypatch.delenv("STABBUR_TEST_PLACE")
    assert numbers(sink) == [1, 2]
    with sb.connect(sink) as connection:
        assert connection.tables() == ["tall"]


def test_a_kept_connection_sees_its_own_writings(sink: str, begin: Begin) -> None:
    begin()
    with sb.connect(sink, write=True) as connection:
        connection.write(rows(3, 3), "tall")
        assert connection.read("select n from tall", as_="arrow").num_rows == 3
        connection.write(rows(5, 6), "tall", mode="replace")
        connection.write(rows(7, 7), "tall")
        assert connection.read("select n from tall", as_="arrow").num_rows == 3
        connection.write(rows(1, 1), "ny")
        assert connection.tables() == ["ny", "tall"]
    assert numbers(sink) == [5, 6, 7]


def test_the_file_of_a_database_stays_byte_for_byte(home: Path, tmp_path: Path, begin: Begin) -> None:
    for kind in KINDS[:2]:
        file = tmp_path / f"base.{kind}"
        sb.to_sql(rows(1, 2), table="tall", sink=str(file))
    before = {file.name: file.read_bytes() for file in tmp_path.glob("base.*")}
    begin()
    for kind in KINDS[:2]:
        sb.to_sql(rows(1, 9), table="tall", sink=str(tmp_path / f"base.{kind}"), mode="replace")
        sb.to_sql(rows(1, 2), table="tall", sink=str(tmp_path / f"ny.{kind}"))
        assert numbers(str(tmp_path / f"ny.{kind}")) == [1, 2]
    assert {file.name: file.read_bytes() for file in tmp_path.glob("base.*")} == before
    assert not list(tmp_path.glob("ny.*"))


@pytest.mark.parametrize(
    "query", ["insert into tall (n) values (8) returning n", "create table q as select 1 as n"]
)
def test_sql_that_writes_is_held_back(
    sink: str, query: str, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    with sb.connect(sink, write=True) as connection:
        connection.write(rows(3, 3), "ny")
        with pytest.raises(StabburError):
            connection.read(query)
    monkeypatch.delenv("STABBUR_TEST_PLACE")
    assert numbers(sink) == [1, 2]
    with sb.connect(sink) as connection:
        assert connection.tables() == ["tall"]


def test_old_rows_are_never_shown_for_new_ones(sink: str, begin: Begin) -> None:
    begin()
    sb.to_sql(rows(3, 3), table="tall", sink=sink)
    schema = "public" if sink.startswith("postgres") else "main"
    for name in (f"{schema}.tall", f'"{schema}" . "tall"', f"{schema.upper()}.tall"):
        with pytest.raises(BadInput, match="wrote to") as caught:
            numbers(sink, f"select n from {name}")
        assert caught.value.hint == 'from "tall"'
    assert numbers(sink, "select tall.n from tall order by n") == [1, 2, 3]


def test_rows_that_do_not_fit_are_refused_as_they_would_be(sink: str, begin: Begin) -> None:
    place = begin()
    with pytest.raises(StabburError):
        sb.to_sql(pa.table({"annet": [1]}), table="tall", sink=sink)
    assert listed(place) == []
    assert numbers(sink) == [1, 2]
    with sb.connect(sink, write=True) as connection:
        with pytest.raises(StabburError):
            connection.write(pa.table({"annet": [1]}), "tall")
        connection.write(rows(3, 3), "tall")
        assert connection.read("select n from tall", as_="arrow").num_rows == 3


def test_a_column_that_must_have_a_value_must_have_it_in_a_test(
    home: Path, tmp_path: Path, begin: Begin
) -> None:
    import sqlite3

    file = tmp_path / "base.sqlite"
    with closing(sqlite3.connect(file)) as made:
        made.execute("create table krav (n integer not null)")
    begin()
    with pytest.raises(BadInput, match="NOT NULL"):
        sb.to_sql(pa.table({"n": pa.array([None], pa.int64())}), table="krav", sink=str(file))


def test_a_sequence_of_the_server_does_not_move(postgres: Server, home: Path, begin: Begin) -> None:
    name = f"t{uuid4().hex}"
    with closing(adbc.connect(postgres.address, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute(f"create database {name}")
    address = postgres.address.removesuffix("postgres") + name
    with closing(adbc.connect(address, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute("create sequence løpenummer")
        cursor.execute("create table tall (id bigint default nextval('løpenummer'), n bigint)")
    begin()
    sb.to_sql(pa.table({"n": [1, 2]}), table="tall", sink=address)
    with closing(adbc.connect(address, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute("select is_called from løpenummer")
        assert cursor.fetchone() == (False,)


def test_a_table_of_another_schema_is_kept_and_not_shown(postgres: Server, home: Path, begin: Begin) -> None:
    name = f"t{uuid4().hex}"
    with closing(adbc.connect(postgres.address, autocommit=True)) as con, con.cursor() as cursor:
        cursor.execute(f"create database {name}")
    address = postgres.address.removesuffix("postgres") + name
    sb.to_sql(rows(1, 2), table="tall", sink=address)
    place = begin()
    sb.to_sql(rows(3, 3), table="stage.tall", sink=address)
    assert numbers(address) == [1, 2], "the table of that name in the usual schema is another"
    assert [one.table for one in listed(place)] == ["stage.tall"]
    with pytest.raises(BadInput, match="a test run wrote to 'stage"):
        numbers(address, "select n from stage.tall")


def test_what_a_real_run_could_not_write_a_test_cannot(home: Path, tmp_path: Path, begin: Begin) -> None:
    begin()
    with pytest.raises(NotFound, match="there is no folder"):
        sb.to_sql(rows(1, 1), table="tall", sink=str(tmp_path / "ikke" / "base.sqlite"))
    with pytest.raises(NotFound, match="there is no file"):
        sb.read_sql("select 1", source=str(tmp_path / "ikke.sqlite"))
    (home / "stabbur.toml").write_text(f'[sources.lese]\nkind = "sqlite"\naddress = "{tmp_path}/a.sqlite"\n')
    with pytest.raises(NotAllowed, match="for reading only"):
        sb.to_sql(rows(1, 1), table="tall", sink="lese")
