"""Make a pipeline from a page: of a notebook of a known project, or of what a run ran."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.state import audit
from stabbur.state.engine import engine, reading

NEW = "/pipelines/new"
ENTRY = "notebooks/kommuner.ipynb"


def known(id: str) -> Pipeline | None:
    with reading(engine(settings.load())) as connection:
        return rows.one(connection, id)


def filled_in(page: str) -> dict[str, str]:
    """Return what a browser would send of the form as it stands."""
    sent = {}
    body = page[page.index('<form class="jobform"') :]
    for tag in re.findall(r"<input [^>]*>", body):
        attributes = {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if attributes.get("type") != "checkbox" or " checked" in tag:
            sent[attributes["name"]] = attributes.get("value", "")
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"( selected)?', options)
        sent[name] = next((value for value, mark in chosen if mark), chosen[0][0])
    return sent


def test_every_notebook_and_script_of_a_known_project_can_be_chosen(own: TestClient, project: Path) -> None:
    (project / "hent.py").write_text("print(1)\n", encoding="utf-8")
    (project / "src").mkdir()
    (project / "src" / "modul.py").write_text("", encoding="utf-8")
    (project / ".venv").mkdir()
    (project / ".venv" / "annet.py").write_text("", encoding="utf-8")
    assert f'href="{NEW}"' in own.get("/pipelines").text
    page = own.get(NEW).text
    places = [unescape(one) for one in re.findall(r'href="(/pipelines/new\?[^"]+)"', page)]
    assert [one.rpartition("entry=")[2] for one in places] == ["hent.py", "notebooks/kommuner.ipynb"]
    assert own.get(places[1]).status_code == 200


def test_pipeline_is_made_as_the_form_says_and_written_down(own: TestClient, project: Path) -> None:
    page = own.get(NEW, params={"project": str(project), "entry": ENTRY}).text
    sent = filled_in(page)
    assert sent["name"] == "kommuner"
    assert (sent["overlap"], sent["catch_up"], sent["timezone"]) == ("skip", "last", "Europe/Oslo")
    sent |= {
        "name": "hver-morgen",
        "schedule": "0 6 * * 1-5",
        "p.fylke": "Oslo",
        "after": "erklart",
        "packages": "demo/folketall",
        "on_push": "true",
        "retries": "2",
        "memory": "2 GB",
        "tell": "mailto:team@example.no",
    }
    looked = own.post(NEW, data=sent | {"look": "yes"})
    assert looked.status_code == 200
    assert len(re.findall(r"<li><time ", looked.text)) == 5
    assert filled_in(looked.text)["p.fylke"] == "Oslo", "what was typed still stands there"
    assert known("demo/hver-morgen") is None, "a look keeps nothing"
    answer = own.post(NEW, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pipelines/demo/hver-morgen")
    made = known("demo/hver-morgen")
    assert made is not None
    assert (made.project, made.entry, made.schedule, made.declared) == (project, ENTRY, "0 6 * * 1-5", False)
    assert made.parameters == {"fylke": "Oslo"}, "what the notebook says itself stays its own"
    assert made.next_at is not None
    assert {kind for kind, _ in made.triggers} == {"pipeline", "package", "push"}
    assert (made.retries, made.memory_bytes, made.tell) == (2, 2_000_000_000, ("mailto:team@example.no",))
    assert made.tell_of == ("failure", "recovery", "missing")
    with reading(engine(settings.load())) as connection:
        assert [row.action for row in audit.read(connection, subject=made.id)] == ["pipeline.made"]


def test_run_is_scheduled_with_the_values_that_it_had(own: TestClient) -> None:
    assert 'href="/pipelines/new?again=34"' in own.get("/runs/34").text
    assert 'href="/pipelines/new' not in own.get("/runs/9").text, "it belongs to a pipeline already"
    assert 'formaction="/pipelines/new"' in own.get("/runs/start?again=34").text
    sent = filled_in(own.get(f"{NEW}?again=9").text)
    assert (sent["entry"], sent["p.year"]) == (ENTRY, "2021")
    sent = filled_in(own.get(f"{NEW}?again=9&click=x&p.year=2024&p.full=true").text)
    assert (sent["p.year"], sent["p.full"]) == ("2024", "true"), "as they stood in the form of the run"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", "", "no other pipeline may have it"),
        ("name", "Årlig tall", "no other pipeline may have it"),
        ("name", "aldri", "no other pipeline may have it"),
        ("schedule", "*/61 * * * *", "goes over more than there is of it: minute"),
        ("timezone", "Mars/Olympus", "no such time zone"),
        ("p.year", "1492", "From 2000 to 2030"),
        ("after", "finnes-ikke", "no pipeline"),
        ("after", "Æ", "no pipeline"),
        ("tell", "nobody", "cannot be told"),
    ],
)
def test_mistake_is_told_at_its_field_and_nothing_is_made(
    own: TestClient, project: Path, field: str, value: str, told: str
) -> None:
    sent = filled_in(own.get(NEW, params={"project": str(project), "entry": ENTRY}).text)
    before = own.get("/api/v1/pipelines").json()
    answer = own.post(NEW, data=sent | {field: value})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#f-{field.replace(".", "-")}"' in answer.text
    assert own.get("/api/v1/pipelines").json() == before


@pytest.mark.parametrize(
    ("place", "entry", "status"),
    [
        ("/etc", "passwd", 404),
        ("", "", 200),
        ("own", "notebooks/borte.ipynb", 404),
        ("own", "../../etc/passwd", 422),
        ("own", "stabbur.toml", 422),
    ],
)
def test_only_what_runs_in_a_known_project_is_taken(
    own: TestClient, project: Path, place: str, entry: str, status: int
) -> None:
    asked = {"project": str(project) if place == "own" else place, "entry": entry}
    assert own.get(NEW, params=asked).status_code == status
    assert own.post(NEW, data=asked).status_code == (status if status != 200 else 404)


def test_another_site_and_the_public_make_nothing(own: TestClient, public: TestClient, project: Path) -> None:
    sent = filled_in(own.get(NEW, params={"project": str(project), "entry": ENTRY}).text)
    assert own.post(NEW, data=sent, headers={"origin": "http://evil.example"}).status_code == 400
    assert public.get(NEW).status_code == 404
    assert public.post(NEW, data=sent).status_code == 404
    assert known("demo/kommuner") is None


def test_test_run_of_another_shows_no_project(own: TestClient, project: Path, tmp_path: Path) -> None:
    from stabbur.runs.pipelines import found

    with reading(engine(settings.load())) as connection:
        assert found.projects(connection, "somebody") == [project]
