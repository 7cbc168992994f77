"""Every way to fail has one shape; what nobody foresaw says nothing of what was asked or stored."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.accounts.actor import Actor
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.registry.here import Here, connect
from stabbur.registry.opened import OpenVersion
from tests.hub.published import package, publish

CANARY = "canary-5f1e9c"
JSON = {"accept": "application/json"}


class Failing(Here):
    """A registry that fails with the secrets of the request in its error, as a driver might."""

    def open(self, package: str, version: int | None = None, actor: Actor | None = None) -> OpenVersion:
        """Fail."""
        raise RuntimeError(f"{package} postgresql://user:{CANARY}@db/x {CANARY}")


@pytest.fixture
def client(home: Path, tmp_path: Path) -> TestClient:
    publish(package(), tmp_path)
    return TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )


@pytest.fixture
def failing(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A hub in which every package page fails, with a secret in its environment."""
    monkeypatch.setenv("SECRET_OF_A_SOURCE", CANARY)
    known = settings.load()
    app = create_app(known, source=Failing(connect(known).desk))
    with TestClient(app, base_url="http://localhost:8800", raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("headers", [{}, JSON, {"hx-request": "true"}])
def test_A53_forced_500_shows_no_secret_on_page_or_in_log(
    failing: TestClient, home: Path, headers: dict[str, str]
) -> None:
    sent = {
        "cookie": f"{entry.COOKIE}={CANARY}; language=nb; other={CANARY}",
        "authorization": f"Basic {CANARY}",
        "x-api-key": CANARY,
        "user-agent": CANARY,
        "referer": f"http://localhost/?token={CANARY}",
        "accept-language": CANARY,
        "if-none-match": CANARY,
    }
    answer = failing.get(f"/p/demo/folketall?token={CANARY}&kommune={CANARY}", headers=sent | headers)
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert CANARY not in str(answer.headers)
    mark = re.search(r"STB-500-[2-9A-Z]{4}", answer.text)
    assert mark
    for file in (home / "private" / "log").iterdir():
        assert CANARY not in file.read_text(encoding="utf-8"), file
    last = json.loads((home / "private" / "log" / "hub.log").read_text(encoding="utf-8").splitlines()[-1])
    assert last["reference"] == mark[0]
    assert last["error"] == "RuntimeError"
    assert any("test_errors.py" in frame for frame in last["frames"])


def test_A53_damaged_file_is_named_without_the_figures_asked_for(client: TestClient, home: Path) -> None:
    stored = next((home / "private" / "bucket").rglob("kommuner-*.parquet"))
    stored.write_bytes(b"PAR1" + CANARY.encode() * 50)
    answer = client.get(f"/p/demo/folketall/v1/kommuner?kommune={CANARY}")
    assert answer.status_code >= 500
    assert CANARY not in answer.text
    assert CANARY not in (home / "private" / "log" / "hub.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/<script>alert(1)</script>", "/api/v1/<script>alert(1)</script>"])
def test_A31_address_with_script_is_text_as_page_and_data_as_json(client: TestClient, path: str) -> None:
    page = client.get(path.removeprefix("/api/v1"))
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<script>alert" not in page.text
    answer = client.get(path, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nope", 404, "page-unknown"),
        ("DELETE", "/search", 405, "http-405"),
        ("GET", "/search?page=x", 422, "value-invalid"),
        ("GET", "/p/demo/nope", 404, "package-unknown"),
        ("GET", "/p/demo/folketall/v7", 404, "version-unknown"),
        ("GET", "/p/demo/folketall/v1/cite?style=x", 400, "citation-style"),
        ("GET", "/p/demo/folketall/v1/kommuner?format=x", 400, "download-format"),
    ],
)
def test_each_error_has_status_code_and_help(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path, headers=JSON | {"origin": "http://localhost:8800"})
    said = answer.json()["error"]
    assert (answer.status_code, said["code"]) == (status, code)
    assert said["reference"].startswith(f"STB-{status}-")
    page = client.request(method, path, headers={"origin": "http://localhost:8800"})
    assert page.status_code == status
    assert re.search(rf"STB-{status}-\w{{4}}", page.text)


def test_what_the_public_may_not_know_of_is_not_found(home: Path, tmp_path: Path) -> None:
    publish(package(name="lukket"), tmp_path, access="team")
    client = TestClient(create_app(settings.load()), base_url="http://localhost:8800", headers=JSON)
    hidden, none = client.get("/p/demo/lukket").json()["error"], client.get("/p/demo/ingen").json()["error"]
    assert hidden["code"] == none["code"]
    assert hidden["message"].replace("lukket", "ingen") == none["message"]


def test_damaged_version_says_so_and_promises_nothing(client: TestClient) -> None:
    for file in settings.home().rglob("kommuner-*.parquet"):
        file.write_bytes(b"no longer what was published")
    answer = client.get("/p/demo/folketall/v1/kommuner")
    assert answer.status_code == 502
    assert "Denne versjonen er skadet" in answer.text
    assert "version-damaged" in answer.text
    assert "trygt" not in answer.text
