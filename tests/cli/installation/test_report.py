"""stabbur report: what it holds, what it leaves out, and that it is shown before it is written."""

import getpass
from pathlib import Path

import pytest

from stabbur.cli.installation.bundle import clean
from stabbur.secrets import log
from tests.cli.conftest import Run


def fail(during: str = "stabbur read") -> str:
    try:
        raise ValueError("could not read 'canary-data' of canary-person")
    except ValueError as error:
        return log.record(error, during=during)


def test_is_shown_and_not_written_unless_asked(run: Run) -> None:
    done = run("report")
    assert done.code == 0
    assert "versions" in done.out
    assert not Path("stabbur-report.txt").exists()


def test_file_is_what_was_shown(run: Run, home: Path) -> None:
    (home / "stabbur.toml").write_text('help_address = "hjelp@example.no"')
    done = run("report", "--yes")
    assert Path("stabbur-report.txt").read_text(encoding="utf-8") == done.out
    assert "send it to hjelp@example.no" in done.err


def test_A53_no_secret_no_data_no_name(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "canary-secret")
    (home / "stabbur.toml").write_text(
        'owner = "canary-owner"\n[sources.canary-source]\nkind = "postgres"\naddress = "canary-host:5432/x"\n'
        'user = "canary-user"\npassword = { secret = "dvh/password" }\n'
    )
    found = fail("stabbur read canary-secret")
    done = run("report", found)
    text = done.out
    assert found in text
    assert "ValueError" in text
    assert "test_report.py" in text
    for canary in ("canary", str(home), str(Path.home()) + "/"):
        assert canary not in text
    assert "sources.*.password (person)" in text


def test_last_error_is_taken(run: Run) -> None:
    fail()
    last = fail()
    (row,) = run("report", "--json").rows
    assert row["error"]["id"] == last
    assert row["versions"]["stabbur"]
    assert row["findings"]


def test_error_of_the_hub_by_its_reference(run: Run, home: Path) -> None:
    log.start()
    line = '{"at":"2026-11-21 14:00:00,123","status":500,"reference":"STB-500-ABCD","code":"failed"}\n'
    log.file().with_name("hub.log").write_text(line + '{"at": broken\n{"at":"2026-11-21 14:00:01,000"}\n')
    (row,) = run("report", "STB-500-ABCD", "--json").rows
    assert (row["error"]["status"], row["error"]["code"]) == (500, "failed")


def test_unknown_id(run: Run) -> None:
    done = run("report", "nothing")
    assert done.code == 3


def test_no_error_yet(run: Run) -> None:
    assert run("report", "--json").rows[0]["error"] == {}


def test_file_that_can_not_be_written(run: Run) -> None:
    assert run("report", "--yes", "--file", "no/such/folder/x.txt").code == 2


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://a:canary@b/c",
        "/home/canary/x.csv",
        "~/canary/x",
        "no column 'canary'",
        'no "canary"',
        "C:\\Users\\canary\\x",
    ],
)
def test_clean(text: str) -> None:
    assert "canary" not in clean(text)


def test_clean_takes_out_who_runs_it() -> None:
    assert (
        getpass.getuser() not in clean(f"owned by {getpass.getuser()}, and more")
        or len(getpass.getuser()) < 3
    )
