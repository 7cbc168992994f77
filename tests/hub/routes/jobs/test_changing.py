"""Change a pipeline from its page: what is kept, what is refused and said, and what is written down."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.jobs.planning import form
from stabbur.runs.pipelines import rows
from stabbur.runs.pipelines.values import Pipeline
from stabbur.state import audit
from stabbur.state.engine import engine, reading
from tests.hub.jobs.filled import NAME

CHANGE = f"/pipelines/{NAME}/change"


def known(id: str = NAME) -> Pipeline:
    with reading(engine(settings.load())) as connection:
        return rows.known(connection, id)


def actions(id: str = NAME) -> list[str]:
    with reading(engine(settings.load())) as connection:
        return [row.action for row in audit.read(connection, subject=id)]


def test_pause_and_resume_are_written_down_and_shown(own: TestClient) -> None:
    assert own.post(f"/pipelines/{NAME}/pause").headers["location"] == f"/pipelines/{NAME}"
    assert known().paused
    assert "Resume" in own.get(f"/pipelines/{NAME}").text
    assert own.post(f"/pipelines/{NAME}/resume").status_code == 303
    assert not known().paused
    assert actions() == ["pipeline.resumed", "pipeline.paused"]
    assert "resumed it" in own.get(f"/pipelines/{NAME}").text


def test_declared_pipeline_can_be_paused_but_not_changed(own: TestClient) -> None:
    assert own.post("/pipelines/demo/erklart/pause").status_code == 303
    assert known("demo/erklart").paused
    for answer in (
        own.get("/pipelines/demo/erklart/change"),
        own.post("/pipelines/demo/erklart/change", data=form.typed(known())),
        own.post("/pipelines/demo/erklart/delete"),
    ):
        assert answer.status_code == 409
    assert known("demo/erklart").schedule == "@daily"


def test_form_as_it_stands_changes_nothing(own: TestClient) -> None:
    before = known()
    assert own.post(CHANGE, data=form.typed(before)).status_code == 303
    assert known() == before
    assert actions() == []


def test_form_keeps_what_it_says(own: TestClient) -> None:
    sent = form.typed(known()) | {
        "schedule": "30 7 * * *",
        "retries": "1",
        "timeout_minutes": "2,5",
        "memory": "1 GB",
        "cpu": "",
        "overlap": "queue",
        "tell": "mailto:ny@example.no",
        "of_success": "true",
    }
    answer = own.post(CHANGE, data=sent)
    assert answer.status_code == 303, answer.text
    found = known()
    assert (found.schedule, found.retries, found.timeout_seconds) == ("30 7 * * *", 1, 150.0)
    assert (found.memory_bytes, found.cpu, found.overlap) == (1_000_000_000, None, "queue")
    assert found.tell == ("mailto:ny@example.no",)
    assert "success" in found.tell_of
    assert found.parameters == {"year": 2021}
    assert {kind for kind, _ in found.triggers} == {"package", "pipeline", "push"}, (
        "what the form is silent of stays"
    )
    assert actions() == ["pipeline.changed"]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("schedule", "*/61 * * * *", "goes over more than there is of it: minute"),
        ("schedule", "0 0 31 2 *", "no schedule"),
        ("timezone", "Mars/Olympus", "no such time zone"),
        ("memory", "mye", "no amount of memory"),
        ("retries", "-3", "no number"),
        ("retries", "mange", "no number"),
        ("cpu", "1e99", "no number"),
        ("timeout_minutes", "nan", "no number"),
        ("tell", "nobody", "cannot be told"),
    ],
)
def test_mistake_is_told_and_nothing_is_kept(own: TestClient, field: str, value: str, told: str) -> None:
    before = known()
    answer = own.post(CHANGE, data=form.typed(before) | {field: value})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{value}"' in answer.text, "what was typed still stands there"
    assert f'href="#f-{field}"' in answer.text
    assert known() == before


def test_next_times_are_shown_before_anything_is_kept(own: TestClient) -> None:
    before = known()
    sent = form.typed(before) | {"schedule": "15 23 * * *", "look": "yes"}
    answer = own.post(CHANGE, data=sent)
    assert answer.status_code == 200
    assert answer.text.count("at 23:15") >= 4
    assert known() == before


def test_delete_asks_and_leaves_the_runs(own: TestClient) -> None:
    assert "Delete demo/folketall-kommuner?" in own.get(f"/pipelines/{NAME}/delete").text
    assert own.post(f"/pipelines/{NAME}/delete").headers["location"] == "/pipelines"
    assert own.get(f"/pipelines/{NAME}").status_code == 404
    assert own.get("/runs/9").status_code == 200
    assert actions() == ["pipeline.deleted"]


def test_form_has_everything_that_a_pipeline_has(own: TestClient) -> None:
    page = own.get(CHANGE).text
    for field in ("p.year", "p.fylke", "after", "packages", "files", "on_push", "on_save", "gpu", "group"):
        assert f'name="{field}"' in page, field
    assert 'value="demo/erklart"' in page
    sent = form.typed(known()) | {
        "p.year": "",
        "p.fylke": "Oslo",
        "after": "",
        "packages": "demo/folketall, demo/towns",
        "files": "local/inn",
        "on_push": "",
        "on_save": "true",
        "gpu": "1",
        "group": "tungt",
    }
    answer = own.post(CHANGE, data=sent)
    assert answer.status_code == 303, answer.text
    found = known()
    assert found.parameters == {"fylke": "Oslo"}, "an empty field leaves it to the notebook"
    assert {one for one in found.triggers if one[0] != "save"} == {
        ("package", "demo/folketall"),
        ("package", "demo/towns"),
        ("bucket", "local/inn"),
    }
    assert "save" in {kind for kind, _ in found.triggers}
    assert (found.gpu, found.group) == (1, "tungt")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("p.year", "1492", "From 2000 to 2030"),
        ("after", "demo/finnes-ikke", "no pipeline"),
        ("after", NAME, "waits for this one"),
        ("packages", "ikke en pakke", "no package"),
        ("files", "ukjent/sti", "no bucket"),
        ("files", "x" * 301, "no bucket"),
        ("group", "x" * 101, "at most 100"),
        ("gpu", "-1", "no number"),
        ("retries", "101", "from 0 to 100"),
        ("memory", "999999999 TB", "no amount of memory"),
        ("overlap", "begge", "Choose one"),
    ],
)
def test_mistake_in_what_the_form_was_silent_of_is_told_at_its_field(
    own: TestClient, field: str, value: str, told: str
) -> None:
    before = known()
    answer = own.post(CHANGE, data=form.typed(before) | {field: value})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#f-{field.replace(".", "-")}"' in answer.text
    assert known() == before


def test_pipeline_whose_notebook_cannot_be_read_keeps_its_values(own: TestClient, project: Path) -> None:
    (project / "notebooks" / "kommuner.ipynb").write_text("{", encoding="utf-8")
    page = own.get(CHANGE)
    assert page.status_code == 200
    assert own.post(CHANGE, data=form.typed(known())).status_code == 422
    assert known().parameters == {"year": 2021}


def test_text_that_nothing_keeps_is_told_of_and_is_no_fault_of_ours(own: TestClient) -> None:
    before = known()
    for key, odd, told in (
        ("group", "a\x00b", "It holds a sign that cannot be kept."),
        ("tell", "slack\x1b[31m", "It holds a sign that cannot be kept."),
        ("p.dato", "\x00", "It holds a sign that cannot be kept."),
        ("schedule", "x" * 30_000, "At most 20,000 characters."),
    ):
        answer = own.post(CHANGE, data=form.typed(before) | {key: odd})
        assert answer.status_code == 422, key
        assert told in answer.text, key
    for changes in (
        {"group": "\ud800"},
        {"group": "a\0b"},
        {"group": "x" * 101},
        {"timezone": "\ud800"},
        {"parameters": {"fylke": "\ud800"}},
        {"parameters": [1]},
        {"parameters": {"fylke": [[[0]]]}},
        {"gpu": 10**30},
        {"cpu": 1e308},
        {"entry": "notebooks/" + "x" * 400},
        {"entry": "a\0b"},
    ):
        answer = own.patch(f"/api/v1/pipelines/{NAME}", content=json.dumps(changes))
        assert answer.status_code in (400, 404, 422), changes
        assert answer.json()["error"]["code"] != "unexpected"
    assert own.get("/pipelines/a%00b/c").status_code == 404
    assert own.get("/runs?pipeline=a%00b").status_code == 422
    assert known() == before


def test_schedule_that_is_none_says_what_the_prompt_says(own: TestClient) -> None:
    answer = own.post(CHANGE, data=form.typed(known()) | {"schedule": "hver morgen"})
    assert answer.status_code == 422
    assert "It has 2 of 5 fields." in answer.text
