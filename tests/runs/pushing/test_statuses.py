"""Statuses of commits on a forge, against recorded answers of GitHub and GitLab: told once, tried again, never in the way."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import update

from stabbur import seams, settings
from stabbur.cli.pipelines import hook_rows
from stabbur.projects.forges.base import Forge, Marking
from stabbur.runs.pushing import following, statuses, webhook
from stabbur.runs.pushing.following import Followed
from stabbur.runs.pushing.receiving import Update, receive
from stabbur.runs.worker.chores import Chores
from stabbur.runs.worker.presence import host_name
from stabbur.state.engine import engine, writing
from stabbur.state.tables import run
from tests.plugin.src.stabbur_elsewhere.forge import Shelf
from tests.projects.forges.github_recorded import GitHubPlace
from tests.projects.forges.gitlab_recorded import GitLabPlace
from tests.runs.pushing.repositories import Pair, pair
from tests.servers import recorded
from tests.servers.recorded import Given, Question

PLACES = {"github": GitHubPlace, "gitlab": GitLabPlace}


class Pushed:
    """A repository on a forge with two projects, whose builds wait in the queue."""

    def __init__(self, place: GitHubPlace | GitLabPlace, made: Pair, token: Path) -> None:
        self.place, self.made, self.token = place, made, token
        made.push()
        followed = following.follow("kari/counts", str(made.bare))
        self.commit = made.git("rev-parse", "HEAD").strip()
        receive(followed, [Update("refs/heads/main", "0" * 40, self.commit)], actor="kari")
        self.followed = self.noted(replace(followed, address=f"{place.address}/kari/counts.git"))

    def noted(self, followed: Followed) -> Followed:
        """Have it followed so."""
        (followed.folder / following.NOTE).write_text(json.dumps(asdict(followed)))
        return followed

    def given(self) -> None:
        """Let it be followed with the token."""
        self.followed = self.noted(replace(self.followed, token_from=str(self.token)))

    def set(self, number: int, state: str, reason: str | None = None) -> None:
        """Let a build come so far."""
        with writing(engine(settings.load())) as connection:
            connection.execute(update(run).where(run.c.id == number).values(state=state, reason=reason))

    def tell(self, seconds: float = 20.0) -> None:
        """Do what the worker does from time to time."""
        statuses.tell(engine(settings.load()), seconds=seconds)

    def due(self) -> None:
        """Let the time pass until it is tried again."""
        told = statuses.Told.of(self.followed)
        told.again = 0.0
        statuses._keep(self.followed, told)

    @property
    def said(self) -> list[tuple[str, str, str, str]]:
        """What the forge was told."""
        return self.place.statuses("kari", "counts", self.commit)


@pytest.fixture(params=["github", "gitlab"])
def pushed(
    request: pytest.FixtureRequest, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pushed]:
    """One on a forge of each kind, whose token lies in a file."""
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("HOME", str(person))  # where git keeps no token
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "forge"
    folder.mkdir()
    place = PLACES[request.param](folder)
    token = tmp_path / "token"
    token.write_text(place.good)
    token.chmod(0o600)
    made = pair(tmp_path, "births", "deaths")
    place.made("kari", "counts")
    made.git("push", "-q", str(folder / "kari" / "counts.git"), "main")
    with recorded.serve(place.server):
        monkeypatch.setenv("STABBUR_FORGE__KIND", request.param)
        monkeypatch.setenv("STABBUR_FORGE__ADDRESS", place.address)
        found = Pushed(place, made, token)
        found.given()
        yield found


def test_recorded_build_is_pending_then_ended_and_each_is_told_once(
    pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed.tell()
    assert pushed.said == []
    pushed.set(1, "running")
    pushed.tell()
    pushed.tell()
    assert pushed.said == [("pending", "stabbur/births", "running", "")]
    monkeypatch.setenv("STABBUR_HUB__ADDRESS", "https://stabbur.example.no")
    pushed.set(1, "failed", "tests: ValueError: 'Kari Nordmann, Storgata 1, Bodø' of 01019912345")
    pushed.set(2, "failed", "notebooks/a.ipynb failed with ValueError in line 2: alle de 12 i Bodø")
    pushed.tell()
    pushed.tell()
    failed, worded = pushed.said[1:]
    assert failed == (
        "failure",
        "stabbur/births",
        "failed: tests: ValueError: '…' of …",
        "https://stabbur.example.no/runs/1",
    )
    assert worded[2] == "failed: notebooks/a.ipynb failed with ValueError in line 2"


@pytest.mark.parametrize("state", ["cancelled", "lost", "timed_out"])
def test_recorded_ends_of_other_kinds(pushed: Pushed, state: str) -> None:
    pushed.set(1, state, "x" * 500)
    pushed.tell()
    ((said, _, line, _),) = pushed.said
    assert said == ("failure" if state == "timed_out" else "error")
    assert line.startswith(state.replace("_", " "))
    assert len(line) <= 140


def test_recorded_two_workers_at_once_tell_once(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    pushed.set(2, "succeeded")
    answer, begun = pushed.place.server.tell, threading.Event()

    def slowly(asked: Question) -> Given:
        begun.set()
        time.sleep(0.5)
        return answer(asked)

    pushed.place.server.tell = slowly
    workers = [threading.Thread(target=pushed.tell) for _ in range(2)]
    workers[0].start()
    assert begun.wait(20)
    workers[1].start()
    for one in workers:
        one.join()
    pushed.tell()
    assert len(pushed.said) == len(pushed.place.server.asked) == 2


def test_recorded_build_of_another_machine_is_told_by_that_one(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    pushed.set(2, "succeeded")
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == 1).values(host="another:0"))
        connection.execute(update(run).where(run.c.id == 2).values(host=host_name()))
    pushed.tell()
    assert [one[1] for one in pushed.said] == ["stabbur/deaths"]


def test_recorded_forge_that_hangs_holds_up_nothing_and_is_told_later(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    answer, go = pushed.place.server.tell, threading.Event()

    def hanging(asked: Question) -> Given:
        go.wait(60)
        return answer(asked)

    pushed.place.server.tell = hanging
    pushed.tell(seconds=0.2)
    assert pushed.said == []
    pushed.tell(seconds=0.2)  # the first try is still at it: there is no second beside it
    go.set()
    until = time.monotonic() + 30
    while not statuses.Told.of(pushed.followed).states and time.monotonic() < until:
        time.sleep(0.05)
    pushed.tell()
    assert len(pushed.said) == len(pushed.place.server.asked) == 1


def test_recorded_forge_that_fails_is_asked_again_after_a_while_and_longer_each_time(
    pushed: Pushed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="stabbur")
    pushed.set(1, "succeeded")
    answer = pushed.place.server.tell
    pushed.place.server.tell = lambda asked: Given(503, {"message": "away"})
    waits = []
    for _ in range(3):
        pushed.tell()
        waits.append(statuses.Told.of(pushed.followed).again - time.time())
        asked = len(pushed.place.server.asked)
        pushed.tell()
        assert len(pushed.place.server.asked) == asked, "it is left alone until its time"
        pushed.due()
    assert [round(one / 10) for one in waits] == [3, 12, 48]
    assert [one.getMessage() for one in caplog.records] == ["a commit gets no status"]
    pushed.place.server.tell = answer
    pushed.tell()
    assert [one[0] for one in pushed.said] == ["success"]
    assert statuses.standing(pushed.followed) == "on each commit"


def test_recorded_build_that_the_forge_chokes_on_holds_up_no_other(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    pushed.set(2, "succeeded")
    answer = pushed.place.server.tell

    def choking(asked: Question) -> Given:
        return Given(500) if "births" in str(asked.body) else answer(asked)

    pushed.place.server.tell = choking
    pushed.tell()
    pushed.due()
    pushed.tell()
    assert [one[1] for one in pushed.said] == ["stabbur/deaths"]


def test_recorded_commit_that_is_gone_from_the_forge_is_not_asked_about_again(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == 1).values(commit="1" * 40))
    pushed.tell()
    pushed.set(2, "succeeded")
    pushed.tell()
    assert len(pushed.place.server.asked) == 2
    assert [one[1] for one in pushed.said] == ["stabbur/deaths"]


def test_recorded_without_a_token_it_is_said_once_and_one_that_comes_is_used_at_once(
    pushed: Pushed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="stabbur")
    pushed.noted(replace(pushed.followed, token_from=""))
    pushed.set(1, "succeeded")
    pushed.tell()
    pushed.followed = following.one("kari/counts")
    pushed.due()
    pushed.tell()
    assert pushed.place.server.asked == []
    (record,) = caplog.records
    assert "have no token" in record.__dict__["why"]
    assert hook_rows.row(pushed.followed)["status"].startswith("none: git's credential helpers have no token")
    pushed.given()
    pushed.tell()
    assert len(pushed.said) == 1
    assert hook_rows.row(pushed.followed)["status"] == "on each commit"
    assert pushed.place.good not in (pushed.followed.folder / statuses.NOTE).read_text()


def test_recorded_token_is_never_in_what_is_kept_or_logged_when_it_is_refused(
    pushed: Pushed, caplog: pytest.LogCaptureFixture
) -> None:
    pushed.token.write_text("glpat-of-somebody_else.1")
    pushed.set(1, "succeeded")
    pushed.tell()
    assert "does not take the token" in statuses.standing(pushed.followed)
    told = (pushed.followed.folder / statuses.NOTE).read_text() + str(
        [one.__dict__ for one in caplog.records]
    )
    assert "glpat-of-somebody_else.1" not in told


def test_recorded_the_worker_tells_at_its_end(pushed: Pushed) -> None:
    pushed.set(1, "succeeded")
    known = settings.load()
    Chores.usual(engine(known), known).finish(60)
    assert len(pushed.said) == 1


def test_recorded_forge_from_outside_without_statuses_goes_on_as_before(
    pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed.set(1, "succeeded")
    shelf: type[Forge] = Shelf
    assert not issubclass(shelf, Marking)
    monkeypatch.setattr(seams, "load", lambda seam, name: shelf)
    pushed.tell()
    assert pushed.said == []
    assert "the shelf has no statuses of commits" in statuses.standing(pushed.followed)


def test_recorded_kind_of_a_forge_is_learnt_from_its_first_signed_word(
    pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = pushed.place.kind
    monkeypatch.delenv("STABBUR_FORGE__KIND")
    monkeypatch.delenv("STABBUR_FORGE__ADDRESS")
    pushed.set(1, "succeeded")
    assert "nobody has said" in statuses.standing(pushed.followed)
    key = pushed.followed.key.decode()
    webhook.accept("kari/counts", {f"x-{kind}-event": "ping", "x-gitlab-token": key}, b"{}")
    assert statuses.standing(pushed.followed) == "on each commit"
    pushed.tell()
    assert len(pushed.said) == 1
