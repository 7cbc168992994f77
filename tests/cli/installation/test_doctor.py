"""stabbur doctor: a healthy machine is well, and a cure can be pasted."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.projects import handmade

NAME = "en-kilde-med-et-svaert-langt-navn-som-ikke-faar-plass"


def test_healthy_machine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABBUR_HUB__PORT", "0")  # the usual one may be taken by whoever runs the tests
    done = run("doctor", "--json")
    assert done.code == 0, done.out
    assert {"check", "status", "found", "cure"} == set(done.rows[0])
    assert all(row["cure"] for row in done.rows if row["status"] != "ok")
    assert {"settings", "python", "home", "disk", "sqlite", "bucket"} <= {row["check"] for row in done.rows}
    assert "cure" not in run("doctor").out


def test_problem_ends_with_1_and_its_cure_is_not_cut(run: Run) -> None:
    secret = f"{NAME}/{NAME}/password"
    Path("stabbur.toml").write_text(
        f'[sources.{NAME}]\nkind = "postgres"\npassword = {{ secret = "{secret}" }}\n'
    )
    done = run("doctor")
    assert done.code == 1
    assert f"\n  cure: stabbur secrets set {secret}\n" in done.out
    assert done.out.count("no store has the secret") == 1, "each message stands once"


def test_note_is_no_problem(run: Run, home: Path) -> None:
    (home / "private").mkdir(mode=0o700)
    (home / "private" / "hub.json").write_text('{"pid": 1073741824, "port": 1}')
    done = run("doctor")
    assert done.code == 0
    assert "\n  cure: stabbur up\n" in done.out


def test_project_is_looked_at_where_there_is_one_and_mended_on_wish(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (home / "stabbur.toml").write_text('[packages]\nadvisories = "off"\n')
    monkeypatch.chdir(handmade.written(Path.cwd(), "folketall").root)
    done = run("doctor", "--json")
    assert done.code == 1
    assert {row["check"] for row in done.rows if row["status"] == "problem"} == {"hooks"}
    unbuilt = {"lock", "environment", "kernel"}
    assert unbuilt <= {row["check"] for row in done.rows if row["status"] == "note"}
    mended = run("doctor", "--mend", "--json")
    assert mended.code == 0, mended.out
    assert {"hooks", *unbuilt} <= {row["check"] for row in mended.rows if row["status"] == "mended"}
    assert run("doctor", "--json").code == 0


def test_who_waits_at_a_terminal_is_told_what_is_looked_at(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "stabbur.toml").write_text('[packages]\nadvisories = "off"\n')
    monkeypatch.chdir(handmade.written(Path.cwd(), "folketall").root)
    program = str(Path(sys.executable).parent / "stabbur")
    for more, told in (([], True), (["--json"], False)):
        ours, theirs = pty.openpty()
        done = subprocess.run([program, "doctor", *more], stdout=subprocess.PIPE, stderr=theirs, check=False)
        os.write(theirs, b"end\n")
        said = os.read(ours, 100_000).decode()
        os.close(ours)
        os.close(theirs)
        assert ("looking at the kernel" in said) == told
        assert b"looking at" not in done.stdout
    assert "looking at" not in run("doctor").err


def test_project_that_cannot_be_read_is_a_problem(run: Run) -> None:
    Path("stabbur.toml").touch()
    Path("pyproject.toml").write_text("[[")
    rows = {row["check"]: row for row in run("doctor", "--json").rows}
    assert rows["project"]["status"] == "problem"
    assert rows["project"]["cure"]
