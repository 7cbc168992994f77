"""stabbur hooks: what is followed, and what it says."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.runs.pushing.repositories import pair


def test_repository_is_followed_listed_and_left(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pair(tmp_path, "births")
    done = run("hooks", "install", str(made.bare), "--as", "kari/counts")
    assert done.code == 0, done.err
    assert done.out == f"pushes to '{made.bare}' are built as 'kari/counts'\n"
    assert "'births' is built: run 1" in made.push()
    (row,) = json.loads(run("hooks", "list", "--json").out)
    assert (row["repository"], row["address"]) == ("kari/counts", str(made.bare))
    commit = made.git("rev-parse", "HEAD").strip()
    (result,) = json.loads(run("hooks", "results", commit, "--json").out)
    assert (result["project"], result["state"]) == ("births", "queued")
    assert "no build of" in run("hooks", "results", "c0ffee").err
    assert "no build of" in run("hooks", "results", "HEAD").err, "it lies in no repository"
    monkeypatch.chdir(made.work)
    for name in ("HEAD", commit[:8]):
        assert json.loads(run("hooks", "results", name, "--json").out) == [result]
    assert run("hooks", "remove", "kari/counts").code == 0
    assert json.loads(run("hooks", "list", "--json").out) == []
    assert run("hooks", "remove", "kari/counts").code == 3


def test_following_a_forge_says_where_the_key_lies_and_not_what_it_is(run: Run, tmp_path: Path) -> None:
    made = pair(tmp_path, "births")
    made.push()
    done = run("hooks", "follow", made.bare.as_uri(), "--as", "kari/counts")
    assert done.code == 0, done.err
    address, secret, _ = done.out.splitlines()
    assert address.endswith("/hooks/push/kari/counts")
    key = Path(secret.split("'")[1]).read_text()
    assert len(key) == 64
    assert key not in done.out
    refused = run("hooks", "follow", "https://kari:secret@git.example.no/x.git", "--as", "kari/x")
    assert refused.code == 2
    assert "secret" not in refused.err


def test_what_is_no_bare_repository_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("hooks", "install", str(tmp_path), "--as", "kari/counts")
    assert done.code == 2
    assert "is no bare repository" in done.err
