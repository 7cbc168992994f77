"""The JSON API of pipelines and runs: paging, a log from any byte on, changes, and one error shape."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.hub.app import DESCRIBED, create_app
from stabbur.hub.serving import entry
from stabbur.projects.git.command import git
from stabbur.runs.pipelines import setting
from stabbur.runs.queue.reading import one as one_run
from stabbur.state.engine import engine
from tests.hub.jobs import filled
from tests.hub.jobs.filled import NAME
from tests.runs.test_starting import WHO

API = "/api/v1"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> TestClient:
    """A program of the local person."""
    filled.fill(filled.project(tmp_path / "prosjekt"))
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    client.headers["cookie"] = f"{entry.COOKIE}={entry.cookie()}"
    return client


def test_runs_are_paged_by_number_and_each_comes_once(own: TestClient) -> None:
    found, address = [], f"{API}/runs?limit=10"
    while address:
        page = own.get(address).json()
        found += [one["id"] for one in page["items"]]
        address = page["next"]
    assert found == list(range(34, 0, -1))
    assert {one["state"] for one in own.get(f"{API}/runs?state=failed").json()["items"]} == {"failed"}


def test_run_has_all_that_is_kept_of_it(own: TestClient) -> None:
    run = own.get(f"{API}/runs/9").json()
    assert (run["state"], run["parameters"], run["rows_read"]) == ("failed", {"year": 2021}, 37_741)
    assert run["report"]["cells"][-1]["state"] == "failed"
    assert own.get(f"{API}/runs/999").json()["error"]["code"] == "run-missing"


@pytest.mark.parametrize("path", ["/runs", "/runs/9", "/runs/9/log", "/pipelines", f"/pipelines/{NAME}"])
def test_answer_is_not_sent_twice(own: TestClient, path: str) -> None:
    mark = own.get(API + path).headers["etag"]
    assert own.get(API + path, headers={"if-none-match": mark}).status_code == 304


def test_log_is_read_in_parts_until_it_ends(own: TestClient) -> None:
    first = own.get(f"{API}/runs/9/log").json()
    assert "Henter prosjektet" in first["text"]
    assert not first["ended"]
    last = own.get(f"{API}/runs/9/log?from={first['next']}").json()
    assert last == {"text": "", "next": first["next"], "ended": True}
    assert not own.get(f"{API}/runs/31/log?from={first['next']}").json()["ended"]


def test_pipelines_are_paged_and_keep_a_webhook_to_themselves(own: TestClient) -> None:
    found = own.get(f"{API}/pipelines?limit=2").json()
    assert [one["id"] for one in found["items"]] == ["demo/aldri", "demo/erklart"]
    rest = own.get(found["next"])
    assert NAME in rest.text
    assert "s3cret" not in rest.text


def test_run_is_started_once_for_a_key_and_stopped(own: TestClient) -> None:
    ask = {"pipeline": "demo/aldri", "parameters": {"year": 2022}, "key": "k-1"}
    first, second = (own.post(f"{API}/runs", json=ask) for _ in range(2))
    assert (first.status_code, first.json()["parameters"]["year"]) == (201, 2022)
    assert second.json()["id"] == first.json()["id"]
    stopped = own.post(f"{API}/runs/{first.json()['id']}/cancel", json={"why": "feil år"})
    assert (stopped.json()["state"], "feil år" in stopped.json()["reason"]) == ("cancelled", True)
    assert own.post(f"{API}/runs/9/cancel").json()["error"]["code"] == "run-ended"


def test_entry_of_a_project_runs_as_a_test(own: TestClient, tmp_path: Path) -> None:
    ask = {"project": str(tmp_path / "prosjekt"), "entry": "notebooks/kommuner.ipynb", "test": True}
    limited = ask | {"cpu": 1, "memory": "2 GB", "timeout": 60}
    started = own.post(f"{API}/runs", json=limited).json()
    kept = one_run(engine(settings.load()), started["id"])
    assert (kept.purpose, kept.cpu, kept.memory_bytes, kept.timeout_seconds) == ("test", 1, 2 * 10**9, 60)
    assert own.post(f"{API}/runs", json=ask | {"memory": "much"}).json()["error"]["code"] == "size-bad"


def test_a_test_of_a_pipeline_has_its_limits_and_its_place_in_a_group(
    own: TestClient, tmp_path: Path
) -> None:
    for words in (["init", "--quiet"], ["add", "."], [*WHO, "commit", "--quiet", "--message", "first"]):
        git(tmp_path / "prosjekt", *words)
    state = engine(settings.load())
    limits = {"memory": "2 GB", "cpu": 1, "timeout_seconds": 60, "group": "base"}
    setting.change(state, "demo/aldri", limits)
    started = own.post(f"{API}/runs", json={"pipeline": "demo/aldri", "test": True}).json()
    kept = one_run(state, started["id"])
    assert (kept.purpose, kept.pipeline) == ("test", "")
    assert (kept.cpu, kept.memory_bytes, kept.timeout_seconds, kept.group_name) == (1, 2 * 10**9, 60, "base")


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({}, "run-of-what"),
        ({"pipeline": "demo/nope"}, "pipeline-unknown"),
        ({"pipeline": "demo/aldri", "parameters": {"yaer": 1}}, "parameter-unknown"),
        ({"pipeline": "demo/aldri", "parameters": {"year": 1850}}, "parameter-value"),
        ({"pipeline": "demo/aldri", "more": 1}, "value-invalid"),
        ({"pipeline": "demo/for-hand"}, "pipeline-project-gone"),
    ],
)
def test_mistake_has_its_code(own: TestClient, ask: dict[str, object], code: str) -> None:
    answer = own.post(f"{API}/runs", json=ask)
    assert answer.json()["error"]["code"] == code
    assert answer.status_code in (400, 404, 409, 422)


def test_pipeline_is_changed_paused_and_deleted(own: TestClient) -> None:
    place = f"{API}/pipelines/{NAME}"
    assert own.patch(place, json={"schedule": "0 7 * * *"}).json()["schedule"] == "0 7 * * *"
    assert own.patch(place, json={"schedule": "*/61 * * * *"}).json()["error"]["code"] == "schedule-bad"
    assert own.post(f"{place}/pause").json()["paused"]
    assert not own.post(f"{place}/resume").json()["paused"]
    assert own.delete(place).status_code == 204
    assert own.get(place).status_code == 404
    assert own.patch(f"{API}/pipelines/demo/erklart", json={"retries": 1}).status_code == 409


def test_another_site_changes_nothing(own: TestClient) -> None:
    place = f"{API}/pipelines/{NAME}"
    for ask in (own.delete, own.patch, own.post):
        assert ask(place, headers={"origin": "http://evil.example"}).status_code == 400
    assert own.get(place).status_code == 200


def test_every_route_is_described(own: TestClient) -> None:
    described = own.get(f"{API}/openapi.json").json()["paths"]
    for router in DESCRIBED:
        for route in router.routes:
            path = str(getattr(route, "path", ""))
            assert path in described or path.endswith("openapi.json")
    assert "/runs/{id}" not in json.dumps(described).replace("/api/v1/runs/{id}", "")


def test_pipeline_is_made_and_only_once(own: TestClient, tmp_path: Path) -> None:
    root = str((tmp_path / "prosjekt").resolve())
    ask = {"project": root, "entry": "notebooks/kommuner.ipynb", "settings": {"schedule": "@daily", "gpu": 1}}
    made = own.post(f"{API}/pipelines", json=ask)
    assert made.status_code == 201, made.text
    assert made.json() == own.get(f"{API}/pipelines/demo/kommuner").json()
    assert (made.json()["schedule"], made.json()["gpu"]) == ("0 0 * * *", 1) or made.json()[
        "schedule"
    ] == "@daily"
    assert own.post(f"{API}/pipelines", json=ask).json()["error"]["code"] == "pipeline-taken"
    for wrong, code in (
        ({"settings": {"memory": "mye"}}, "size-bad"),
        ({"settings": {"finnes": 1}}, "pipeline-setting"),
        ({"project": "/borte"}, "pipeline-project-gone"),
        ({"project": "prosjekt"}, "run-of-what"),
        ({"entry": "borte.py"}, "entry-unknown"),
    ):
        answer = own.post(f"{API}/pipelines", json=ask | {"name": "ny"} | wrong)
        assert answer.json()["error"]["code"] == code
    assert own.get(f"{API}/pipelines/demo/ny").status_code == 404


@pytest.mark.parametrize("project", ["relative", "./x", "\ud800", "/a\ud800", "/a\0"], ids=ascii)
def test_project_without_a_whole_path_is_refused(own: TestClient, project: str) -> None:
    body = json.dumps({"project": project, "entry": "notebooks/kommuner.ipynb"})
    answer = own.post(f"{API}/runs", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
