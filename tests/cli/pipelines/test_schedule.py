"""stabbur schedule."""

from pathlib import Path

import pytest

from stabbur.projects.git.command import git
from tests.cli.conftest import Run
from tests.runs.pipelines.conftest import make_project, project

__all__ = ["make_project", "project"]


def test_an_entry_runs_again_with_its_next_five_times(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "notebooks")
    done = run("schedule", "growth.ipynb", "0 6 * * 1-5", "-p", "year=2022", "--set", "memory=2GB", "--json")
    assert done.rows[0]["pipeline"] == "skatt/growth"
    assert done.rows[0]["entry"] == "notebooks/growth.ipynb"
    assert (done.rows[0]["parameters"], done.rows[0]["memory"]) == ({"year": 2022}, "2 GB")
    said = run("schedule", "growth.ipynb", "@daily", "--zone", "UTC")
    assert said.out.count("00:00 UTC") == 5
    changed = "note: 'skatt/growth' was there already and is changed: schedule, timezone\n"
    assert changed in said.err, "what it said before is lost"
    assert "was there already" not in run("schedule", "growth.ipynb", "@daily", "--zone", "UTC").err
    assert len(run("pipelines", "list", "--json").rows) == 1, "said anew, it is the same one"


def test_without_a_schedule_it_never_runs_by_itself(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert run("schedule", "job.py", "--json").rows[0]["next"] is None
    assert run("pipelines", "list", "--json").rows[0]["schedule"] == "never"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["job.py", "*/61 * * * *"], 2, "schedule-bad"),
        (["job.py", "0 0 31 2 *"], 2, "without one, a pipeline never runs by itself"),
        (["job.py", "@daily", "--zone", "Europe/Olso"], 2, "did you mean 'Europe/Oslo'?"),
        (["gone.py", "@daily"], 3, "entry-unknown"),
        (["job.py", "@daily", "--after", "nobody"], 3, "pipeline-unknown"),
        (["job.py", "@daily", "--tell", "pigeon"], 2, "receiver-bad"),
        (["notebooks/growth.ipynb", "-p", "yaer=1"], 2, "did you mean 'year'?"),
    ],
)
def test_what_can_t_be_right_makes_nothing(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, told: str
) -> None:
    monkeypatch.chdir(project)
    done = run("schedule", *words)
    assert done.code == code
    assert told in done.err
    assert run("pipelines", "list", "--json").rows == []


def test_publish_with_a_schedule_runs_what_publishes_now_and_again(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    done = run("publish", "notebooks/growth.ipynb", "--schedule", "0 6 * * 1-5", "--json")
    assert done.rows == [{"pipeline": "skatt/growth", "schedule": "0 6 * * 1-5", "run": 1}]
    assert run("pipelines", "list", "--json").rows[0]["state"] == "queued"
    for words in (["build/growth"], ["job.py", "--draft"], ["job.py", "--access", "public"]):
        refused = run("publish", *words, "--schedule", "@daily")
        assert refused.code == 2
        assert "hint:" in refused.err
    assert len(run("pipelines", "list", "--json").rows) == 1


def test_who_schedules_what_is_not_committed_is_told(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "-c", "user.name=Kari", "-c", "user.email=kari@example.no", "commit", "--quiet", "-m", "x")
    assert "commit" not in run("schedule", "job.py").err
    (project / "job.py").write_text("print(2)\n")
    assert "note: 'job.py' has changes that are not committed" in run("schedule", "job.py").err
    (project / "new.py").write_text("print(3)\n")
    assert "note: 'new.py' is not committed yet" in run("schedule", "new.py").err
