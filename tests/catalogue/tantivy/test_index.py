"""The index is a folder: incremental, shared by processes, and told apart when missing or damaged."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stabbur.catalogue.base import Query
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy.index import TantivyIndex
from stabbur.errors import Unavailable
from tests.catalogue.contract import SearchIndexContract


class TestTantivy(SearchIndexContract):
    """The contract; below it what only a folder on a disk can do."""

    kind = TantivyIndex


WRITE = """
import sys
from pathlib import Path
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy.index import TantivyIndex
index = TantivyIndex.open(Path(sys.argv[1]))
for number in range(5):
    index.upsert([Document("package", f"{sys.argv[2]}/{number}", f"Pakke {number}")])
"""


def total(folder: Path) -> int:
    return TantivyIndex.open(folder).search(Query()).total


def test_replaces_and_deletes(tmp_path: Path) -> None:
    index = TantivyIndex.open(tmp_path, create=True)
    index.upsert([Document("package", "a/b", "Gammel"), Document("package", "a/c", "Annen")])
    index.upsert([Document("package", "a/b", "Ny")])
    assert index.search(Query("gammel")).total == 0
    assert index.search(Query("ny")).items[0].document.id == "a/b"
    index.delete([("package", "a/b"), ("package", "a/none")])
    assert index.search(Query()).total == 1


def test_half_a_letter_in_one_keeps_no_other_out(tmp_path: Path) -> None:
    half = Document("notebook", "a/half", "Fiske\ud83d", text="fangst \ud800 sild", keywords=("torsk\udfff",))
    for folder, create in ((tmp_path / "anew", True), (tmp_path / "more", False)):
        index = TantivyIndex.open(folder, create=True)
        if not create:
            index.upsert([Document("package", "a/first", "Annet")])
        index.upsert([half, Document("package", "a/whole", "Fangst")])
        assert {one.document.id for one in index.search(Query("fangst")).items} == {"a/half", "a/whole"}


def test_a_reader_sees_what_another_wrote(tmp_path: Path) -> None:
    writer = TantivyIndex.open(tmp_path, create=True)
    writer.upsert([])
    reader = TantivyIndex.open(tmp_path)
    for count in range(1, 4):
        writer.upsert([Document("package", f"a/{count}", "Ny")])
        assert reader.search(Query("ny")).total == count


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    TantivyIndex.open(tmp_path / "index", create=True).upsert([])

    def write(name: str) -> None:
        subprocess.run([sys.executable, "-c", WRITE, str(tmp_path / "index"), name], check=True, timeout=120)

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, ["a", "b", "c"]))
    assert total(tmp_path / "index") == 15


def test_a_killed_writer_leaves_what_was_committed_and_no_lock(tmp_path: Path) -> None:
    TantivyIndex.open(tmp_path, create=True).upsert([Document("package", "a/b", "Før")])
    killed = WRITE.replace(
        "for number", "import os\nindex._latest().writer()\nos.kill(os.getpid(), 9)\nfor number"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path), "x"], check=False, timeout=60)
    TantivyIndex.open(tmp_path).upsert([Document("package", "a/c", "Etter")])
    assert total(tmp_path) == 2


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        TantivyIndex.open(tmp_path / "none")
    assert told.value.code == "index-missing"
    assert told.value.hint == "stabbur catalogue rebuild"


@pytest.mark.parametrize("pattern", ["meta.json", "*.store", "*.term", "*.idx", "*.fast"])
@pytest.mark.parametrize("damage", ["cut", "other", "gone"])
def test_a_damaged_index_is_told_and_can_be_made_again(tmp_path: Path, pattern: str, damage: str) -> None:
    index = TantivyIndex.open(tmp_path / "index", create=True)
    index.upsert([Document("package", f"a/{number}", f"Pakke {number}") for number in range(20)])
    index.close()
    for file in (tmp_path / "index").rglob(pattern):
        held = file.read_bytes()
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(held[: len(held) // 2] if damage == "cut" else b"\xff" * len(held))
    with pytest.raises(Unavailable) as told:
        TantivyIndex.open(tmp_path / "index").search(Query("pakke"))
    assert told.value.code in ("index-broken", "index-missing")


def test_an_index_of_another_version_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    TantivyIndex.open(tmp_path, create=True).upsert([Document("package", "a/b", "Gammel")])
    monkeypatch.setattr("stabbur.catalogue.tantivy.folders.VERSION", 999)
    with pytest.raises(Unavailable):
        TantivyIndex.open(tmp_path)
    TantivyIndex.open(tmp_path, create=True).upsert([])
    assert total(tmp_path) == 0
    assert [one.name[:5] for one in tmp_path.glob("v*")] == ["v999-"]


def test_made_anew_while_others_read(tmp_path: Path) -> None:
    TantivyIndex.open(tmp_path, create=True).upsert([Document("package", "a/old", "Gammel")])
    reader = TantivyIndex.open(tmp_path)
    anew = TantivyIndex.open(tmp_path, create=True)
    assert reader.search(Query("gammel")).total == 1
    anew.upsert([Document("package", "a/new", "Ny")])
    assert [hit.document.id for hit in reader.search(Query()).items] == ["a/new"]
    assert len(list(tmp_path.glob("v*"))) == 1
