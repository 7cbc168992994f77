"""stabbur pipelines, and what its commands print."""

from pathlib import Path

import pytest

from stabbur import settings
from stabbur.projects.git.command import git
from stabbur.runs.notices.receivers import Receiver
from stabbur.runs.notices.telling import add
from stabbur.runs.worker.presence import Presence
from stabbur.state.engine import engine as open_engine
from stabbur.state.engine import writing
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
    queued = {"pipeline": "skatt/job", "run": 1, "state": "queued"}
    assert one("pipelines", "run", "job", "--json").rows == [queued]
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


def test_a_run_that_is_skipped_says_so_and_why(one: Run) -> None:
    assert "skipped" not in one("pipelines", "run", "job").err
    said = one("pipelines", "run", "job")
    assert "note: it was skipped, and does not run: run 1 had not ended" in said.err
    assert one("pipelines", "run", "job", "--json").rows[0]["state"] == "skipped"


def test_who_starts_what_is_not_committed_is_told(one: Run, project: Path) -> None:
    git(project, "init", "--quiet")
    assert "note: 'job.py' is not committed yet" in one("pipelines", "run", "job").err


@pytest.mark.parametrize(
    "words",
    [
        ["pipelines", "run", "job"],
        ["pipelines", "list"],
        ["schedule", "job.py"],
        ["run", "job.py", "--queue"],
    ],
)
def test_nobody_waits_for_a_worker_that_is_not_there(one: Run, words: list[str]) -> None:
    assert "note: no worker is awake" in one(*words).err
    here = Presence("a")
    assert "no worker" not in one(*words).err
    here.leave()


def test_whom_nobody_can_tell_is_said_at_once_and_by_doctor(one: Run, project: Path, home: Path) -> None:
    words = ["schedule", "job.py", "--tell", "mailto:team@example.no"]
    said = one(*words)
    assert "mailto:team@example.no is not told of 'skatt/job': there is no mail server" in said.err
    assert 'notices.smtp = "mail.example.no:587"' in said.err
    assert "untold   mailto:team@example.no is not told" in one("pipelines", "show", "job").out
    (found,) = [row for row in one("doctor", "--json").rows if row["check"] == "notices"]
    assert found["status"] == "problem"
    assert "notices.smtp" in found["cure"]
    (home / "stabbur.toml").write_text('[notices]\nsmtp = "mail.example.no:587"\n')
    assert "not told" not in one(*words).err
    assert "untold" not in one("pipelines", "show", "job").out


def test_a_notice_that_did_not_arrive_is_shown(one: Run) -> None:
    with writing(open_engine(settings.load())) as connection:
        add(connection, "failed", "skatt/job", "1", [Receiver("log")], details={"error": "it was refused"})
    assert "untold   log is not told of 'skatt/job': it was refused" in one("pipelines", "show", "job").out


def test_a_time_that_is_past_says_that_it_is_late(one: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "late" not in one("pipelines", "list").out
    monkeypatch.setenv("STABBUR_TEST", "1")
    monkeypatch.setenv("STABBUR_CLOCK", str(3 * 86_400))
    assert "late, since 20" in one("pipelines", "list").out
    assert "next     late, since 20" in one("pipelines", "show", "job").out


def test_show_names_the_run_that_failed_and_what_to_do(one: Run) -> None:
    state = open_engine(settings.load())
    past(
        state, "x", pipeline="skatt/job", state="failed", reason="cell 3 failed with KeyError", bytes_read=812
    )
    said = one("pipelines", "show", "job").out
    assert "last     run 1 failed: cell 3 failed with KeyError\n         stabbur runs log 1\n" in said
    assert "at most 812 bytes" in said


def test_set_shows_its_time_in_the_zone_of_the_schedule(one: Run) -> None:
    said = one("pipelines", "set", "job", "memory=1GB").out
    assert " 06:00 CE" in said
    assert "+00:00" not in said
    assert one("pipelines", "set", "job", "memory=1GB", "--json").rows[0]["next"].endswith("+00:00")


def test_that_nobody_tells_of_pushes_is_said_where_one_is_waited_for(one: Run, project: Path) -> None:
    assert (
        "note: nobody tells of pushes to its repository" in one("pipelines", "set", "job", "on_push=true").err
    )


def test_list_tells_what_starts_one_that_has_no_schedule(one: Run) -> None:
    words = ["schedule", "notebooks/growth.ipynb", "--after", "job", "--set", "on_push=true"]
    assert one(*words, "-p", "municipality=Bodø").code == 0
    rows = {row["pipeline"]: row["schedule"] for row in one("pipelines", "list", "--json").rows}
    assert rows["skatt/growth"] == "after skatt/job, on push"
    assert 'parameters {"municipality": "Bodø"}' in one("pipelines", "show", "growth").out
