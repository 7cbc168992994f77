"""A query makes and reads no file beside its database, in a test run neither."""

from pathlib import Path

import pyarrow as pa
import pytest

import stabbur as sb

DUCKDB = (
    "copy (select 1) to '{file}'",
    "export database '{file}'",
    "explain analyze copy (select 1) to '{file}'",
    "attach '{file}' as other",
    "select * from read_text('{other}')",
    "select * from read_csv('{other}')",
    "select * from '{other}'",
    "select * from glob('{other}')",
    "set enable_external_access = true",
    "set profiling_output = '{file}'",
    "load '{file}'",
)
SQLITE = (
    "vacuum into '{file}'",
    "vacuum into ('{file}' || '')",
    "attach '{file}' as other",
    "attach ('{file}' || '') as other",
    "attach 'file:{file}?mode=rwc' as other",
)
ALL = [*(("duckdb", one) for one in DUCKDB), *(("sqlite", one) for one in SQLITE)]


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("test_run", [False, True], ids=["run", "test-run"])
@pytest.mark.parametrize(("kind", "query"), ALL)
def test_no_other_file_is_made_or_read(
    kind: str,
    query: str,
    test_run: bool,
    write: bool,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    address = str(folder / f"t.{kind}")
    sb.to_sql(pa.table({"a": [1, 2]}), table="t", sink=address)
    (folder / "other.csv").write_text("not,yours\n")
    if test_run:
        monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
    before = sorted(folder.iterdir())
    with sb.connect(address, write=write) as connection:
        with pytest.raises(sb.BadInput):
            connection.read(query.format(file=folder / "made", other=folder / "other.csv"))
        assert len(connection.read("select a from t order by a desc")) == 2
        assert sorted(one for one in folder.iterdir() if ".wal" not in one.name) == before


def test_a_plain_vacuum_of_a_sink_still_works(tmp_path: Path, home: Path) -> None:
    address = str(tmp_path / "t.sqlite")
    with sb.connect(address, write=True) as connection:
        connection.write(pa.table({"a": [1]}), "t")
        with pytest.raises(sb.BadInput, match="no columns"):
            connection.read("vacuum")


@pytest.mark.parametrize("option", ["allowed_directories", "profiling_output", "log_query_path"])
def test_the_options_of_a_source_open_no_file(option: str, tmp_path: Path, home: Path) -> None:
    address = str(tmp_path / "t.duckdb")
    sb.to_sql(pa.table({"a": [1]}), table="t", sink=address)
    home.mkdir(exist_ok=True)
    (home / "stabbur.toml").write_text(
        f'[sources.duck]\nkind = "duckdb"\naddress = "{address}"\n[sources.duck.options]\n{option} = "{tmp_path}"\n'
    )
    with pytest.raises(sb.BadInput, match=option):
        sb.read_sql("select 1", source="duck")


def test_a_source_is_not_opened_to_other_files_by_its_options(tmp_path: Path, home: Path) -> None:
    address = str(tmp_path / "t.duckdb")
    sb.to_sql(pa.table({"a": [1]}), table="t", sink=address)
    home.mkdir(exist_ok=True)
    (home / "stabbur.toml").write_text(
        f'[sources.duck]\nkind = "duckdb"\naddress = "{address}"\n'
        "[sources.duck.options]\nENABLE_external_access = true\nthreads = 2\n"
    )
    with pytest.raises(sb.BadInput):
        sb.read_sql(f"copy (select 1) to '{tmp_path}/made.csv'", source="duck")
    assert not (tmp_path / "made.csv").exists()
    assert sb.read_sql("select a from t", source="duck")["a"][0] == 1
