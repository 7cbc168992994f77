"""Executables in the bucket: a new version for each new content, whoever builds at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from stabbur import settings
from stabbur.buckets.opening import open_bucket
from stabbur.catalogue.base import Query
from stabbur.registry import connect
from stabbur.runs.artefacts import versions
from stabbur.runs.artefacts.values import Part, Result


def result(place: Path, text: str, of: str = "notebooks/v1.ipynb") -> Result:
    """A build that made one executable."""
    folder = place / "executables" / "notebooks" / "v1"
    (folder / "code").mkdir(parents=True, exist_ok=True)
    for name, content in (("notebook.ipynb", text), ("requirements.txt", "x"), ("code/a.whl", "w")):
        (folder / name).write_text(content)
    files = tuple(str(file.relative_to(place)) for file in sorted(folder.rglob("*")) if file.is_file())
    return Result("folketall", "c0ffee", (Part("executable", of, "made", files=files),))


def test_each_content_is_a_version_and_the_same_content_is_none(home: Path, tmp_path: Path) -> None:
    known = settings.load()
    first = versions.keep(result(tmp_path, "one"), tmp_path, known)
    again = versions.keep(result(tmp_path, "one"), tmp_path, known)
    second = versions.keep(result(tmp_path, "two"), tmp_path, known)
    assert [(one.number, one.new) for one in (*first, *again, *second)] == [(1, True), (1, False), (2, True)]
    store = open_bucket("local", known)
    place = versions.prefix(known, "folketall", "notebooks/v1.ipynb")
    told = list(versions.versions(store, place))
    assert [one["version"] for one in told] == [1, 2]
    for one, text in zip(told, ("one", "two"), strict=True):
        assert store.read(one["place"] + "notebook.ipynb") == text.encode()
        for name, digest in one["files"].items():
            assert sha256(store.read(one["place"] + name)).hexdigest() == digest
    assert set(told[0]["files"]) == {"notebook.ipynb", "requirements.txt", "code/a.whl"}


def test_builds_at_once_get_a_number_each_and_whole_files(home: Path, tmp_path: Path) -> None:
    known = settings.load()

    def one(number: int) -> versions.Kept:
        folder = tmp_path / str(number)
        return versions.keep(result(folder, f"text {number}"), folder, known)[0]

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(one, range(8)))
    assert sorted(found.number for found in kept) == list(range(1, 9))
    store = open_bucket("local", known)
    assert {store.read(found.place + "notebook.ipynb") for found in kept} == {
        f"text {number}".encode() for number in range(8)
    }


def test_names_stay_below_the_prefix_and_the_catalogue_takes_nothing_of_it(
    home: Path, tmp_path: Path
) -> None:
    known = settings.load()
    for odd in ("../../../etc/x.ipynb", "a b/#x.ipynb", "v1.ipynb", "nb/" + "å" * 300 + ".ipynb"):
        (kept,) = versions.keep(result(tmp_path, odd, of=odd), tmp_path, known)
        assert kept.place.startswith(".artefacts/")
        assert ".." not in kept.place.split("/")
    where = connect(known)
    odd_project = replace(result(tmp_path, "v1"), project="v1")
    versions.keep(odd_project, tmp_path, known)
    found = where.repair()
    assert (found.problems, found.notes, found.versions) == ((), (), 0)
    where.rebuild_index()
    assert not where.search(Query()).items
    assert len(list(open_bucket("local", known).list(".artefacts/"))) == 5 * 4


def test_two_names_that_look_alike_stay_two(home: Path) -> None:
    known = settings.load()
    assert len({versions.prefix(known, "p", of) for of in ("a b.ipynb", "a-b.ipynb", "a/b.ipynb")}) == 3
