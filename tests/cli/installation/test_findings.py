"""What the doctor looks at: each check has a broken machine, and each finding a cure."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import requires
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur import settings
from stabbur.cli.installation import findings
from stabbur.projects.health.finding import Finding
from stabbur.settings import Settings
from tests.cli.conftest import Run


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
    def broken(known: Settings) -> Iterator[Finding]:
        yield from [Finding(str(1 // len("")), "ok", "canary")]

    rows = list(findings.examine((broken,)))
    assert rows[-1].status == "problem"
    assert "canary" not in rows[-1].found


def test_every_finding_that_is_not_well_has_a_cure(run: Run) -> None:
    """A machine on which as much as can be is wrong at once."""
    Path("stabbur.toml").write_text(
        '[publish]\nbucket = "produkt"\n[sources.a]\nkind = "oracel"\n'
        '[sources.b]\nkind = "postgres"\npassword = { secret = "b/password" }\n'
    )
    settings.private().chmod(0o755)
    rows = run("doctor", "--json").rows
    assert {"source a", "source b", "bucket", "private"} <= {
        r["check"] for r in rows if r["status"] == "problem"
    }
    assert all(row["cure"] for row in rows if row["status"] != "ok")


def test_changed_file_of_a_version_is_named(run: Run) -> None:
    package = sb.Datapackage(name="tall", title="Tall", description="Tall", licenses=["CC-BY-4.0"])
    package.add_resource(pl.DataFrame({"kommune": ["0301"]}), name="kommuner")
    sb.publish(package, owner="demo")
    assert found(run, "catalogue")["status"] == "ok"
    (file,) = (settings.private() / "bucket").rglob("*.parquet")
    file.chmod(0o600)
    file.write_bytes(b"x")
    row = found(run, "catalogue")
    assert (row["status"], row["cure"]) == ("problem", "stabbur catalogue check")
    assert "demo/tall" in row["found"]
    assert file.name in row["found"]


def test_state_of_a_newer_stabbur(run: Run) -> None:
    command = [sys.executable, "-c", "from stabbur.registry import connect; connect().check()"]
    subprocess.run(command, check=True)  # another process: this one would keep what it knows of the state
    with closing(sqlite3.connect(settings.private() / "state.sqlite")) as state, state:
        state.execute("update alembic_version set version_num = '9999'")
    row = found(run, "catalogue")
    assert (row["status"], row["cure"]) == ("problem", "pip install --upgrade stabbur")


def test_secret_that_cannot_be_read(run: Run, home: Path) -> None:
    (home / "secrets" / "dvh").mkdir(parents=True)
    (home / "secrets" / "dvh" / "password").write_bytes(b"\xd8")
    (home / "stabbur.toml").write_text(f'[secrets]\nfolder = "{home}/secrets"\n')
    Path("stabbur.toml").write_text(
        '[sources.dvh]\nkind = "postgres"\npassword = { secret = "dvh/password" }\n'
    )
    row = found(run, "sources")
    assert row["status"] == "problem"
    assert "it is not UTF-8 text" in row["found"]
    assert row["cure"].startswith("ls -l ")


def test_bucket_whose_folder_is_gone_is_made_at_first_use(run: Run, tmp_path: Path) -> None:
    Path("stabbur.toml").write_text(
        f'[publish]\nbucket = "delt"\n[buckets.delt]\naddress = "{tmp_path}/delt"\n'
    )
    assert found(run, "bucket")["status"] == "ok"


@pytest.mark.only_as("user")
def test_folder_that_may_not_be_written_to(run: Run, home: Path, tmp_path: Path) -> None:
    closed = tmp_path / "delt"
    closed.mkdir(mode=0o500)
    Path("stabbur.toml").write_text(f'[buckets.delt]\naddress = "{closed}"\n')
    row = found(run, "bucket delt")
    assert (row["status"], row["cure"]) == ("problem", f"chmod u+w '{closed}'")
    home.chmod(0o500)
    assert found(run, "home")["cure"].startswith("export STABBUR_HOME=")
    home.chmod(0o700)


def test_package_of_an_extra_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = ["polars>=1", 'adbc-nowhere>=1.6; extra == "postgres"']
    monkeypatch.setattr(findings, "requires", lambda name: needs)
    first, last = findings.extras(Settings())
    assert (first.check, first.status, first.cure) == (
        "extra postgres", "note", 'pip install "stabbur[postgres]"'
    )  # fmt: skip
    assert "adbc-nowhere" in first.found
    assert last.status == "ok"


def test_stabbur_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "requires", lambda name: requires("a-package-that-is-nowhere"))
    (row,) = findings.extras(Settings())
    assert (row.status, row.cure) == ("problem", "pip install stabbur")


def test_old_python_and_odd_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 10))
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    old, text = findings.python(Settings())
    assert (old.status, old.cure) == ("problem", "install Python 3.11 or newer")
    assert (text.status, text.cure) == ("problem", "export LC_ALL=C.UTF-8")
