"""The addresses that harvesters ask: only what they may know of, whole, cheap the second time."""

import json
from pathlib import Path

import polars as pl
import pytest
from rdflib import RDF, Graph, URIRef
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.catalogue.exports.dcat import DCAT
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.hub.site import export_site
from stabbur.registry import connect
from stabbur.registry.base import Registry
from stabbur.registry.reading import MARKS
from tests.hub.published import package, publish

BASE = "http://localhost:8800"
FORMS = {
    "dcat.ttl": "text/turtle",
    "dcat.jsonld": "application/ld+json",
    "schema.jsonld": "application/ld+json",
    "croissant.json": 'application/ld+json; profile="http://mlcommons.org/croissant/1.1"',
}


def client(*, public_only: bool = False) -> TestClient:
    app = create_app(settings.load(), public_only=public_only)
    return TestClient(app, base_url=BASE, headers={"accept-language": "nb"})


@pytest.fixture
def registry(home: Path, tmp_path: Path) -> Registry:
    publish(package(4), tmp_path / "one")
    publish(package(3, name="lukket"), tmp_path / "team", access="team")
    return publish(package(5), tmp_path / "two")


def datasets(text: str, form: str = "turtle") -> set[str]:
    return {str(one) for one in Graph().parse(data=text, format=form).subjects(RDF.type, DCAT.Dataset)}


@pytest.mark.parametrize(("path", "form"), [("/catalog.ttl", "turtle"), ("/catalog.jsonld", "json-ld")])
def test_the_catalogue_has_what_the_asker_may_know_of(registry: Registry, path: str, form: str) -> None:
    hub = client()
    assert datasets(hub.get(path).text, form) == {f"{BASE}/p/demo/folketall"}
    hub.cookies.set(entry.COOKIE, entry.cookie())
    assert datasets(hub.get(path).text, form) == {f"{BASE}/p/demo/folketall", f"{BASE}/p/demo/lukket"}
    outside = client(public_only=True)
    outside.cookies.set(entry.COOKIE, entry.cookie())
    assert datasets(outside.get(path).text, form) == {f"{BASE}/p/demo/folketall"}


def test_the_catalogue_follows_what_is_published_and_withdrawn(registry: Registry, tmp_path: Path) -> None:
    hub = client()
    first = hub.get("/catalog.ttl")
    assert first.headers["content-type"].startswith("text/turtle")
    known = {"if-none-match": first.headers["etag"]}
    assert hub.get("/catalog.ttl", headers=known).status_code == 304
    assert hub.get("/catalog.ttl").text == first.text
    publish(package(2, name="ny"), tmp_path / "new")
    second = hub.get("/catalog.ttl", headers=known)
    assert second.status_code == 200
    assert f"{BASE}/p/demo/ny" in datasets(second.text)
    registry.withdraw("demo/ny", 1, "feil tall")
    assert datasets(hub.get("/catalog.ttl").text) == {f"{BASE}/p/demo/folketall"}
    registry.withdraw("demo/folketall", 2, "feil tall")
    assert f"{BASE}/p/demo/folketall/v1/kommuner.csv.gz" in hub.get("/catalog.ttl").text


def test_an_empty_catalogue_is_a_catalogue(home: Path) -> None:
    graph = Graph().parse(data=client().get("/catalog.ttl").text, format="turtle")
    assert list(graph.subjects(RDF.type, DCAT.Catalog)) == [URIRef(f"{BASE}/catalog.ttl#catalog")]


def test_a_damaged_version_costs_the_catalogue_itself_alone(registry: Registry, tmp_path: Path) -> None:
    publish(package(2, name="skadet"), tmp_path / "damaged")
    for mark in settings.private().rglob("skadet/v1/datapackage.json"):
        mark.chmod(0o600)
        mark.write_text("{}")
    MARKS.clear()  # a mark that was read before is not read again
    assert datasets(client().get("/catalog.ttl").text) == {f"{BASE}/p/demo/folketall"}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_of_a_version(registry: Registry, name: str) -> None:
    hub = client()
    old, new, newest = (hub.get(f"/p/demo/folketall{place}/{name}") for place in ("/v1", "/v2", ""))
    assert new.headers["content-type"].partition(";")[0] == FORMS[name].partition(";")[0]
    assert newest.text == new.text != old.text
    assert f"{BASE}/p/demo/folketall/v2" in new.text
    assert hub.head(f"/p/demo/folketall/v2/{name}").status_code == 200
    known = {"if-none-match": new.headers["etag"]}
    assert hub.get(f"/p/demo/folketall/v2/{name}", headers=known).status_code == 304
    for hidden in ("/p/demo/lukket", "/p/demo/lukket/v1", "/p/demo/none", "/p/demo/folketall/v9"):
        assert hub.get(f"{hidden}/{name}").status_code == 404


def test_croissant_says_its_profile(registry: Registry) -> None:
    answer = client().get("/p/demo/folketall/v2/croissant.json")
    assert answer.headers["content-type"] == FORMS["croissant.json"]
    files = {one["name"]: one for one in answer.json()["distribution"]}
    for name, one in files.items():
        assert (
            registry.open("demo/folketall", 2).descriptor["files"][name]["hash"] == f"sha256:{one['sha256']}"
        )


def test_a_version_tells_what_changed(registry: Registry) -> None:
    assert "adms:versionNotes" in client().get("/p/demo/folketall/v2/dcat.ttl").text


def test_the_page_links_to_its_forms_and_answers_in_turtle(registry: Registry) -> None:
    hub = client()
    page = hub.get("/p/demo/folketall").text
    for name in ("dcat.ttl", "croissant.json"):
        assert f'href="/p/demo/folketall/v2/{name}"' in page
    turtle = hub.get("/p/demo/folketall/v2", headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert turtle.headers["vary"] == "Accept"
    assert datasets(turtle.text) == {f"{BASE}/p/demo/folketall/v2"}


def test_a_file_that_was_published_under_such_a_name_goes_first(home: Path, tmp_path: Path) -> None:
    folder = (
        sb.Datapackage(name="egen").add_resource(pl.DataFrame({"a": [1]}), name="a").write(tmp_path / "egen")
    )
    (folder / "croissant.json").write_text('{"own": true}')
    descriptor = json.loads((folder / "datapackage.json").read_text())
    descriptor["resources"].append({"name": "egen", "path": "croissant.json", "format": "json"})
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    connect().publish(folder, owner="demo", access="public")
    hub = client()
    assert hub.get("/p/demo/egen/v1/croissant.json").json() == {"own": True}
    assert hub.get("/p/demo/egen/croissant.json").json() == {"own": True}


def test_the_address_of_the_settings_stands_in_every_form(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STABBUR_HUB__ADDRESS", "https://data.example.no")
    hub = client()
    for path in ("/catalog.ttl", *(f"/p/demo/folketall/v2/{name}" for name in FORMS)):
        text = hub.get(path).text
        assert "https://data.example.no/p/demo/folketall" in text
        assert "localhost" not in text
    export_site(settings.load(), tmp_path / "site")
    written = (tmp_path / "site" / "catalog.ttl").read_text()
    assert datasets(written) == {"https://data.example.no/p/demo/folketall"}
    for name in ("dcat.ttl", "croissant.json"):
        assert (tmp_path / "site/p/demo/folketall/v2" / name).is_file()
