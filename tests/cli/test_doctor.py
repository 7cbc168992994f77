"""stabbur doctor: a healthy machine is well, and a cure can be pasted."""

from pathlib import Path

from tests.cli.conftest import Run

NAME = "en-kilde-med-et-svaert-langt-navn-som-ikke-faar-plass"


def test_healthy_machine(run: Run) -> None:
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


def test_note_is_no_problem(run: Run, home: Path) -> None:
    (home / "private").mkdir(mode=0o700)
    (home / "private" / "hub.json").write_text('{"pid": 1073741824, "port": 1}')
    done = run("doctor")
    assert done.code == 0
    assert "\n  cure: stabbur up\n" in done.out
