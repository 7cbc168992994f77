"""Saved notebooks in the catalogue: found by their words by those who may see them, and by nobody else."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stabbur import settings
from stabbur.accounts.actor import PUBLIC
from stabbur.catalogue.base import Query
from stabbur.hub.app import create_app
from stabbur.hub.serving import entry
from stabbur.projects.project import Project
from stabbur.registry.here import Here, connect
from stabbur.runs.saving import keeping
from tests.runs.artefacts.written import cell, notebook
from tests.runs.saving.test_keeping import project

__all__ = ["project"]


def save(project: Project, *cells: str) -> keeping.Version:
    file = project.root / "notebooks" / "måling.ipynb"
    file.write_text(notebook(*(cell(one, kind="markdown" if one[:1] == "#" else "code") for one in cells)))
    kept = keeping.keep(file)
    assert kept
    return kept


@pytest.fixture
def where(project: Project) -> Here:
    return connect(settings.load())


def found(where: Here, words: str) -> list[str]:
    return [hit.document.title for hit in where.search(Query(text=words)).items]


def test_notebook_is_found_by_its_newest_words_and_not_by_its_outputs(project: Project, where: Here) -> None:
    save(project, "# Nedbør i Lærdal", "kanarifugl = 1")
    assert found(where, "nedbør lærdal") == ["Nedbør i Lærdal"]
    assert found(where, "kanarifugl") == ["Nedbør i Lærdal"]
    save(project, "# Snø i Lærdal", "x = 1")
    assert found(where, "kanarifugl") == []
    assert found(where, "snø") == ["Snø i Lærdal"]
    where.rebuild_index()
    assert found(where, "snø") == ["Snø i Lærdal"]


def test_public_finds_none_of_it_and_gets_no_page(project: Project, where: Here) -> None:
    save(project, "# Nedbør", "kanarifugl = 1")
    (hit,) = where.search(Query(text="kanarifugl")).items
    assert (hit.document.kind, hit.document.access) == ("notebook", "team")
    assert where.search(Query(text="kanarifugl"), PUBLIC).total == 0
    address = f"/n/{hit.document.id}"
    with TestClient(
        create_app(settings.load()), base_url="http://localhost", client=("127.0.0.1", 1)
    ) as client:
        assert client.get(address).status_code == 404
        assert "kanarifugl" not in client.get("/search?q=kanarifugl").text.partition("<main")[2].replace(
            "«kanarifugl»", ""
        ).replace('value="kanarifugl"', "")
        client.cookies.set(entry.COOKIE, entry.cookie())
        shown = client.get(address)
        assert shown.status_code == 200
        assert shown.headers["content-type"] == "text/plain; charset=utf-8"
        assert "kanarifugl = 1" in shown.text
        page = client.get(address, headers={"accept": "text/html", "accept-language": "nb"}).text
        assert "<h1>Nedbør</h1>" in page
        assert "kanarifugl = 1" in page.partition("<pre")[2]
        assert f'href="{address}"'.replace("å", "%C3%A5") in client.get("/search?q=kanarifugl").text
        for wrong in (
            address[:-1] + "g",
            "/n/x/y",
            f"/n/other/{hit.document.id.partition('/')[2]}",
            "/n/..%2f/x",
        ):
            assert client.get(wrong).status_code == 404
    assert not Path(project.root / "notebooks" / "x").exists()
