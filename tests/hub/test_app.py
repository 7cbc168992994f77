"""The hub put together: what a hub of public things alone leaves out, by its own table of routes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.hub.routes import content
from stabbur.hub.serving import entry
from stabbur.hub.serving.guard import Guard
from stabbur.registry import connect
from tests.hub.published import frame, publish

SECRET = "kanari-0815"
STORY = "index.html"
IN_PACKAGE = "stories/side/index.html"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Guard, dict[str, str]]]:
    """A hub of public things alone over a home that holds private ones, and values for its routes."""
    folder = tmp_path_factory.mktemp("public")
    (folder / "home").mkdir()
    (folder / "x.html").write_text(f"<title>{SECRET}</title>{SECRET}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STABBUR_HOME", str(folder / "home"))
        hidden = sb.Datapackage(name="lukket", title=SECRET, topics=[SECRET]).add_resource(
            frame(2), name="tabell"
        )
        publish(hidden.add_story(folder / "x.html", name="side", title=SECRET), folder / "out", access="team")
        publish(sb.Datapackage(name="apen", title="x").add_resource(frame(2), name="t"), folder)
        registry = connect(settings.load())
        registry.publish_story(folder / "x.html", "demo/lukket", title=SECRET, access="team")
        draft = registry.publish_story(folder / "x.html", "demo/lukket", draft=True, access="public")
        mark = draft.address.rsplit("/", 1)[-1]
        values = {
            "owner": "demo",
            "name": "lukket",
            "number": "1",
            "table": "tabell",
            "item": "side",
            "path": IN_PACKAGE,
            "slug": SECRET,
            "draft": mark,
            "mark": mark,
            "key": "public",
        }
        yield cast(Guard, create_app(settings.load(), public_only=True)), values


def routes(app: ASGIApp) -> set[str]:
    """The table of routes of an application."""
    assert isinstance(app, FastAPI)
    routers: list[APIRouter] = [getattr(one, "original_router", app.router) for one in app.routes]
    return {one.path for router in routers for one in router.routes if isinstance(one, APIRoute)}


def filled(path: str, values: dict[str, str]) -> str:
    """A route's path with values for its places."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], "x"), path)


def test_no_route_leads_to_what_is_not_public(hub: tuple[Guard, dict[str, str]]) -> None:
    app, values = hub
    client = TestClient(app, base_url="http://localhost:8800")
    person = {"cookie": f"{entry.COOKIE}={entry.cookie()}"}
    table = routes(app.pages)
    assert len(table) > 20
    for path in sorted(filled(one, values) for one in table):
        for headers in (person, person | {"accept": "application/json"}):
            asked = {"from": "1", "to": "2"} if path.endswith("/diff") else {}
            answer = client.get(path, headers=headers, params=asked)
            named = SECRET in path  # an address that is not found is said again
            assert SECRET not in answer.text.replace(f"'{SECRET}'", "") or named, path
            assert "demo/lukket" not in answer.text or answer.status_code == 404, path
            if "lukket" in path:
                assert answer.status_code == 404, path


def test_there_is_no_way_in_and_no_route_to_drafts(hub: tuple[Guard, dict[str, str]]) -> None:
    app, values = hub
    whole = cast(Guard, create_app(settings.load()))
    left_out = routes(whole.pages) - routes(app.pages)
    assert {"/enter", "/leave", "/s/{owner}/{name}/{draft}", "/runs/{id:int}/log", "/pipelines"} <= left_out
    parts = {"/runs", "/pipelines", "/projects", "/notebooks", "/hooks", "/api/v1/runs", "/api/v1/pipelines"}
    assert not [one for one in routes(app.pages) if any(one.startswith(part) for part in parts)]
    client = TestClient(app, base_url="http://localhost:8800")
    assert client.get(f"/enter?token={entry.issue()}").status_code == 404
    assert client.get(f"/s/demo/lukket/{values['draft']}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "mark", "path"), [("s", "v1", STORY), ("s", "draft", STORY), ("p", "v1", IN_PACKAGE)]
)
def test_key_of_the_whole_hub_opens_nothing_here(
    hub: tuple[Guard, dict[str, str]], kind: str, mark: str, path: str
) -> None:
    app, values = hub
    mark = values["draft"] if mark == "draft" else mark
    address = f"/{content.signed_key(kind, 'demo/lukket', mark)}/{kind}/demo/lukket/{mark}/{path}"
    whole = TestClient(create_app(settings.load()), base_url="http://content.localhost:8800")
    assert SECRET in whole.get(address).text, "the key is a good one"
    client = TestClient(app, base_url="http://content.localhost:8800")
    for given in (address, "/public/" + address.split("/", 2)[2]):
        answer = client.get(given)
        assert answer.status_code == 404
        assert SECRET not in answer.text


def test_A4_asking_for_the_head_of_a_one_time_address_does_not_use_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABBUR_HOME", str(tmp_path))
    client = TestClient(create_app(settings.load()), base_url="http://localhost", client=("127.0.0.1", 1))
    address = f"/enter?token={entry.issue()}"
    head = client.head(address, follow_redirects=False)
    assert head.status_code == 405
    assert "set-cookie" not in head.headers
    assert client.get(address, follow_redirects=False).status_code == 303
