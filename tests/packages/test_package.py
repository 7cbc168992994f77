"""The Datapackage itself: what it takes, what it says, and that it is written whole."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.packages.package import PROFILE

FRAME = pl.DataFrame({"nr": ["0301"], "n": [1]})


def package(**more: Any) -> sb.Datapackage:
    return sb.Datapackage(name="tall", **more).add_resource(FRAME, name="rows")


def test_it_writes_to_build_when_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert package().write() == Path("build") / "tall"
    assert (tmp_path / "build" / "tall" / "datapackage.json").is_file()


def test_the_descriptor_has_files_only_when_it_is_written(tmp_path: Path) -> None:
    found = package(title="T")
    before = found.descriptor
    assert before["$schema"] == PROFILE
    assert "path" not in before["resources"][0]
    assert found.planned()["resources"][0]["path"] == "rows.csv.gz"
    place = found.write(tmp_path / "ut")
    assert found.descriptor == json.loads((place / "datapackage.json").read_text())
    found.add_resource(FRAME, name="more")
    assert "path" not in found.descriptor["resources"][0]


def test_an_opened_package_is_read_and_not_changed(tmp_path: Path) -> None:
    found = sb.Datapackage.open(package(description="D").write(tmp_path / "ut"))
    assert (found.name, list(found.resources), found.metadata["description"]) == ("tall", ["rows"], "D")
    for change in (
        lambda: found.add_view(type="table"),
        lambda: found.write(tmp_path / "b"),
        lambda: found.add_resource(FRAME),
    ):
        with pytest.raises(BadInput, match="was opened from"):
            change()


def test_every_write_is_the_same_but_for_its_time(tmp_path: Path) -> None:
    one, two = (package().write(tmp_path / name) for name in "ab")
    for path in sorted(one.rglob("*")):
        if path.is_file() and path.name != "datapackage.json":
            assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()
    first, second = (json.loads((place / "datapackage.json").read_text()) for place in (one, two))
    assert first | {"created": ""} == second | {"created": ""}


def test_descriptions_are_kept_as_markdown() -> None:
    text = "# Om\n\n- <script>alert(1)</script>\n"
    found = package(description=text).add_view(type="table", description="**v**")
    assert found.descriptor["description"] == text
    assert found.descriptor["views"][0]["description"] == "**v**"


@pytest.mark.parametrize("value", [3, ["a"], object()])
def test_what_is_no_path_is_refused_in_words(value: Any) -> None:
    found = package()
    for call in (found.add_notebook, found.add_story, found.write):
        with pytest.raises(BadInput, match="is no path but a"):
            call(value)
    with pytest.raises(BadInput, match="is no path but a"):
        sb.Datapackage(folder=value)


def test_notebooks_and_stories_take_more_properties(tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text("<h1>R</h1>")
    found = package().add_story(
        tmp_path / "r.html", type="report", resource="rows", description="D", spec={"a": 1}
    )
    assert found.descriptor["stories"][0] | {} == {
        "name": "r", "title": "r", "type": "report", "resource": "rows", "description": "D", "spec": {"a": 1},
        "path": "stories/r/index.html",
    }  # fmt: skip
    with pytest.raises(BadInput, match="holds a set"):
        package().add_story(tmp_path / "r.html", extra={1})
