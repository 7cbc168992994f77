"""The page of a test run shows what it would publish, to whoever ran it alone, and publishes just that."""

from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.errors import BadInput
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.projects.git.command import git
from stabbur.registry.here import connect
from tests.registry.making import package
from tests.runs.test_starting import WHO
from tests.runs.testing.conftest import TestRuns, state, test

__all__ = ["state", "test"]

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")
TWICE = pl.DataFrame({"nr": ["0301", "0301"]})


def client() -> TestClient:
    """Return somebody who looks at pages as the local person."""
    seen = TestClient(
        create_app(settings.load()), base_url="http://localhost:8800", headers={"accept-language": "nb"}
    )
    assert seen.get(f"/enter?token={entry.issue()}").status_code == 200
    return seen


def test_page_shows_the_package_as_it_would_be(test: TestRuns, state: Engine, tmp_path: Path) -> None:
    sb.publish(package(1), owner="demo", access="internal")
    with test.run() as id:
        made = package(4_711, description="Hvor mange som bor der.")
        made.add_view("rundt", type="bar", resource="kommuner", x="nr", y="personer", title="Rundt om")
        sb.publish(made, owner="demo")
        sb.to_sql(TWICE, table="kommuner", sink=str(tmp_path / "base.sqlite"))
        connect().withdraw("demo/folketall", 1, "feil tall")
    html = client().get(f"/runs/{id}/test").text
    for words in (
        f"Hva kjøring {id} ville publisert",
        "Folketall",
        "Versjon 2",
        "Intern",
        "4\N{NO-BREAK SPACE}711",
        "Hvor mange som bor der.",
        'class="sb-chart',
        "the package has no licence",
        "base.sqlite: kommuner",
        "package.withdrawn",
        "Publiser dette",
        "Hva som ikke ble holdt tilbake",
        "sha256:",
    ):
        assert words in html, words
    assert html.count("<h1") == 1
    assert "/p/demo/folketall/v2" not in html, "there is no such page yet"


def test_the_button_publishes_just_that_once(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    seen = client()
    for _ in range(2):
        answer = seen.post(f"/runs/{id}/test", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/runs/{id}/test")
    assert [one.number for one in connect().versions("demo/folketall")] == [1]
    html = seen.get(f"/runs/{id}/test").text
    assert 'href="/p/demo/folketall/v1"' in html
    assert "Publisert som versjon 1" in html
    assert f'action="/runs/{id}/test"' not in html
    assert seen.get("/p/demo/folketall/v1").status_code == 200
    for place in ("/runs", f"/runs/{id}"):
        assert "demo/folketall@1</a>" in seen.get(place).text.replace("folketall@1.</a>", "folketall@1</a>")
    assert f"<h1>Hva kjøring {id} ble til</h1>" in html
    assert "Ingenting som er publisert" not in html


def test_who_was_outrun_is_told_and_may_do_it_all_the_same(test: TestRuns, state: Engine) -> None:
    sb.publish(package(1), owner="demo")
    with test.run() as id:
        sb.publish(package(2), owner="demo")
    sb.publish(package(3), owner="demo")
    seen = client()
    seen.post(f"/runs/{id}/test")
    assert len(connect().versions("demo/folketall")) == 2
    html = seen.get(f"/runs/{id}/test").text
    assert "demo/folketall har fått versjon 2" in html
    seen.post(f"/runs/{id}/test", data={"anyway": "yes"})
    assert [one.number for one in connect().versions("demo/folketall")] == [3, 2, 1]


def test_half_a_run_and_a_refused_package(test: TestRuns, state: Engine) -> None:
    with test.run(ends="failed") as id:
        sb.publish(package(1), owner="demo")
        broken = sb.Datapackage(name="brutt", title="Brutt")
        broken.add_resource(TWICE, name="kommuner", schema={"primaryKey": ["nr"]})
        with pytest.raises(BadInput):
            sb.publish(broken, owner="demo")
    seen = client()
    html = seen.get(f"/runs/{id}/test").text
    assert "Kjøringen lyktes ikke" in html
    assert "breaks its own rules" in html
    assert f'action="/runs/{id}/test"' not in html
    seen.post(f"/runs/{id}/test", data={"anyway": "yes"})
    assert connect().packages() == []


def test_another_s_test_run_is_not_there(test: TestRuns, state: Engine) -> None:
    with test.run(actor="anna") as id:
        sb.publish(package(1), owner="demo")
    seen = client()
    assert seen.get(f"/runs/{id}/test").status_code == 404
    assert seen.post(f"/runs/{id}/test").status_code == 404
    assert connect().packages() == []


def test_the_public_sees_nothing_of_it(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    nobody = TestClient(create_app(settings.load()), base_url="http://localhost:8800")
    assert nobody.get(f"/runs/{id}/test").status_code == 404
    assert nobody.post(f"/runs/{id}/test").status_code == 404
    assert connect().packages() == []


def test_a_stranger_s_page_cannot_send_it(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1), owner="demo")
    answer = client().post(f"/runs/{id}/test", headers={"origin": "https://evil.example"})
    assert answer.status_code == 400
    assert connect().packages() == []


def test_names_in_data_stay_text(test: TestRuns, state: Engine) -> None:
    with test.run() as id:
        sb.publish(package(1, title="<script>alert(1)</script>"), owner="demo")
    assert "<script>alert(1)" not in client().get(f"/runs/{id}/test").text


def many(first: int) -> sb.Datapackage:
    """Return a package of 40 rows."""
    rows = {"nr": [f"{number:04}" for number in range(40)], "personer": range(first, first + 40)}
    made = sb.Datapackage(name="folketall", title="Folketall")
    return made.add_resource(pl.DataFrame(rows), name="kommuner", schema={"primaryKey": ["nr"]})


def test_many_changed_rows_are_folded_and_code_that_git_lacks_is_pointed_out(
    test: TestRuns, state: Engine, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("1")
    for words in (["init", "--quiet"], ["add", "a.py"], [*WHO, "commit", "--quiet", "--message", "first"]):
        git(tmp_path, *words)
    sb.publish(many(0), owner="demo")
    (tmp_path / "a.py").write_text("2")
    with test.run() as id:
        sb.publish(many(1), owner="demo")
    html = client().get(f"/runs/{id}/test").text
    shown, folded = html.split("Flere eksempler", 1)
    assert shown.count('<td class="add"') == 10
    assert folded.count('<td class="add"') > 10
    assert "Koden som kjørte, er ikke lagret i Git" in shown
