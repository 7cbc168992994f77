"""The pages of pipelines: what each tells, and that the public learns of none."""

import re
from pathlib import Path

import pytest
from sqlalchemy import delete, insert
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.state import clock
from stabbur.state.engine import engine, writing
from stabbur.state.tables import pipeline, run, trigger
from tests.hub.jobs.filled import NAME, PLAN, RUN

PLACES = [
    "/pipelines",
    "/pipelines/calendar",
    f"/pipelines/{NAME}",
    f"/pipelines/{NAME}/change",
    f"/pipelines/{NAME}/delete",
    "/runs",
    "/runs/9",
    "/runs/31/live",
    "/runs/9/log",
    "/runs/31/stop",
    "/runs/29/notebook",
    f"/runs/start?pipeline={NAME}",
    "/api/v1/runs",
    "/api/v1/runs/9",
    "/api/v1/pipelines",
]


@pytest.mark.parametrize("place", PLACES)
def test_public_learns_of_nothing(public: TestClient, place: str) -> None:
    answer = public.get(place)
    assert answer.status_code == 404
    assert "page-unknown" in answer.text, "as where there is nothing"
    assert "notebooks/" not in answer.text
    assert "ingrid" not in answer.text


def test_list_tells_state_plan_and_next(own: TestClient) -> None:
    text = own.get("/pipelines").text
    assert "Every weekday at 06:00" in text
    assert "Every 5 minutes" in text
    assert text.count("Has never run") == 3
    assert "Paused" in text


def test_empty_list_says_how_one_is_made(own: TestClient) -> None:
    with writing(engine(settings.load())) as connection:
        for table in (trigger, pipeline, run):
            connection.execute(delete(table))
    assert "stabbur schedule" in own.get("/pipelines").text
    assert "stabbur run" in own.get("/runs").text
    assert "Nothing runs now." in own.get("/runs").text


def test_page_has_history_plan_and_what_starts_it(own: TestClient) -> None:
    text = own.get(f"/pipelines/{NAME}").text
    assert "25 of 29" in text, "what was skipped has not run"
    assert "The last 30 runs. 25 succeeded, 3 failed." in text
    assert len(re.findall(r'class="rerr"', text)) >= 3
    assert "tomorrow at" in text or "day " in text
    assert 'href="/p/demo/folketall"' in text
    assert "hooks.example.no" in text
    assert "s3cret" not in text, "the address of a webhook may hold a secret"


@pytest.mark.parametrize("measure", ["memory", "volume", "nonsense"])
def test_page_draws_what_is_asked_for(own: TestClient, measure: str) -> None:
    text = own.get(f"/pipelines/{NAME}", params={"measure": measure}).text
    assert ("MB</text>" in text) == (measure != "nonsense")


def test_declared_pipeline_is_locked_in_its_page(own: TestClient) -> None:
    text = own.get("/pipelines/demo/erklart").text
    assert "Locked by its project" in text
    assert "/change" not in text
    assert "/delete" not in text


def test_pipeline_that_never_ran_has_no_chart(own: TestClient) -> None:
    text = own.get("/pipelines/demo/aldri").text
    assert "It has never run." in text
    assert "sb-chart" not in text


def test_project_that_is_gone_is_told_of(own: TestClient) -> None:
    assert "Its project is gone" in own.get("/pipelines/demo/for-hand").text


def test_calendar_gathers_what_comes_often(own: TestClient) -> None:
    text = own.get("/pipelines/calendar").text
    assert "times</span>" in text
    assert "demo/erklart" in text
    week = re.search(r'rel="next" href="([^"]+)"', text)
    assert week
    later = own.get(week[1]).text
    assert "288 times" in later
    assert 'rel="prev"' in later


@pytest.mark.parametrize("day", ["x", "1800-01-01", "9999-12-31"])
def test_calendar_of_no_day_is_that_of_one_near(own: TestClient, day: str) -> None:
    assert own.get("/pipelines/calendar", params={"from": day}).status_code == 200


def test_long_list_is_paged_and_begins_with_what_went_wrong(own: TestClient, project: Path) -> None:
    now = clock.now()
    with writing(engine(settings.load())) as connection:
        for number in range(120):
            values = PLAN | {
                "id": f"demo/p{number:03}",
                "project": str(project),
                "entry": "a.py",
                "created": now,
            }
            connection.execute(insert(pipeline).values(**values))
        failed = {"pipeline": "demo/p119", "state": "failed", "occurrence": "x", "created": now, "ended": now}
        place = {"project": str(project), "entry": "a.py", "not_before": now, "started": now}
        connection.execute(insert(run).values(**(RUN | failed | place)))
    first, second = own.get("/pipelines").text, own.get("/pipelines?page=2").text
    table = first.split("<tbody>")[1]
    assert table.index("demo/p119") < table.index("demo/aldri")
    found = re.findall(r'scope="row"><a href="/pipelines/([^"]+)"', first + second)
    assert len(found) == len(set(found)) == 125
    assert "1 pipeline did not succeed the last time." in second
    assert "There is no such page." in own.get("/pipelines?page=9").text
