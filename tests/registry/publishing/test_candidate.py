"""A package and a story are candidates alike: named by their content, and finished with the same siblings."""

import json
from pathlib import Path

import pytest

from stabbur.accounts.actor import Actor
from stabbur.registry.keeping.marks import files_of, parse
from stabbur.registry.publishing.candidate import Candidate, Wish
from stabbur.registry.publishing.manifest import prepare
from stabbur.registry.publishing.stories import prepare_story
from tests.registry.making import written


def made(kind: str, folder: Path) -> Candidate:
    if kind == "package":
        return prepare(written(folder, 1))
    (folder / "sider").mkdir()
    (folder / "sider" / "index.html").write_text("<title>Side</title>")
    return prepare_story(folder / "sider", "Side")


@pytest.mark.parametrize("kind", ["package", "story"])
def test_finished_mark_names_every_piece_and_its_siblings(kind: str, tmp_path: Path) -> None:
    candidate = made(kind, tmp_path)
    assert (candidate.kind, candidate.title) == (kind, "Folketall" if kind == "package" else "Side")
    data, pieces = candidate.finish("demo/a", 3, {"diff": {"summary": "x"}, "lineage": {"actor": "kari"}})
    mark = parse(data, "k")
    told = {path: about["hash"] for path, about in files_of(mark)}
    assert told == {one.path: one.hash for one in pieces}
    assert int(mark["version"]) == 3
    (diff,) = [one for one in pieces if one.path == mark["siblings"]["diff"]]
    assert isinstance(diff.source, bytes)
    assert json.loads(diff.source) == {"summary": "x"}


@pytest.mark.parametrize("kind", ["package", "story"])
def test_siblings_are_no_content(kind: str, tmp_path: Path) -> None:
    candidate = made(kind, tmp_path)
    before = candidate.content
    candidate.finish("demo/a", 1, {"diff": {"summary": "x"}})
    assert candidate.content == before


def test_wish_asks_for_nothing_but_an_id_and_somebody() -> None:
    wish = Wish("demo/a", Actor("kari"))
    assert (wish.access, wish.request, wish.dry_run) == (None, None, False)
