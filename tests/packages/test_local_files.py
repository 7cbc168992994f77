"""Files and addresses as resources."""

import json
from pathlib import Path
from typing import Any

import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.packages import Datapackage
from stabbur.packages.local_files import ending, files_of, inside, kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.csv", ".csv"), ("a.CSV.gz", ".csv"), ("a.b.zip", ".b"), ("a.gz", ""), ("a", ""), (".csv", "")],
)
def test_the_ending_without_its_packing(name: str, kind: str) -> None:
    assert ending(Path(name)) == kind


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.geojson", "application/geo+json"),
        ("a.md", "text/markdown"),
        ("a.pdf", "application/pdf"),
        ("a", None),
        ("a.zzz", None),
    ],
)
def test_media_types_by_the_name(name: str, media: str | None) -> None:
    assert kind_of(name).get("mediatype") == media


def test_hidden_files_are_left_out_and_links_out_of_the_folder_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    for name in ("b.txt", ".hemmelig", ".git/x", "c/d.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    assert [path.relative_to(folder).as_posix() for path in files_of(folder)] == ["b.txt", "c/d.txt"]
    (folder / "ut").symlink_to("/etc/passwd")
    with pytest.raises(BadInput, match="leads out of the folder"):
        files_of(folder)
    (tmp_path / "tom").mkdir()
    with pytest.raises(NotFound, match="holds no files"):
        files_of(tmp_path / "tom")


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/../../b"])
def test_A40_a_hand_written_path_stays_inside(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match="leads out"):
        inside(tmp_path, path)
    assert inside(tmp_path, "a/b") == (tmp_path / "a" / "b").resolve()


def written(folder: Path, source: Any, **more: Any) -> tuple[Path, dict[str, Any]]:
    place = Datapackage(name="n").add_resource(source, **more).write(folder / "ut")
    return place, json.loads((place / "datapackage.json").read_text())["resources"][0]


def test_a_file_that_is_no_table_is_kept_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "Årlig rapport.PDF").write_bytes(b"%PDF")
    place, found = written(tmp_path, tmp_path / "Årlig rapport.PDF", title="Rapport")
    assert (found["name"], found["path"], found["bytes"], found["title"]) == (
        "arlig-rapport",
        "arlig-rapport.pdf",
        4,
        "Rapport",
    )
    assert (place / found["path"]).read_bytes() == b"%PDF"


def test_a_folder_of_like_tables_is_one_table_and_of_others_one_resource(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / "like").mkdir(exist_ok=True)
        (tmp_path / "like" / name).write_text("nr\n0301\n")
    _, found = written(tmp_path / "1", tmp_path / "like")
    assert (found["rows"], found["type"]) == (2, "table")
    (tmp_path / "like" / "c.txt").write_text("x")
    place, found = written(tmp_path / "2", tmp_path / "like")
    assert found["path"] == ["like-a.csv", "like-b.csv", "like-c.txt"]
    assert all((place / path).is_file() for path in found["path"])
    assert set(found["hashes"]) == set(found["path"])


def test_tables_of_other_columns_do_not_go_together(tmp_path: Path) -> None:
    for name, text in (("a.csv", "x\n1\n"), ("b.csv", "y\n1\n")):
        (tmp_path / name).write_text(text)
    with pytest.raises(BadInput, match="has the columns"):
        written(tmp_path, tmp_path)


def test_an_address_is_named_and_not_fetched() -> None:
    package = Datapackage(name="n").add_resource(
        "https://example.org/a/Årlig%20x.csv?y=1", schema={"fields": [{"name": "a"}]}
    )
    found = package.descriptor["resources"][0]
    assert (found["path"], found["format"], found["type"]) == (
        "https://example.org/a/Årlig%20x.csv?y=1",
        "csv",
        "table",
    )
    assert package.resources[found["name"]].table is None
