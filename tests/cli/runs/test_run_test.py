"""stabbur run --test, runs test and runs publish: nothing outside changes before it is published, then just that."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

import stabbur as sb
from stabbur import settings
from stabbur.cli.main import stabbur
from stabbur.cli.runs.run_test import tell
from stabbur.registry.here import connect
from stabbur.runs.testing.outcome import Outcome
from stabbur.state import tables
from stabbur.state.engine import engine, reading
from tests.runs.execution.conftest import small
from tests.runs.keeping.runs import made

__all__ = ["small"]

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")

CODE = """
import sys
import polars as pl
import stabbur as sb

frame = pl.DataFrame({"nr": ["0301", "1103"], "personer": [int(sys.argv[1]) if len(sys.argv) > 1 else 2, 3]})
dp = sb.Datapackage(name="folketall", title="Folketall")
dp.add_resource(frame, name="kommuner", schema={"primaryKey": ["nr"]})
print(sb.publish(dp, owner="demo").address)
sb.to_sql(frame, table="kommuner", sink="base.sqlite")
sb.to_file(frame, "kommuner.csv")
print(sb.read_dp("demo/folketall", as_="polars").rows(), sb.read_file("kommuner.csv", as_="polars").height)
print(sb.read_sql("select * from kommuner", source="base.sqlite", as_="polars").height)
"""
WIPED = """
import os, pathlib, subprocess, sys, time
home = {"STABBUR_HOME": os.environ["STABBUR_HOME"]}
os.environ.pop("STABBUR_TEST_PLACE")
away = '''setsid sh -c '"$0" c.py 7; echo $? >left' "$0" &'''
subprocess.run(["sh", "-c", away, sys.executable], env=home, check=True)
while not (left := pathlib.Path("left")).exists() or not left.read_text():
    time.sleep(0.02)
assert left.read_text() == "0\\n"
left.unlink()
from stabbur.runs.starting import start
start("a.py")
"""
OF_THE_STATE = ("state.sqlite", "audit-")  # its rows are looked at one by one
ELSEWHERE = ("run", "run_event", "alembic_version")


@pytest.fixture
def project(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose script publishes and writes; a version, a table and a file are there already."""
    monkeypatch.chdir(small)
    (small / "a.py").write_text(CODE.replace("else 2", "else 1"))
    assert call("run", "a.py").exit_code == 0
    (small / "a.py").write_text(CODE)
    return small


def call(*words: str) -> Result:
    return CliRunner().invoke(stabbur, words)


def answer(*words: str) -> list[dict[str, Any]]:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.output
    told: list[dict[str, Any]] = json.loads(result.stdout)
    return told


def outside(project: Path, home: Path) -> dict[str, object]:
    """Return all that a run could change: bucket, index, other files, rows of the state, tables, the folder."""
    found: dict[str, object] = {}
    for file in (*home.rglob("*"), *project.rglob("*")):
        ours = file.relative_to(home if file.is_relative_to(home) else project).parts
        if file.is_file() and "runs" not in ours and not file.name.startswith(OF_THE_STATE):
            found[str(file)] = hashlib.sha256(file.read_bytes()).hexdigest()
    with reading(engine(settings.load())) as connection:
        for name, table in tables.METADATA.tables.items():
            if name not in ELSEWHERE:
                rows = connection.execute(select(table)).all()
                # that it was started at all is in the log
                found[name] = [row for row in rows if "run.started" not in row]
    with closing(sqlite3.connect(project / "base.sqlite")) as base:
        found["base"] = base.execute("select * from kommuner").fetchall()
    return found


def test_a_test_run_changes_nothing_and_then_just_that_is_published(project: Path, home: Path) -> None:
    before = outside(project, home)
    assert before["base"] == [("0301", 1), ("1103", 3)]
    result = call("run", "--test", "a.py")
    assert result.exit_code == 0, result.output
    assert "/runs/2/test\n[('0301', 2), ('1103', 3)] 2\n4\n" in result.output
    for words in (
        "demo/folketall@2",
        "1 row changed.",
        "write table",
        "stabbur runs publish 2",
        "not held back",
    ):
        assert words in result.output
    assert outside(project, home) == before
    shown = answer("runs", "test", "2")
    assert [(one["what"], one["change"]) for one in shown] == [
        ("publish", "1 row changed."),
        ("write table", "2 rows, append"),
        ("write file", "2 rows, 26 bytes"),
    ]
    assert outside(project, home) == before, "looking changes nothing"
    place = home / "private" / "runs" / "2.1" / "test" / "buckets" / "local" / "demo" / "folketall" / "v2"
    made = {file.name: file.read_bytes() for file in place.iterdir() if file.name.startswith("kommuner-")}
    assert answer("runs", "publish", "2")[0]["address"] == "/p/demo/folketall/v2"
    folder = home / "private" / "bucket" / "demo" / "folketall" / "v2"
    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.name in made} == made
    assert len(made) == 2
    assert list(sb.read_dp("demo/folketall")["personer"]) == [2, 3]
    assert "to publish exactly this" not in call("runs", "test", "2").output, "it is done"
    after = outside(project, home)
    assert after["base"] == before["base"], "tables and files are not written by publishing"


def test_somebody_was_faster(project: Path, home: Path) -> None:
    assert answer("run", "--test", "a.py")[0]["test"][0]["name"] == "demo/folketall@2"
    (project / "a.py").write_text(CODE.replace("else 2", "else 7"))
    assert call("run", "a.py").exit_code == 0
    refused = call("runs", "publish", "2")
    assert refused.exit_code != 0
    assert "somebody has published 'demo/folketall' version 2 since" in str(refused.exception)
    assert "version 2 since" in call("runs", "test", "2").output
    assert answer("runs", "publish", "2", "--anyway")[0]["version"] == 3
    assert [one.number for one in connect().versions("demo/folketall")] == [3, 2, 1]


def test_a_test_run_starts_no_real_one_and_what_leaves_it_without_an_environment_is_in_it_all_the_same(
    project: Path, home: Path
) -> None:
    (project / "b.py").write_text(WIPED)
    (project / "c.py").write_text(CODE)
    before = outside(project, home)
    result = call("run", "--test", "b.py")
    assert result.exit_code == 10
    assert "cannot be started by a test run" in result.output
    assert outside(project, home) == before
    place = home / "private" / "runs" / "2.1" / "test" / "buckets" / "local" / "demo" / "folketall" / "v2"
    assert place.is_dir(), "it published, and there alone"


@pytest.mark.parametrize(
    ("state", "told"), [("failed", "it did not come to its end"), ("succeeded", "publish and write nothing")]
)
def test_what_would_come_of_a_test_run_that_failed_is_not_known(
    home: Path, capsys: pytest.CaptureFixture[str], state: str, told: str
) -> None:
    tell(Outcome(made(state=state, purpose="test"), (), (), (), (), (), None))
    assert told in capsys.readouterr().err
