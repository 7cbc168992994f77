"""A test run writes files below its place, reads them from there, and nothing outside changes."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.cli.folders import built, package_at
from stabbur.errors import BadInput, NotFound
from stabbur.io.testing.files import below, read_from, written_to
from stabbur.io.testing.written import listed

Begin = Callable[[], Path]


@pytest.fixture
def work(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a file in it."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    sb.to_file(frame(1), "tall.csv")
    sb.to_file(frame(1), "bucket://local/a/tall.csv")
    return folder


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Let this process be a test run from now on, and return where it writes to."""

    def begun() -> Path:
        monkeypatch.setenv("STABBUR_TEST_PLACE", str(tmp_path / "test"))
        return tmp_path / "test"

    return begun


def frame(value: int) -> pl.DataFrame:
    return pl.DataFrame({"n": [value]})


def hashes(*folders: Path) -> dict[str, str]:
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_files_are_written_apart_and_read_back(work: Path, home: Path, begin: Begin) -> None:
    before = hashes(work, home)
    place = begin()
    for target in ("tall.csv", str(work / "ny.parquet"), "bucket://local/a/tall.csv", "../work/annen.csv"):
        made = sb.to_file(frame(2), target)
        assert sb.read_file(target, as_="polars").rows() == [(2,)]
        assert sb.read_file(made, as_="polars").rows() == [(2,)]
    assert sb.read_file("annen.csv", as_="polars").rows() == [(2,)], "two names of one file mean one"
    assert hashes(work, home) == before
    assert [(one.target, one.rows, one.columns) for one in listed(place)] == [
        (str(work / "tall.csv"), 1, {"n": "int64"}),
        (str(work / "ny.parquet"), 1, {"n": "int64"}),
        ("bucket://local/a/tall.csv", 1, {"n": "int64"}),
        (f"{work}/../work/annen.csv", 1, {"n": "int64"}),
    ]
    assert all((place / one.file).is_file() for one in listed(place))


def test_packages_see_the_files_of_the_test_run(work: Path, home: Path, begin: Begin) -> None:
    """A package made of a file must not be made of the old one, and its folder is written apart."""
    before = hashes(work, home)
    begin()
    sb.to_file(frame(2), "tall.csv")
    made = sb.Datapackage(name="tall", title="Tall").add_resource("tall.csv", name="tall")
    folder = made.write()
    assert not folder.is_relative_to(work)
    assert not (work / "build").exists()
    assert sb.read_dp(Path("build/tall"), as_="polars").rows() == [(2,)]
    with pytest.warns(sb.DataWarning):
        assert sb.publish(Path("build/tall"), owner="demo").version == 1
    assert sb.read_dp("demo/tall", as_="polars").rows() == [(2,)]
    assert hashes(work, home) == before


def test_a_folder_with_old_and_new_files_is_not_shown_as_one(work: Path, begin: Begin) -> None:
    (work / "data").mkdir()
    sb.to_file(frame(1), "data/gammel.csv")
    begin()
    sb.to_file(frame(2), "data/ny.csv")
    sb.to_file(frame(3), "data/nyere.csv")
    assert sb.read_file("data/gammel.csv", as_="polars").rows() == [(1,)]
    with pytest.raises(BadInput, match="cannot show it as one"):
        sb.Datapackage(name="tall", title="Tall").add_resource("data", name="tall")
    assert [one.name for one in below(work / "data")] == ["gammel.csv", "ny.csv", "nyere.csv"]
    assert below(work / "ikke") == []


def test_the_command_publishes_what_the_test_run_wrote(work: Path, home: Path, begin: Begin) -> None:
    for name, value in (("tall", 1), ("andre", 1)):
        sb.Datapackage(name=name, title="Tall").add_resource(frame(value), name="tall").write()
    before = hashes(work)
    begin()
    sb.Datapackage(name="tall", title="Tall").add_resource(frame(2), name="tall").write()
    assert [sb.read_dp(one, as_="polars").rows() for one in below(Path("build"))] == [[(1,)], [(2,)]]
    with pytest.warns(sb.DataWarning):
        sb.publish(package_at(Path("build/tall")), owner="demo")
    assert sb.read_dp("demo/tall", as_="polars").rows() == [(2,)]
    with pytest.raises(BadInput, match="which package"):
        built()
    assert hashes(work) == before


def test_a_test_fails_where_the_run_would(work: Path, begin: Begin) -> None:
    begin()
    with pytest.raises(NotFound, match="there is no folder"):
        sb.to_file(frame(2), "ikke/tall.csv")
    with pytest.raises(NotFound, match="there is no file"):
        sb.read_file("ikke.csv")


def test_code_that_empties_its_environment_is_in_a_test_run_all_the_same(work: Path, tmp_path: Path) -> None:
    before = hashes(work)
    code = (
        "import os, pandas as pd, stabbur as sb\nhome = os.environ['STABBUR_HOME']\nos.environ.clear()\n"
        "os.environ['STABBUR_HOME'] = home\nprint(sb.to_file(pd.DataFrame({'n': [2]}), 'tall.csv'))"
    )
    environ = os.environ | {"STABBUR_TEST_PLACE": str(tmp_path / "test")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path / "test")
    assert hashes(work) == before


def test_outside_a_test_run_a_path_is_itself(work: Path) -> None:
    assert written_to(Path("tall.csv")) == read_from(Path("tall.csv")) == Path("tall.csv")
