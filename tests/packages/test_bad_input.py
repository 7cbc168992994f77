"""Bad input of packages: a clear error that names the value, and nothing written."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
import zstandard

from stabbur.errors import BadInput, Conflict, NotFound, StabburError
from stabbur.packages import Datapackage
from stabbur.packages.reading import opening

FRAME = pl.DataFrame({"navn": ["Oslo"], "n": [1]})


def package() -> Datapackage:
    return Datapackage(name="tall").add_resource(FRAME, name="rows")


@pytest.mark.parametrize(
    "name", ["to ord", "Ærlig", "folketall-åå", "../x", "a/b", "x" * 300, ".x", "A", "a--b\n", "-"]
)
def test_bad_names_are_refused_with_a_better_one(name: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name of a package") as caught:
        Datapackage(name=name)
    assert caught.value.hint.startswith("name it '")
    assert len(str(caught.value)) < 250
    with pytest.raises(BadInput, match="cannot be the name of a resource"):
        package().add_resource(FRAME, name=name)
    with pytest.raises(BadInput, match="cannot be the name of a view"):
        package().add_view(name, type="table")


def test_two_resources_of_one_name() -> None:
    with pytest.raises(Conflict, match="has a resource 'rows' already"):
        package().add_resource(FRAME, name="rows")
    assert list(package().add_resource(FRAME).add_resource(FRAME).resources) == ["rows", "data", "data-2"]


def test_frames_that_cannot_be_a_table() -> None:
    mixed = pd.DataFrame({"a": [1, "x", None]}, dtype=object)
    with pytest.raises(BadInput, match="'a'"):
        Datapackage(name="tall").add_resource(mixed, name="rows")
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(BadInput, match="'a'"):
        Datapackage(name="tall").add_resource(twice, name="rows")
    with pytest.raises(BadInput, match="no columns"):
        Datapackage(name="tall").add_resource(pl.DataFrame(), name="rows")
    with pytest.raises(StabburError):
        Datapackage(name="tall").add_resource(42, name="rows")


def test_nested_lists_are_kept_as_json(tmp_path: Path) -> None:
    nested = pl.DataFrame({"a": [[[1], [2, 3]], None], "b": [1, 2]})
    found = Datapackage(name="tall").add_resource(nested, name="rows")
    assert found.descriptor["resources"][0]["schema"]["fields"][0]["type"] == "array"
    assert found.write(tmp_path / "x").is_dir()


def test_a_view_on_a_missing_column_lists_the_columns() -> None:
    with pytest.raises(BadInput, match="resource 'rows' has no column 'age': it has 'navn', 'n'"):
        package().add_view(type="bar", x="age", y="n")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"type": "donut"}, "no view type 'donut'"),
        ({"type": "bar", "x": "navn"}, "needs y="),
        ({"type": "bar", "x": "n", "y": "navn"}, "it is no number"),
        ({"type": "bar", "x": "navn", "y": "n", "color": "n"}, "has an option 'color'"),
        ({"type": "bar", "x": "navn", "y": "n", "aggregate": "mode"}, "aggregate is 'mode'"),
        (
            {"type": "map", "x": "navn", "y": "n", "geometry": "none.geojson", "geometry_key": "k"},
            "no GeoJSON resource",
        ),
        ({"spec": {"data": {"url": "https://example.org/x.json"}, "mark": "bar"}}, "takes its data from"),
        ({"spec": {"data": {"url": "file:///etc/passwd"}, "mark": "bar"}}, "takes its data from"),
        ({"spec": {"data": {"name": "other"}, "mark": "bar"}}, "which is no resource"),
        ({"spec": {"data": {"values": [{"a": 1}] * 5001}, "mark": "bar"}}, "the most is 5000"),
        ({"spec": 42}, "it takes an Altair chart"),
    ],
)
def test_views_that_cannot_be_drawn(call: dict[str, Any], said: str) -> None:
    with pytest.raises((BadInput, NotFound), match=said):
        package().add_view(**call)


def test_a_view_on_a_missing_resource() -> None:
    with pytest.raises(NotFound, match="the package has 'rows'"):
        package().add_view(type="bar", resource="tall", x="navn", y="n")


def test_a_view_without_rows_or_with_too_many(tmp_path: Path) -> None:
    empty = package().add_view(type="bar", x="navn", y="n", where={"navn": "Bergen"})
    with pytest.raises(BadInput, match="has no rows to draw"):
        empty.write(tmp_path / "a")
    many = Datapackage(name="tall").add_resource(pl.DataFrame({"n": range(6000)}), name="rows")
    many.add_view(type="scatter", x="n", y="n")
    with pytest.raises(BadInput, match="would carry 6000 rows"):
        many.write(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"fields": {"age": {"title": "A"}}}, "has no column 'age'"),
        ({"fields": {"navn": {"type": "integer"}}}, "is string, not integer"),
        ({"primaryKey": "age"}, "has no column 'age'"),
        ({"fields": 7}, "is no list of fields"),
    ],
)
def test_schemas_that_do_not_fit(schema: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Datapackage(name="tall").add_resource(FRAME, name="rows", schema=schema)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://example.org/x", "https://kari:hemmelig@example.org/x.csv"]
)
def test_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(BadInput) as caught:
        Datapackage(name="tall").add_resource(address, name="x")
    assert "hemmelig" not in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", "name: [", ""])
def test_metadata_files_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(BadInput, match=r"datapackage\.json|cannot be the name"):
        Datapackage(folder=tmp_path)


def test_a_hand_written_path_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "x", "resources": [{"path": "../../etc/passwd"}]}')
    with pytest.raises(BadInput, match="leads out of the package's folder"):
        Datapackage(folder=tmp_path)


def test_an_empty_package_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no resources"):
        Datapackage(name="tom").write(tmp_path / "x")


@pytest.mark.parametrize("path", ["note.ipynb", "note.txt"])
def test_pages_that_cannot_be_shown(tmp_path: Path, path: str) -> None:
    (tmp_path / path).write_text("{}")
    with pytest.raises(BadInput, match="is no notebook"):
        package().add_notebook(tmp_path / path)
    with pytest.raises(BadInput, match="is no HTML file"):
        package().add_story(tmp_path / path)
    with pytest.raises(BadInput, match=r"has no index\.html"):
        package().add_story(tmp_path)


@pytest.mark.parametrize(
    "text", ['{"resources": 3}', '{"resources": [3]}', '{"a":' * 3_000 + "1" + "}" * 3_000]
)
def test_A45_a_crafted_descriptor_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(BadInput, match=r"datapackage\.json"):
        Datapackage.open(tmp_path)


def test_A45_metadata_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "datapackage.yaml").write_bytes(b"\xff")
    with pytest.raises(BadInput, match="cannot be read"):
        Datapackage(folder=tmp_path)


@pytest.mark.parametrize("text", ["[]", '{"cells": 3}', '{"cells": [3], "nbformat": 4}'])
def test_A45_a_crafted_notebook_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.ipynb").write_text(text)
    with pytest.raises(BadInput, match="is no notebook"):
        package().add_notebook(tmp_path / "note.ipynb")


@pytest.mark.parametrize("kind", ["gz", "zip", "zst"])
def test_A43_a_package_file_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 10_000)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"x" * 1_000_000)
    packed = {
        "gz": gzip.compress(b"x" * 1_000_000),
        "zip": zipped.getvalue(),
        "zst": zstandard.ZstdCompressor().compress(b"x" * 1_000_000),
    }
    with pytest.raises(BadInput, match="unpacks to more than 10000 bytes"):
        opening.unpacked(packed[kind], "a.csv")
