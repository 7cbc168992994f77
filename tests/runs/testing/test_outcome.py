"""The result of a test run: packages as they would be, what changes, findings, tables, files, and what else it tried."""

import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import URL, Engine, insert

import stabbur as sb
from stabbur import settings
from stabbur.accounts import actor as actors
from stabbur.errors import BadInput, NotFound
from stabbur.registry.here import connect
from stabbur.runs.keeping.sweeping import sweep
from stabbur.runs.testing import place as places
from stabbur.runs.testing.outcome import outcome
from stabbur.state import clock, tables
from stabbur.state.engine import new_engine, writing
from tests.registry.making import package
from tests.runs.testing.conftest import TestRuns

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")
TWICE = pl.DataFrame({"nr": ["0301", "0301"]})


def test_packages_with_difference_access_and_findings(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo", access="internal")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
        sb.publish(package(2), owner="other", access="public")
    told = outcome(state, id, settings.load())
    first, second = told.items
    assert (first.title, first.number, first.was_access, first.access) == (
        "Folketall",
        2,
        "internal",
        "internal",
    )
    assert first.diff["rows"]["kommuner"]["changed"] == 1
    assert "'folketall': the package has no licence" in first.findings
    assert (second.number, second.was_access, second.access, second.summary) == (
        1,
        "",
        "public",
        "first version",
    )
    assert told.whole
    assert told.until
    assert (told.until - dt.datetime.now(dt.UTC)).days in (6, 7)


def test_the_place_opens_as_a_registry(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
    _, place = places.of(state, id, actors.local())
    with places.opened(place, settings.load()) as here:
        assert here is not None
        assert [one.number for one in here.versions("demo/folketall")] == [2, 1]
        assert here.open("demo/folketall", 2).sibling("preview")


def test_what_the_gate_refuses_is_shown(test: TestRuns, state: Engine) -> None:
    with test.run(ends="failed") as id:
        broken = sb.Datapackage(name="brutt", title="Brutt")
        broken.add_resource(TWICE, name="kommuner", schema={"primaryKey": ["nr"]})
        with pytest.raises(BadInput):
            sb.publish(broken, owner="demo")
    told = outcome(state, id, settings.load())
    assert told.items == ()
    assert [one.id for one in told.refused] == ["demo/brutt"]
    assert "breaks its own rules" in told.refused[0].message


def test_tables_and_files_that_it_would_write(test: TestRuns, state: Engine, tmp_path: Path) -> None:
    with test.run() as id:
        sb.to_sql(TWICE, table="kommuner", sink=str(tmp_path / "base.sqlite"))
        sb.to_file(TWICE, tmp_path / "kommuner.csv")
    told = outcome(state, id, settings.load())
    assert [(one.kind, one.target, one.mode, one.rows) for one in told.written] == [
        ("table", f"{tmp_path}/base.sqlite: kommuner", "append", 2),
        ("file", f"{tmp_path}/kommuner.csv", "replace", 2),
    ]
    assert not list(tmp_path.glob("base.*")) + list(tmp_path.glob("*.csv"))


def test_what_else_it_tried_is_told(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        connect().withdraw("demo/folketall", 1, "feil tall")
    told = outcome(state, id, settings.load())
    assert [(one.action, one.subject) for one in told.other] == [("package.withdrawn", "demo/folketall")]
    assert connect().open("demo/folketall").withdrawn is None


def test_a_run_that_did_nothing(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        pass
    told = outcome(state, id, settings.load())
    assert (told.items, told.refused, told.access, told.written, told.other) == ((), (), (), (), ())


def test_after_seven_days_it_is_swept(test: TestRuns, state: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    assert sweep(state) == 0
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_CLOCK", str(8 * 24 * 3600))
    assert sweep(state) == 1
    with pytest.raises(NotFound, match="is gone"):
        outcome(state, id, settings.load())
    assert not (settings.private() / "runs" / f"{id}.1").exists()


def test_a_folder_that_somebody_took_away_is_said(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    shutil.rmtree(settings.private() / "runs" / f"{id}.1")
    with pytest.raises(NotFound, match="is gone") as caught:
        outcome(state, id, settings.load())
    assert caught.value.hint == "run it anew: stabbur run --test ENTRY"


@pytest.mark.parametrize("details", ["[1]", "nothing", "{}", '{"version": "x"}', None])
def test_a_place_that_holds_something_else_is_said_to_be_unreadable(
    test: TestRuns, state: Engine, details: str | None
) -> None:
    with test.run() as id:
        pass
    place = settings.private() / "runs" / f"{id}.1" / "test"
    place.mkdir()
    if details is None:
        (place / "state.sqlite").write_bytes(b"x" * 5000)
    else:
        with writing(new_engine(URL.create("sqlite", database=str(place / "state.sqlite")))) as connection:
            tables.METADATA.create_all(connection)
            row = {"seq": 1, "at": clock.now(), "actor": "a", "action": "package.published", "subject": "a/b"}
            kept = {"details": details, "previous": "", "hash": ""}
            connection.execute(insert(tables.audit).values(**row, **kept))
    with pytest.raises(NotFound, match="cannot be read"):
        outcome(state, id, settings.load())
