"""What of a package's folder is published: the files that its descriptor names and no other."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput, NotFound
from stabbur.registry.publishing.manifest import as_paths, named, prepare
from tests.registry.making import package, written


def test_only_named_files_are_published(tmp_path: Path) -> None:
    folder = written(tmp_path, 1)
    before = set(prepare(folder).pieces)
    (folder / "hemmelig.txt").write_text("x")
    assert set(prepare(folder).pieces) == before
    assert {"kommuner.csv.gz", "kommuner.parquet"} <= before


def test_final_descriptor_names_stored_files_and_leaves_the_authors_alone(tmp_path: Path) -> None:
    manifest = prepare(written(tmp_path, 1))
    before = json.dumps(manifest.descriptor)
    mark, pieces = manifest.finish("demo/folketall", 7, {"diff": {"summary": "x"}})
    final = json.loads(mark)
    assert (final["id"], final["version"]) == ("demo/folketall", "7")
    stored = {one.path for one in pieces}
    assert set(named(final)) <= stored
    assert {about["path"] for about in final["files"].values()} == stored
    assert final["siblings"]["diff"] in stored
    assert json.dumps(manifest.descriptor) == before


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"created": "2020-01-01T00:00:00Z"}, True),
        ({"version": "9"}, True),
        ({"id": "x/y"}, True),
        ({"title": "Annet"}, False),
        ({"description": "Noe"}, False),
        ({"keywords": ["a"]}, False),
    ],
)
def test_content_is_what_a_reader_would_call_it(change: dict[str, Any], same: bool, tmp_path: Path) -> None:
    folder = written(tmp_path, 1)
    before = prepare(folder).content
    file = folder / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert (prepare(folder).content == before) == same


def test_value_makes_other_content_and_writing_again_does_not(tmp_path: Path) -> None:
    one, again, other = (package(value).write(tmp_path / str(n)) for n, value in enumerate((1, 1, 2)))
    assert prepare(one).content == prepare(again).content != prepare(other).content


def test_resource_of_many_files(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("n\n1\n")
    told = {"name": "p", "resources": [{"name": "r", "path": ["a.csv", "b.csv"]}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(told))
    mark, _ = prepare(tmp_path).finish("demo/p", 1, {})
    paths = json.loads(mark)["resources"][0]["path"]
    assert [path.split("-")[0] for path in paths] == ["a", "b"]
    (tmp_path / "b.csv").write_text("n\n2\n")
    assert prepare(tmp_path).content != json.loads(mark).get("content")


def test_remote_file_is_not_looked_for(tmp_path: Path) -> None:
    dp = sb.Datapackage(name="p").add_resource("https://example.org/x.csv", name="fjern")
    dp.add_resource(pl.DataFrame({"a": [1]}), name="naer")
    assert not any("example.org" in path for path in prepare(dp.write(tmp_path / "p")).pieces)


ALTERNATIVES = '{"resources": [{"name": "t", "alternatives": %s}]}'
BROKEN = ["", "{", "[]", "3", '{"views": {}}', '{"resources": [3]}', "[" * 100_000]


@pytest.mark.parametrize("text", [*BROKEN, *(ALTERNATIVES % one for one in ('{"path": "x"}', '["x"]', "3"))])
def test_descriptor_that_is_none_is_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(BadInput, match=r"datapackage\.json") as caught:
        prepare(tmp_path)
    assert caught.value.code == "descriptor-bad"


def test_folder_without_a_descriptor_says_what_makes_one(tmp_path: Path) -> None:
    for folder, told in ((tmp_path, r"has no datapackage\.json"), (tmp_path / "none", "there is no folder")):
        with pytest.raises(NotFound, match=told) as caught:
            prepare(folder)
        assert "write" in caught.value.hint


@pytest.mark.parametrize(
    ("value", "paths"), [("a", ["a"]), (["a", 3, "b"], ["a", "b"]), (None, []), ({}, [])]
)
def test_one_path_or_many(value: object, paths: list[str]) -> None:
    assert as_paths(value) == paths


def test_A23_the_preview_of_a_protected_table_is_what_the_table_says(tmp_path: Path) -> None:
    """One that was changed by hand, or left behind, could show the figures that the table hides."""
    raw = pl.DataFrame({"kommune": ["A", "B", "C", "I alt"], "personer": [2, 20, 30, 52]})
    dp = sb.Datapackage(name="tall", title="Tall").add_resource(
        sb.suppress(raw, "kommune", "personer"), name="k"
    )
    folder = dp.add_resource(raw.drop("personer"), name="uten").write(tmp_path / "tall")
    made = json.loads((folder / "preview.json").read_text("utf-8"))
    for left in (made, {"resources": {"k": {"sample": raw.to_dicts()}, "mer": {"sample": raw.to_dicts()}}}):
        (folder / "preview.json").write_text(json.dumps(left), "utf-8")
        found = prepare(folder).pieces["preview.json"]
        assert isinstance(found.source, bytes)
        assert json.loads(found.source) == made
    mark, pieces = prepare(folder).finish("demo/tall", 1, {})
    assert json.loads(mark)["siblings"]["preview"] in {one.path for one in pieces}


def test_the_preview_of_tables_that_hide_nothing_is_not_made_again(tmp_path: Path) -> None:
    folder = written(tmp_path, 1)
    assert prepare(folder).pieces["preview.json"].source == folder / "preview.json"
