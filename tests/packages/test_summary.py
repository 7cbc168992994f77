"""The sentence of a difference is true: things that came, went and changed are counted as what they are."""

from pathlib import Path
from typing import Any

import polars as pl

from stabbur.packages import Datapackage
from stabbur.packages.difference import compare
from stabbur.packages.summary import NOTHING, ThingChanged, things_changed

FRAME = pl.DataFrame({"nr": ["a", "b"], "n": [1, 2]})
NOTEBOOK = (
    '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "%s"}],'
    ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
)


def package(title: str = "Tall") -> Datapackage:
    made = Datapackage(name="tall", title=title, keywords=["a", "b"])
    return made.add_resource(FRAME, name="rows", schema={"primaryKey": "nr"})


def test_a_table_that_came_or_went_is_said_and_its_rows_are_not(tmp_path: Path) -> None:
    old = package().write(tmp_path / "old")
    new = package().add_resource(FRAME, name="more").write(tmp_path / "new")
    assert compare(old, new)["summary"] == "1 table added."
    assert compare(new, old)["summary"] == "1 table removed."
    assert compare(new, old)["rows"]["more"]["removed"] == 2


def test_a_view_is_one_thing_however_much_of_its_drawing_changed(tmp_path: Path) -> None:
    old = package().add_view("chart", type="bar", x="nr", y="n").write(tmp_path / "old")
    new = package("Nye tall").add_view("chart", type="line", x="nr", y="n", title="Linje")
    new.add_view("all", type="table")
    found = compare(old, new.write(tmp_path / "new"))
    assert found["summary"] == "1 view added, 1 view changed and 1 description changed."
    assert len(things_changed(found["metadata"])) == 3


def test_a_file_that_is_no_table_changes_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "kart.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    old = package().add_resource(tmp_path / "kart.geojson").write(tmp_path / "old")
    (tmp_path / "kart.geojson").write_text('{"type": "FeatureCollection", "features": [ ]}')
    new = package().add_resource(tmp_path / "kart.geojson").write(tmp_path / "new")
    assert compare(old, new)["summary"] == "1 file changed."
    assert compare(old, old)["summary"] == NOTHING


def test_notebooks_and_stories_change_by_their_content(tmp_path: Path) -> None:
    def written(folder: str, text: str, page: str) -> Path:
        (tmp_path / "n.ipynb").write_text(NOTEBOOK % text)
        (tmp_path / "s.html").write_text(f"<title>S</title><p>{page}</p>")
        made = package().add_notebook(tmp_path / "n.ipynb").add_story(tmp_path / "s.html")
        return made.write(tmp_path / folder)

    first, again = written("a", "en", "en"), written("b", "en", "en")
    assert compare(first, again)["summary"] == NOTHING
    other = written("c", "to", "to")
    assert compare(first, other)["summary"] == "1 notebook changed and 1 story changed."
    assert compare(package().write(tmp_path / "d"), first)["summary"] == "1 notebook added and 1 story added."


def test_keywords_are_one_description(tmp_path: Path) -> None:
    changes: list[dict[str, Any]] = [
        {"path": "keywords", "old": ["a"], "new": ["b"]},
        {"path": "sources/0", "old": None, "new": 1},
    ]
    assert things_changed(changes) == [
        ThingChanged("description", "changed", "keywords"),
        ThingChanged("description", "changed", "sources"),
    ]
