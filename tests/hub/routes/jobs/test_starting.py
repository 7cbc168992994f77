"""Start and stop from pages: what is sent becomes a run, a mistake is told, a click counts once."""

import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.runs.queue import reading
from stabbur.runs.queue.values import Run
from stabbur.state import audit
from stabbur.state.engine import engine, writing
from stabbur.state.engine import reading as read_state
from stabbur.state.tables import run
from tests.hub.jobs.filled import NAME


def newest() -> Run:
    return reading.listed(engine(settings.load()), limit=1)[0]


def counted() -> int:
    with read_state(engine(settings.load())) as connection:
        return len(connection.execute(select(run.c.id)).all())


def test_click_runs_a_pipeline_once_however_often_it_is_sent(own: TestClient) -> None:
    before, click = counted(), uuid.uuid4().hex
    answers = [own.post("/pipelines/demo/aldri/run", data={"click": click}) for _ in range(3)]
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    assert counted() == before + 1
    made = newest()
    assert (made.pipeline, made.cause, made.actor) == ("demo/aldri", "person", settings.local_person())


def test_form_has_a_field_for_each_parameter(own: TestClient) -> None:
    text = own.get(f"/runs/start?pipeline={NAME}").text
    year = re.search(r'<input[^>]*name="p.year"[^>]*>', text)
    assert year
    assert all(part in year[0] for part in ('type="number"', 'value="2021"', 'min="2000"', 'max="2030"'))
    assert '<option value="Nordland">' in text
    assert re.search(r'<input[^>]*type="date"[^>]*name="p.dato"', text)
    assert re.search(r'<input[^>]*type="checkbox"[^>]*name="p.full"', text)
    assert "Les alt på nytt" in text


def test_values_of_the_form_go_with_the_run(own: TestClient) -> None:
    sent = {
        "pipeline": NAME,
        "p.year": "2025",
        "p.fylke": "Oslo",
        "p.dato": "",
        "p.full": "true",
        "purpose": "run",
    }
    answer = own.post("/runs/start", data=sent)
    assert answer.status_code == 303
    made = newest()
    assert answer.headers["location"] == f"/runs/{made.id}"
    assert made.pipeline == NAME
    assert made.parameters["year"] == 2025
    assert made.parameters["fylke"] == "Oslo"
    assert made.parameters["full"] is True


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"p.year": "1850"}, "From 2000 to 2030."),
        ({"p.year": "mange"}, "A whole number."),
        ({"p.year": "2021", "p.fylke": "Viken"}, "It must be one of these: alle, Oslo, Nordland."),
        ({"p.year": "2021", "p.dato": "<script>"}, "A date."),
    ],
)
def test_mistake_is_told_at_its_field_and_nothing_starts(
    own: TestClient, sent: dict[str, str], told: str
) -> None:
    before = counted()
    answer = own.post("/runs/start", data={"pipeline": NAME, **sent})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Nothing is changed or started yet." in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert 'aria-invalid="true"' in answer.text
    assert counted() == before


def test_entry_that_is_gone_is_told_in_the_form(own: TestClient, project: Path) -> None:
    (project / "notebooks" / "kommuner.ipynb").unlink()
    for answer in (
        own.get(f"/runs/start?pipeline={NAME}"),
        own.post(f"/pipelines/{NAME}/run"),
    ):
        assert "notebooks/kommuner.ipynb" in answer.text
        assert "Nothing is changed or started yet." in answer.text


def test_run_of_no_pipeline_is_run_again_as_it_was(own: TestClient) -> None:
    answer = own.post("/runs/start", data={"again": "34", "p.year": "2022"})
    assert answer.status_code == 303, re.findall(r"<p><code>.*", answer.text)
    made = newest()
    assert (made.pipeline, made.purpose, made.commit) == ("", "run", None)
    assert made.parameters["year"] == 2022


def test_test_goes_to_its_own_place(own: TestClient) -> None:
    assert (
        own.post("/runs/start", data={"again": "32", "p.year": "2022", "purpose": "test"}).status_code == 303
    )
    assert newest().purpose == "test"


def test_stop_asks_first_and_is_written_down(own: TestClient) -> None:
    assert "Stop run 31?" in own.get("/runs/31/stop").text
    assert reading.one(engine(settings.load()), 31).cancel == 0
    assert own.post("/runs/31/stop").headers["location"] == "/runs/31"
    assert reading.one(engine(settings.load()), 31).cancel
    with read_state(engine(settings.load())) as connection:
        assert audit.read(connection, subject="31")[0].action == "run.cancelled"
    assert own.post("/runs/32/stop").status_code == 303
    assert reading.one(engine(settings.load()), 32).state == "cancelled"


def test_stop_of_what_has_ended_leads_to_how_it_ended(own: TestClient) -> None:
    for answer in (own.get("/runs/9/stop"), own.post("/runs/9/stop")):
        assert (answer.status_code, answer.headers["location"]) == (303, "/runs/9")
    assert reading.one(engine(settings.load()), 9).state == "failed"


def test_nobody_stops_the_test_run_of_another_by_page_or_by_program(own: TestClient) -> None:
    with writing(engine(settings.load())) as connection:
        connection.execute(update(run).where(run.c.id == 31).values(purpose="test"))  # ingrid started it
    for answer in (own.get("/runs/31/stop"), own.post("/runs/31/stop"), own.post("/api/v1/runs/31/cancel")):
        assert answer.status_code == 404
    assert reading.one(engine(settings.load()), 31).cancel == 0


@pytest.mark.parametrize(
    "path", [f"/pipelines/{NAME}/run", "/runs/start", "/runs/31/stop", f"/pipelines/{NAME}/delete"]
)
def test_another_site_starts_and_stops_nothing(own: TestClient, path: str) -> None:
    before = counted()
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert own.post(path, headers=headers).status_code == 400
    assert counted() == before


def test_public_starts_and_stops_nothing(public: TestClient) -> None:
    before = counted()
    for path in (f"/pipelines/{NAME}/run", f"/pipelines/{NAME}/pause", "/runs/31/stop", "/runs/start"):
        assert public.post(path).status_code == 404, path
    assert public.post("/api/v1/runs", json={"pipeline": NAME}).status_code == 404
    assert counted() == before


def test_form_that_is_too_large_is_refused(own: TestClient) -> None:
    sent = {f"p.{number}": "x" for number in range(400)}
    assert own.post("/runs/start", data={"pipeline": NAME, **sent}).status_code == 400


def test_entry_of_a_known_project_is_started_from_the_list_of_what_there_is(
    own: TestClient, project: Path
) -> None:
    (project / "hent.py").write_text("print(1)\n", encoding="utf-8")
    assert 'href="/pipelines/new"' in own.get("/runs").text
    place = re.search(r'href="(/runs/start\?project=[^"]+entry=hent.py)"', own.get("/pipelines/new").text)
    assert place
    assert 'name="entry" value="hent.py"' in own.get(unescape(place[1])).text
    sent = {"project": str(project), "entry": "hent.py", "purpose": "run"}
    answer = own.post("/runs/start", data=sent)
    assert answer.status_code == 303
    assert "hent.py" in own.get(answer.headers["location"]).text
    assert own.post("/runs/start", data=sent | {"project": "/borte"}).status_code == 404
    assert own.post("/runs/start", data=sent | {"entry": "borte.py"}).status_code == 404
