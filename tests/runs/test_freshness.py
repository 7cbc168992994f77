"""A package that is late is marked in the catalogue and told of once; a run that found it the same renews it."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.registry.here import connect
from stabbur.runs import freshness
from stabbur.runs.notices.composing import message
from stabbur.runs.pipelines import setting
from stabbur.state import clock
from stabbur.state.engine import WRITING, reading, writing
from stabbur.state.engine import engine as open_state
from stabbur.state.tables import notice, run
from tests.registry.making import package
from tests.runs.notices.conftest import End, Later, end, later
from tests.runs.pipelines.conftest import MakeProject, make_project, project

__all__ = ["MakeProject", "end", "later", "make_project", "project"]

Publish = Callable[..., None]


@pytest.fixture
def engine(home: Path) -> object:
    """The state of this Stabbur, where packages are published."""
    return open_state(settings.load())


def told() -> list[tuple[str, str, str]]:
    with reading(open_state(settings.load())) as connection:
        return [(row.kind, row.subject, row.channel) for row in connection.execute(select(notice))]


def test_one_that_is_late_is_told_once_and_again_when_it_was_renewed_and_is_late_anew(
    home: Path, later: Later
) -> None:
    state = open_state(settings.load())
    connect().publish(package(1, renewal="day"), owner="demo")
    assert freshness.tell(state) == 0
    later(25)
    assert freshness.tell(state) == 1
    assert freshness.tell(state) == 0
    assert told() == [("late", "demo/folketall", "usual")]
    with reading(state) as connection:
        row = connection.execute(select(notice)).one()
    made = message(state, settings.load(), row)
    assert made.headline.startswith("demo/folketall er ikke fornyet siden 20")
    assert "Skal fornyes hver dag" in made.lines
    connect().publish(package(2, renewal="day"), owner="demo")
    assert freshness.tell(state) == 0
    later(25)
    assert freshness.tell(state) == 1


def test_a_run_that_publishes_the_same_content_renews_it(engine: object, end: End, later: Later) -> None:
    state = open_state(settings.load())
    connect().publish(package(1, renewal="day"), owner="demo")
    later(25)
    ended = end("succeeded")
    same = {"published": [{"kind": "package", "id": "demo/folketall", "version": 1, "created": False}]}
    with writing(state) as connection:
        connection.execute(update(run).where(run.c.id == ended.id).values(report=json.dumps(same)))
    assert freshness.tell(state) == 0
    with writing(state) as connection:
        other = json.dumps(same).replace("demo/folketall", "demo/folketall-2")
        connection.execute(update(run).where(run.c.id == ended.id).values(report=other))
    assert freshness.tell(state) == 1


def test_it_is_told_to_whom_the_pipeline_names_that_made_it(
    engine: object, end: End, later: Later, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.make(
        open_state(settings.load()), project, "job", {"entry": "job.py", "tell": ("mailto:a@example.no",)}
    )
    ended = end("succeeded")
    monkeypatch.setenv("STABBUR_RUN", f"{ended.id}.1")
    connect().publish(package(1, renewal="1 day"), owner="demo")
    monkeypatch.delenv("STABBUR_RUN")
    later(25)
    assert freshness.tell(open_state(settings.load())) == 1
    assert told() == [("late", "demo/folketall", "email")]


def test_the_catalogue_and_the_page_mark_it(home: Path, later: Later) -> None:
    connect().publish(package(1, renewal="day"), owner="demo", access="public")
    app = create_app(settings.load())
    client = TestClient(app, base_url="http://localhost:8800", headers={"accept-language": "nb"})
    places = ("/p/demo/folketall", "/search?q=folketall")
    for place in places:
        assert "Skulle vært fornyet" not in client.get(place).text
    later(25)
    for place in places:
        assert "Skulle vært fornyet" in client.get(place).text, place
    connect().withdraw("demo/folketall", 1, "feil")
    for place in places:
        assert "Skulle vært fornyet" not in client.get(place).text


def test_a_package_without_a_period_is_never_late(home: Path, later: Later) -> None:
    connect().publish(package(1), owner="demo")
    later(24 * 400)
    state = open_state(settings.load())
    assert freshness.tell(state) == 0
    with reading(state) as connection:
        assert freshness.late(connection, "demo/folketall", clock.now(), None) is None


def test_an_id_with_a_wildcard_is_not_hidden_by_those_that_are_like_it(
    home: Path, end: End, later: Later
) -> None:
    state = open_state(settings.load())
    connect().publish(package(1, renewal="day"), owner="de_o")
    later(25)

    def said(id: str) -> str:
        return json.dumps({"published": [{"kind": "package", "id": id, "version": 1, "created": False}]})

    runs = [end("succeeded") for _ in range(7)]
    with writing(state) as connection:
        for at, one in enumerate(runs):
            report = said("demo/folketall" if at else "de_o/folketall")
            connection.execute(update(run).where(run.c.id == one.id).values(report=report))
    assert freshness.tell(state) == 0


def test_what_is_late_is_found_before_the_state_is_locked(
    home: Path, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = open_state(settings.load())
    connect().publish(package(1, renewal="day"), owner="demo")
    later(25)
    seen: list[bool] = []
    real = freshness.renewed

    def looked(connection: Connection, *given: Any) -> datetime:
        seen.append(bool(connection.get_execution_options().get(WRITING)))
        return real(connection, *given)

    monkeypatch.setattr(freshness, "renewed", looked)
    assert freshness.tell(state) == 1
    assert seen == [False]
