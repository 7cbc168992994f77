"""sb.connect, sb.read_sql and sb.to_sql: sources by name, address or path, and queries that are no text."""

import sqlite3
from pathlib import Path

import pyarrow as pa
import pytest

import stabbur as sb
from stabbur.io.sources_read import forget, recorded

SETTINGS = """
[sources.lese]
kind = "sqlite"
address = "{folder}/t.sqlite"

[sources.skrive]
kind = "sqlite"
address = "{folder}/t.sqlite"
write = true

[sources.rar]
kind = "oracle"
"""


@pytest.fixture
def base(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a table, and settings that name it twice."""
    (home / "stabbur.toml").write_text(SETTINGS.format(folder=tmp_path))
    monkeypatch.chdir(tmp_path)
    with sqlite3.connect(tmp_path / "t.sqlite") as con:
        con.execute("create table t(n int, k text)")
        con.execute("insert into t values (1, '0301'), (2, null)")
    return tmp_path


def test_a_source_by_name_address_or_path(base: Path) -> None:
    for source in ("lese", "skrive", f"sqlite:///{base}/t.sqlite", "t.sqlite", f"{base}/t.sqlite"):
        assert sb.read_sql("select k from t order by n", source=source)["k"].tolist()[0] == "0301", source


def test_writing_needs_the_settings_word(base: Path) -> None:
    row = pa.table({"n": [3]})
    with pytest.raises(sb.NotAllowed, match="'lese' is for reading only") as refused:
        sb.to_sql(row, table="t", sink="lese")
    assert "sources.lese" in refused.value.hint
    assert sb.to_sql(row, table="t", sink="skrive") == 1
    with sb.connect("skrive", write=False) as con, pytest.raises(sb.NotAllowed):
        con.write(row, "t")
    with sb.connect("skrive") as con, pytest.raises(sb.BadInput, match="mode is 'upsert'"):
        con.write(row, "t", mode="upsert")  # type: ignore[arg-type]  # what a user may write


@pytest.mark.parametrize("source", ["dvh", "t.csv", "oracle://x", ""])
def test_an_unknown_source_is_named_with_those_there_are(base: Path, source: str) -> None:
    with pytest.raises(sb.NotFound, match="the settings have lese, rar, skrive"):
        sb.connect(source)


def test_a_kind_that_is_not_installed(base: Path) -> None:
    with pytest.raises(sb.NotFound, match="no sql named 'oracle'"):
        sb.connect("rar")


class Template:
    """What a template string of a later Python is: parts and values, not text."""


@pytest.mark.parametrize("query", [None, 3, b"select 1", ["select 1"], Template()])
def test_A58_what_is_no_text_is_no_query(base: Path, query: object) -> None:
    with pytest.raises(sb.BadInput, match="it must be text") as refused:
        sb.read_sql(query, source="lese")  # type: ignore[arg-type]  # what a user may write
    assert "params" in refused.value.hint


@pytest.mark.parametrize("source", [None, 3, Path("t.sqlite")])
def test_what_is_no_source(base: Path, source: object) -> None:
    with pytest.raises(sb.BadInput, match="it must be a name or an address"):
        sb.connect(source)  # type: ignore[arg-type]  # what a user may write


def test_a_file_of_sql_is_a_path(base: Path) -> None:
    path = base / "spørring.sql"
    path.write_text("\ufeff-- æ\nselect n from t where k = :k", encoding="utf-8")
    assert sb.read_sql(path, source="lese", params={"k": "0301"})["n"].tolist() == [1]
    with pytest.raises(sb.BadInput, match="is the name of a file") as refused:
        sb.read_sql("spørring.sql", source="lese")
    assert refused.value.hint == "pathlib.Path('spørring.sql')"


def test_files_of_sql_that_are_none(base: Path) -> None:
    (base / "latin.sql").write_bytes("select 'å'".encode("latin-1"))
    (base / "tom.sql").write_text(" \n")
    for name, kind, word in (
        ("fins_ikke.sql", sb.NotFound, "no file"),
        ("latin.sql", sb.BadInput, "not utf-8"),
        ("tom.sql", sb.BadInput, "the query is empty"),
        (".", sb.BadInput, "no file of SQL"),
        ("x" * 300, sb.BadInput, "no file of SQL"),
        ("a\0b", sb.BadInput, "no file of SQL"),
    ):
        with pytest.raises(kind, match=word):
            sb.read_sql(Path(base / name), source="lese")


def test_a_pasted_value_stays_a_value(base: Path) -> None:
    attack = "0301' or '1'='1"
    assert sb.read_sql("select n from t where k = ?", source="lese", params=[attack]).empty
    with pytest.raises(sb.BadInput, match=":navn"):
        sb.read_sql("select n from t where k = :navn", source="lese", params={"name": attack})


def test_what_was_read_is_recorded_without_its_values(base: Path) -> None:
    forget()
    sb.read_sql("select n from t where k = :k", source="lese", params={"k": "hemmelig"})
    (entry,) = recorded()
    assert (entry["kind"], entry["source"], entry["rows"]) == ("sql", "lese", 0)
    assert "hemmelig" not in str(entry)


def test_a_connection_that_is_kept_is_closed_at_the_end(base: Path) -> None:
    with sb.connect("lese") as con:
        assert con.tables() == ["t"]
        assert con.read("select count(*) as n from t", as_="polars")["n"].to_list() == [2]
    con.close()
    with pytest.raises(sb.BadInput, match="closed"):
        con.read("select 1")
