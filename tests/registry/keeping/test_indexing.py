"""The index follows what is published, by whatever process, and stays open between searches."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stabbur.catalogue.base import Query
from stabbur.catalogue.documents import MOST_TEXT
from stabbur.errors import Unavailable
from stabbur.registry.here import Here
from stabbur.registry.keeping.indexing import (
    follow,
    open_index,
    package_document,
    ready_index,
    story_document,
)
from tests.registry.conftest import Child
from tests.registry.making import package

PAGE = """<html><head><title>Sykefravær</title><style>.skjult{}</style></head><body><h1>Sykefravær i 2025</h1>
<p>Legemeldt fra<b>vær</b> gikk ned.</p><script>var hemmelig = "skript";</script><table><td>Oslo<td>Bergen</table>"""


def deleted_maps(folder: Path) -> list[str]:
    """Return the files below a folder that are gone and that this process still holds."""
    held = Path("/proc/self/maps").read_text().splitlines()
    return [line for line in held if str(folder) in line and "(deleted)" in line]


def test_an_open_index_sees_what_another_process_publishes(registry: Here, folders: list[Path]) -> None:
    registry.publish(folders[0], owner="demo")
    assert registry.search(Query()).items[0].document.version == 1
    child = Child(folders[1:2])
    child.process.communicate(timeout=120)
    assert child.process.returncode == 0
    assert registry.search(Query()).items[0].document.version == 2


def test_an_open_index_goes_over_to_one_made_anew_and_lets_go_of_the_old(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    for number in range(2, 6):
        assert registry.search(Query("folketall")).total == 1
        registry.publish(package(number), owner="demo")
        registry.rebuild_index()
        assert registry.search(Query()).items[0].document.version == number
    assert deleted_maps(registry.desk.index) == []


def test_threads_search_while_the_index_is_made_anew(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    done = threading.Event()

    def search() -> set[int]:
        found = set()
        while not done.is_set():
            found.add(registry.search(Query("folketall")).total)
        return found

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(search) for _ in range(4)]
        for _ in range(5):
            registry.rebuild_index()
        done.set()
        assert {total for one in asked for total in one.result()} == {1}


@pytest.mark.parametrize(
    "lose",
    [
        lambda folder: (folder / "current").unlink(),
        lambda folder: (folder / "current").write_text("v0-none"),
        lambda folder: [file.write_bytes(b"x") for file in folder.rglob("meta.json")],
    ],
    ids=["pointer gone", "another version", "broken"],
)
def test_a_lost_index_is_made_anew_once_however_many_ask(
    registry: Here, lose: Callable[[Path], object]
) -> None:
    registry.publish(package(1), owner="demo")
    registry.search(Query())
    lose(registry.desk.index)
    with pytest.raises(Unavailable):
        open_index(registry.desk)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ready_index(registry.desk), range(4)))
    assert [one.search(Query()).total for one in made] == [1] * 4
    assert len(list(registry.desk.index.glob("v*-*"))) == 1
    assert registry.search(Query("folketall")).total == 1


def test_follow_applies_each_event_once(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    assert follow(registry.desk) == 0, "publishing itself has followed"
    registry.withdraw("demo/folketall", 1, "feil")
    (hit,) = registry.search(Query("folketall")).items
    assert hit.document.withdrawn


def test_the_words_of_a_story_are_found(registry: Here, tmp_path: Path) -> None:
    folder = tmp_path / "side"
    (folder / "del").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "del" / "mer.html").write_text("<p>Vedlegg om ferieavvikling")
    (folder / "del" / "tall.csv").write_text("kolonnenavn\n1")
    cells = [{"cell_type": "markdown", "source": ["Metode for ", "sesongjustering"]}, {"source": 3}, "odd"]
    (folder / "metode.ipynb").write_text(json.dumps({"cells": cells}))
    registry.publish_story(folder, "demo/fravaer")
    document = story_document(registry.desk, "demo/fravaer")
    assert document.text.startswith("Sykefravær i 2025 Legemeldt fravær gikk ned. Oslo Bergen")
    for word in ("legemeldt", "ferieavvikling", "sesongjustering", "bergen"):
        assert registry.search(Query(word)).total == 1, word
    for word in ("hemmelig", "skript", "skjult", "kolonnenavn"):
        assert registry.search(Query(f'"{word}"')).total == 0, word


def test_the_text_of_a_long_story_is_cut(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "lang.html"
    page.write_text("<p>ord " * 50_000)
    registry.publish_story(page, "demo/lang")
    assert 0 < len(story_document(registry.desk, "demo/lang").text) <= MOST_TEXT


def test_a_page_that_is_lost_costs_the_document_its_text_alone(registry: Here, tmp_path: Path) -> None:
    page = tmp_path / "side.html"
    page.write_text(PAGE)
    registry.publish_story(page, "demo/side")
    registry.open_story("demo/side").file("index.html").unlink()
    document = story_document(registry.desk, "demo/side")
    assert (document.title, document.text) == ("Sykefravær", "")


def test_a_package_has_the_words_of_its_notebooks(registry: Here, tmp_path: Path) -> None:
    notebook = {
        "cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "Aldersjustering"}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "regn.ipynb").write_text(json.dumps(notebook))
    made = package(1).add_notebook(tmp_path / "regn.ipynb", title="Regning")
    registry.publish(made, owner="demo")
    assert "Aldersjustering" in package_document(registry.desk, "demo/folketall").text
    assert registry.search(Query("aldersjustering")).total == 1
