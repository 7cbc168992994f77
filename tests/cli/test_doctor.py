"""stabbur doctor: each check has a broken machine, and each finding a cure."""

import json
import os
import socket
from pathlib import Path

import pytest

from stabbur import settings
from stabbur.cli import findings
from stabbur.settings import Settings
from tests.cli.conftest import Run


def test_healthy_machine(run: Run) -> None:
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert {"check", "status", "found", "cure"} == set(done.rows[0])
    assert all(row["cure"] for row in done.rows if row["status"] != "ok")
    assert {"settings", "python", "home", "disk", "sqlite", "bucket"} <= {row["check"] for row in done.rows}


def found(run: Run, check: str) -> dict[str, str]:
    done = run("doctor", "--json")
    (row,) = [row for row in done.rows if row["check"] == check]
    assert (done.code == 1) == any(one["status"] == "problem" for one in done.rows)
    return row


def test_wrong_settings_are_a_finding_and_no_end(run: Run) -> None:
    Path("stabbur.toml").write_text("[hub]\nprt = 1")
    row = found(run, "settings")
    assert (row["status"], row["cure"]) == ("problem", "did you mean 'port'?")


def test_missing_secret(run: Run) -> None:
    Path("stabbur.toml").write_text(
        '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'
    )
    row = found(run, "source dvh")
    assert (row["status"], row["cure"]) == ("problem", "stabbur secrets set dvh/password")


def test_unknown_kind(run: Run) -> None:
    Path("stabbur.toml").write_text('[sources.dvh]\nkind = "oracel"\n')
    row = found(run, "source dvh")
    assert row["status"] == "problem"
    assert "sqlite" in row["cure"]


def test_unknown_bucket(run: Run) -> None:
    Path("stabbur.toml").write_text('[publish]\nbucket = "produkt"\n')
    assert found(run, "bucket")["status"] == "problem"


def test_private_folder_open_to_others(run: Run) -> None:
    settings.private().chmod(0o755)
    row = found(run, "private")
    assert row["status"] == "problem"
    assert row["cure"].startswith("chmod 700")
    os.system(row["cure"])
    assert settings.private().stat().st_mode & 0o777 == 0o700


def test_little_room(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "ROOM", 10**18)
    assert found(run, "disk")["status"] == "problem"


def test_old_sqlite(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "OLDEST_SQLITE", (99,))
    assert found(run, "sqlite")["status"] == "problem"


def test_port_that_something_else_has(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("STABBUR_HUB__PORT", str(other.getsockname()[1]))
        row = found(run, "pages")
    assert (row["status"], row["cure"]) == ("note", "stabbur up --port 0")


def test_pages_that_run_and_that_were_cut(run: Run) -> None:
    note = settings.private() / "hub.json"
    note.write_text(json.dumps({"pid": os.getpid(), "port": 1}))
    assert found(run, "pages")["status"] == "ok"
    note.write_text(json.dumps({"pid": 2**30, "port": 1}))
    assert found(run, "pages")["status"] == "note"


def test_check_that_fails_is_a_finding() -> None:
    def broken(known: Settings) -> None:
        raise ZeroDivisionError("canary")

    rows = list(findings.examine((broken,)))  # type: ignore[arg-type]
    assert rows[-1].status == "problem"
    assert "canary" not in rows[-1].found
