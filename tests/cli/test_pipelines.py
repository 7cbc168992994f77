"""stabbur pipelines, and what its commands print."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.state.engine import engine as open_engine
from tests.cli.conftest import Run
from tests.runs.keeping.runs import past
from tests.runs.pipelines.conftest import MakeProject, make_project, project

__all__ = ["MakeProject", "make_project", "project"]


@pytest.fixture
def one(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(project)
    assert run("schedule", "job.py", "0 6 * * *", "--tell", "log").code == 0
    return run


def test_list_and_show_tell_how_it_does(one: Run) -> None:
    (row,) = one("pipelines", "list", "--json").rows
    assert (row["pipeline"], row["state"], row["schedule"]) == ("skatt/job", "never run", "0 6 * * *")
    said = one("pipelines", "show", "job").out
    assert "never run" in said
    assert said.count(" 06:00 CE") == 5
    assert len(one("pipelines", "show", "job", "--json").rows[0]["next"]) == 5


def test_show_draws_what_its_runs_needed_and_says_what_helps(one: Run) -> None:
    state = open_engine(settings.load())
    for peak in (200_000_000, 950_000_000):
        past(
            state,
            f"{peak}",
            pipeline="skatt/job",
            memory_peak=peak,
            memory_bytes=1_000_000_000,
            bytes_read=2_000_000,
        )
    said = one("pipelines", "show", "job").out
    assert "memory   ▂█  at most 950.0 MB" in said
    assert "moved    ██  at most 2.0 MB" in said
    assert "it fills the memory that it may have" in said
    assert "stabbur pipelines set skatt/job memory=1.5GB" in said
    [row] = one("pipelines", "show", "job", "--json").rows
    assert [found["kind"] for found in row["suggestions"]] == ["memory-short"]
    assert row["statistics"]["memory_peak"] == {"least": 2e8, "middle": 5.75e8, "most": 9.5e8}
    assert len(row["statistics"]["points"]) == 2


def test_run_puts_it_into_the_queue(one: Run) -> None:
    assert one("pipelines", "run", "job", "--json").rows == [{"pipeline": "skatt/job", "run": 1}]
    assert one("pipelines", "list", "--json").rows[0]["state"] == "queued"
    assert "…" in one("pipelines", "show", "job").out


def test_set_pause_resume_and_delete(one: Run) -> None:
    assert one("pipelines", "set", "job", "memory=1GB", "--json").rows[0]["memory"] == "1 GB"
    assert one("pipelines", "pause", "job").code == 0
    assert one("pipelines", "list", "--json").rows[0]["state"] == "paused"
    assert one("pipelines", "resume", "job").code == 0
    assert one("pipelines", "delete", "job", "--json").rows == [{"pipeline": "skatt/job", "done": "delete"}]
    assert one("pipelines", "list", "--json").rows == []


def test_mistakes_are_told_with_the_nearest_name(one: Run) -> None:
    done = one("pipelines", "set", "job", "retires=1")
    assert (done.code, "did you mean 'retries'?" in done.err) == (2, True)
    done = one("pipelines", "show", "jbo")
    assert (done.code, "did you mean 'skatt/job'?" in done.err) == (3, True)
    assert one("pipelines", "run", "job", "-p", "year=1").code == 2


def test_the_address_of_a_webhook_is_shown_by_its_host(one: Run) -> None:
    done = one("pipelines", "set", "job", "tell=https://hooks.example.no/T0KEN,log", "--json")
    assert done.rows[0]["tell"] == ["https://hooks.example.no/…", "log"]
    assert "T0KEN" not in one("pipelines", "show", "job").out
