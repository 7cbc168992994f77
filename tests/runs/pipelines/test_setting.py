"""Pipelines by hand: made, changed, paused, started and deleted, with a line in the audit log for each."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from stabbur.accounts.actor import PUBLIC, Actor
from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound
from stabbur.runs.pipelines import listing, setting
from stabbur.runs.pipelines.declaring import take_up
from stabbur.runs.pipelines.starting import run_now
from stabbur.runs.queue import reading as runs
from stabbur.state import audit
from stabbur.state.engine import reading
from tests.runs.pipelines.conftest import MakeProject
from tests.runs.pipelines.test_declaring import MORNING, actions, kept

KARI = Actor("kari")


def test_one_is_made_changed_paused_resumed_and_deleted_each_with_its_line(
    engine: Engine, project: Path
) -> None:
    made = setting.make(engine, project, "job", {"entry": "job.py", "schedule": "@daily"}, actor=KARI)
    assert (made.id, made.actor, made.declared) == ("skatt/job", "kari", False)
    changed = setting.change(engine, "skatt/job", {"memory": "500 MB", "retries": 2}, actor=KARI)
    assert (changed.memory_bytes, changed.retries, changed.schedule) == (500_000_000, 2, "@daily")
    assert changed.next_at == made.next_at
    assert setting.pause(engine, "skatt/job", actor=KARI)
    assert not setting.pause(engine, "skatt/job", actor=KARI)
    assert listing.listed(engine)[0].state == "paused"
    assert listing.shown(engine, "skatt/job").next == ()
    assert setting.resume(engine, "skatt/job", actor=KARI)
    setting.delete(engine, "skatt/job", actor=KARI)
    assert listing.listed(engine) == []
    told = ["made", "changed", "paused", "resumed", "deleted"]
    assert actions(engine) == [(f"pipeline.{one}", "skatt/job") for one in told]


def test_a_schedule_can_be_taken_away_again(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py", "schedule": "@daily"})
    assert setting.change(engine, "skatt/job", {"schedule": ""}).next_at is None


def test_parameters_stand_beside_those_that_are_given_and_an_empty_one_goes(
    engine: Engine, project: Path
) -> None:
    wish = {"entry": "notebooks/growth.ipynb", "parameters": {"year": 2022}}
    setting.make(engine, project, "growth", wish)
    changed = setting.change(engine, "skatt/growth", {"parameters": {"municipality": "Hamarøy"}})
    assert changed.parameters == {"year": 2022, "municipality": "Hamarøy"}
    changed = setting.change(engine, "skatt/growth", {"parameters": {"year": ""}})
    assert changed.parameters == {"municipality": "Hamarøy"}
    with pytest.raises(BadInput, match=r"'year' can't be '1999'"):
        setting.change(engine, "skatt/growth", {"parameters": {"year": "1999"}})
    assert kept(engine)["skatt/growth"].parameters == {"municipality": "Hamarøy"}


def test_what_the_repository_declares_can_be_paused_and_nothing_else(
    engine: Engine, make_project: MakeProject
) -> None:
    take_up(make_project(MORNING), engine=engine)
    with pytest.raises(Conflict, match="declared by its repository") as caught:
        setting.change(engine, "skatt/growth", {"retries": 0})
    assert "[pipelines.growth]" in caught.value.hint
    with pytest.raises(Conflict, match="declared by its repository"):
        setting.delete(engine, "skatt/growth")
    assert setting.pause(engine, "skatt/growth")


def test_one_whose_project_is_gone_can_be_deleted_and_is_not_started(
    engine: Engine, make_project: MakeProject
) -> None:
    root = make_project(MORNING)
    take_up(root, engine=engine)
    (root / "stabbur.toml").unlink()
    with pytest.raises(NotFound, match="is not there any more"):
        run_now(engine, "skatt/growth")
    setting.delete(engine, "skatt/growth")
    assert kept(engine) == {}


def test_a_second_one_of_a_name_is_refused(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    with pytest.raises(Conflict, match=r"there is a pipeline 'skatt/job' already, for 'job\.py'"):
        setting.make(engine, project, "job", {"entry": "notebooks/growth.ipynb"})
    assert kept(engine)["skatt/job"].entry == "job.py"


def test_one_that_would_wait_for_itself_is_refused(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "first", {"entry": "job.py"})
    setting.make(engine, project, "second", {"entry": "job.py", "after": ("first",)})
    with pytest.raises(BadInput, match="start itself for ever"):
        setting.change(engine, "skatt/first", {"after": ("second",)})


@pytest.mark.parametrize("name", ["", "Å", "a b", "a/b/c", "/a", "../a", "x" * 300])
def test_a_name_that_no_address_can_carry_is_refused(engine: Engine, project: Path, name: str) -> None:
    with pytest.raises(BadInput, match="can't be the name of a pipeline"):
        setting.make(engine, project, name, {"entry": "job.py"})


def test_a_click_starts_one_run_however_often_it_is_sent(engine: Engine, project: Path) -> None:
    wish = {"entry": "notebooks/growth.ipynb", "parameters": {"year": 2022}, "overlap": "queue"}
    setting.make(engine, project, "growth", wish)
    first = run_now(engine, "skatt/growth", key="abc", parameters={"municipality": "Bø"}, actor=KARI)
    assert run_now(engine, "skatt/growth", key="abc", actor=KARI) == first
    assert run_now(engine, "skatt/growth", actor=KARI) != first
    run = runs.one(engine, first)
    assert (run.cause, run.actor, run.parameters) == ("person", "kari", {"year": 2022, "municipality": "Bø"})
    assert listing.listed(engine)[0].state == "queued"
    with pytest.raises(BadInput, match="no parameter 'yaer'"):
        run_now(engine, "skatt/growth", parameters={"yaer": 2021})


def test_the_public_changes_and_starts_nothing(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    for forbidden in (setting.pause, setting.resume, setting.delete, run_now):
        with pytest.raises(NotAllowed):
            forbidden(engine, "skatt/job", actor=PUBLIC)
    with pytest.raises(NotAllowed):
        setting.change(engine, "skatt/job", {"retries": 1}, actor=PUBLIC)
    with pytest.raises(NotAllowed):
        setting.make(engine, project, "other", {"entry": "job.py"}, actor=PUBLIC)
    assert actions(engine) == [("pipeline.made", "skatt/job")]


def test_an_unknown_one_is_told_with_the_nearest_name(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "growth", {"entry": "job.py"})
    with pytest.raises(NotFound, match="no pipeline 'skatt/groth'") as caught:
        listing.shown(engine, "skatt/groth")
    assert caught.value.hint == "did you mean 'skatt/growth'?"


def test_no_address_of_a_receiver_comes_into_the_audit_log(engine: Engine, project: Path) -> None:
    wish = {"entry": "job.py", "tell": ("https://hooks.example.no/T0KEN",), "memory": "1 GB"}
    setting.make(engine, project, "job", wish)
    with reading(engine) as connection:
        told = audit.read(connection)[0].details
    assert "T0KEN" not in str(told)
    assert told["memory_bytes"] == 1_000_000_000


def test_what_waits_of_one_that_is_deleted_is_cancelled(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"})
    number = run_now(engine, "skatt/job")
    setting.delete(engine, "skatt/job", actor=KARI)
    assert runs.one(engine, number).state == "cancelled"
    assert runs.one(engine, number).reason == "cancelled by kari: its pipeline was deleted"


def test_those_who_change_and_take_up_at_once_wait_for_each_other(
    engine: Engine, make_project: MakeProject
) -> None:
    root = make_project(MORNING)
    setting.make(engine, root, "job", {"entry": "job.py"})
    wrong: list[BaseException] = []

    def often(act: Callable[[int], object]) -> None:
        try:
            for number in range(6):
                act(number)
        except BaseException as error:  # noqa: BLE001 (told by the test below)
            wrong.append(error)

    acts: list[Callable[[int], object]] = [
        lambda number: setting.change(engine, "skatt/job", {"retries": number}),
        lambda number: take_up(root, engine=engine),
        lambda number: (setting.pause if number % 2 else setting.resume)(engine, "skatt/job"),
        lambda number: run_now(engine, "skatt/job"),
    ]
    threads = [threading.Thread(target=often, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert kept(engine)["skatt/job"].retries == 5


def test_what_waits_of_a_deleted_one_is_cancelled_with_it_or_not_at_all(
    engine: Engine, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.make(engine, project, "job", {"entry": "job.py"}, actor=KARI)
    run_now(engine, "skatt/job")
    with monkeypatch.context() as patched:
        patched.setattr("stabbur.runs.queue.cancelling.note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            setting.delete(engine, "skatt/job", actor=KARI)
    assert [one.state for one in runs.listed(engine)] == ["queued"]
    assert list(kept(engine)) == ["skatt/job"]
    setting.delete(engine, "skatt/job", actor=KARI)
    (one,) = runs.listed(engine)
    assert (one.state, one.reason) == ("cancelled", "cancelled by kari: its pipeline was deleted")


def test_a_value_that_a_parameter_does_not_take_is_told_without_the_option_of_another_command(
    engine: Engine, project: Path
) -> None:
    setting.make(engine, project, "job", {"entry": "notebooks/growth.ipynb"})
    with pytest.raises(BadInput) as refused:
        setting.change(engine, "skatt/job", {"parameters": {"year": "1990"}})
    assert refused.value.hint == "such as year=2021"


def test_what_was_taken_away_is_named_in_the_audit_log(engine: Engine, project: Path) -> None:
    setting.make(engine, project, "job", {"entry": "job.py", "memory": "1 GB", "on_push": True})
    for wish, told in (({"memory": ""}, "memory_bytes"), ({"on_push": False}, "triggers")):
        setting.change(engine, "skatt/job", wish)
        with reading(engine) as connection:
            assert audit.read(connection)[0].details == {"also": [told]}
