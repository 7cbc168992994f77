"""Files before they are stored: hashed, named by their hash, none from elsewhere, none that changes meanwhile."""

import hashlib
from pathlib import Path

import pytest

from stabbur.errors import BadInput, Conflict, NotFound, Unavailable
from stabbur.registry.publishing.pieces import check_untouched, gather, piece, tree, tree_hash


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "sider"
    (place / "bilder").mkdir(parents=True)
    (place / "index.html").write_text("<p>Hei</p>")
    (place / "bilder" / "a.svg").write_text("<svg/>")
    (place / ".git").mkdir()
    (place / ".git" / "config").write_text("hemmelig")
    (tmp_path / "utenfor.csv").write_text("a\n1\n")
    return place


def test_bytes_and_file_of_the_same_content_are_alike(folder: Path) -> None:
    file = folder / "index.html"
    from_file, from_bytes = piece(file, "index.html"), piece(file.read_bytes(), "index.html")
    assert from_file.described() == from_bytes.described()
    digest = hashlib.sha256(b"<p>Hei</p>").hexdigest()
    assert from_file.described() == {
        "path": f"index-{digest[:12]}.html",
        "bytes": 10,
        "hash": f"sha256:{digest}",
    }


def test_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot read"):
        piece(tmp_path / "none", "none")


def test_tree_keeps_its_inner_names_and_leaves_out_what_is_hidden(folder: Path) -> None:
    found = tree(folder, "", "page")
    assert set(found) == {"index.html", "bilder/a.svg"}
    heads = {one.path.split("/", 1)[0] for one in found.values()}
    assert len(heads) == 1
    assert {one.path.split("/", 1)[1] for one in found.values()} == set(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "index.html").write_text("<p>Ha det</p>"),
        lambda folder: (folder / "index.html").rename(folder / "start.html"),
        lambda folder: (folder / "ny.css").write_text(""),
        lambda folder: (folder / "bilder" / "a.svg").unlink(),
    ],
)
def test_any_change_gives_a_tree_another_hash(change: object, folder: Path) -> None:
    before = tree_hash(tree(folder, "", "page"))
    assert callable(change)
    change(folder)
    assert tree_hash(tree(folder, "", "page")) != before


def test_order_of_the_files_is_nothing(folder: Path) -> None:
    found = tree(folder, "", "page")
    assert tree_hash(found) == tree_hash(dict(reversed(found.items())))


@pytest.mark.parametrize("path", ["../utenfor.csv", "bilder/../../utenfor.csv", "/etc/passwd", "a\\b", ""])
def test_A40_path_that_leads_out(path: str, folder: Path) -> None:
    with pytest.raises(BadInput, match="cannot be a key"):
        gather(folder, [path])


def test_A40_link_that_leads_out(folder: Path) -> None:
    (folder / "link.csv").symlink_to("../utenfor.csv")
    with pytest.raises(BadInput, match=r"'link\.csv' leads out of"):
        gather(folder, ["link.csv"])


def test_file_that_is_named_but_not_there(folder: Path) -> None:
    for path in ("none.csv", "bilder"):
        with pytest.raises(NotFound, match="is named but not there"):
            gather(folder, [path])


def test_file_that_changes_meanwhile_is_noticed(folder: Path) -> None:
    found = [*gather(folder, ["index.html"]).values(), piece(b"x", "x")]
    check_untouched(found)
    (folder / "index.html").write_text("<p>Hoi</p>")
    with pytest.raises(Conflict, match="changed while it was published"):
        check_untouched(found)
