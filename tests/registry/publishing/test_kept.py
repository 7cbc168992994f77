"""A version that lies elsewhere is published with the same files, under the number that was meant or not at all."""

import json
from pathlib import Path

import pytest

from stabbur.accounts import actor as actors
from stabbur.errors import Conflict, Damaged
from stabbur.registry.here import Here
from stabbur.registry.publishing import steps
from stabbur.registry.publishing.candidate import Wish
from stabbur.registry.publishing.kept import kept, kept_story, of_content
from tests.registry.making import package

pytestmark = pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")


def test_all_but_what_tells_of_publishing_is_the_same(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    one = registry.open("demo/folketall")
    mark, pieces = kept(one, "sha256:x").finish("other/tall", 7, {"diff": {"a": 1}, "lineage": {"b": 2}})
    told = json.loads(mark)
    assert (told["id"], told["version"]) == ("other/tall", "7")
    changed = {"id", "version", "files", "siblings"}
    assert {key: told[key] for key in told if key not in changed} == {
        key: value for key, value in one.descriptor.items() if key not in changed
    }
    assert {path: about for path, about in told["files"].items() if path in of_content(one)} == of_content(
        one
    )
    assert {one.path for one in pieces} == {about["path"] for about in told["files"].values()}
    assert told["siblings"]["diff"] == told["files"]["diff.json"]["path"]


def test_a_story_keeps_its_files_and_its_title(registry: Here, tmp_path: Path) -> None:
    (tmp_path / "side.html").write_text("<title>Side</title>")
    registry.publish_story(tmp_path / "side.html", "demo/side")
    one = registry.open_story("demo/side")
    made = kept_story(one, "sha256:x")
    assert (made.title, made.content) == ("Side", "sha256:x")
    assert {path: piece.hash for path, piece in made.pieces.items()} == {
        path: about["hash"] for path, about in one.files.items()
    }


def test_a_file_that_is_not_what_it_was_is_none(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    one = registry.open("demo/folketall")
    next(one.folder().glob("*.parquet")).write_bytes(b"other")
    with pytest.raises(Damaged):
        kept(one, "sha256:x")


def test_a_number_that_is_taken_is_not_replaced_by_the_next(registry: Here) -> None:
    registry.publish(package(1), owner="demo")
    registry.publish(package(1), owner="other")
    candidate = kept(registry.open("other/folketall"), "sha256:x")
    for number in (1, 3):
        with pytest.raises(Conflict, match="somebody has published 'demo/folketall' version 1 since"):
            steps.publish(
                registry.desk, candidate, Wish("demo/folketall", actors.local(), number=number), lambda _: {}
            )
    wish = Wish("demo/folketall", actors.local(), number=2)
    assert steps.publish(registry.desk, candidate, wish, lambda _: {}).version == 2
