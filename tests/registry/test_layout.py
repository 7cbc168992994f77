"""Where things lie: ids, keys and names that carry their hash."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.buckets.keys import LONGEST_PART, check_key
from stabbur.errors import BadInput, NotFound
from stabbur.registry import layout

DIGEST = "sha256:0123456789abcdef" + "0" * 48


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("tall.csv.gz", "tall-0123456789ab.csv.gz"),
        ("a/b/tall.parquet", "a/b/tall-0123456789ab.parquet"),
        ("tall", "tall-0123456789ab"),
        (".skjult", ".skjult-0123456789ab"),
        ("a.tar.gz", "a-0123456789ab.tar.gz"),
        ("v1.2/a.b.c.json", "v1.2/a.b.c-0123456789ab.json"),
        ("a.gz", "a-0123456789ab.gz"),
    ],
)
def test_name_carries_its_hash_before_its_ending(path: str, stored: str) -> None:
    assert layout.stored_name(path, DIGEST) == stored


@pytest.mark.parametrize("stem", ["x" * 240, "æ" * 120, "🐟" * 60])
def test_longest_names_that_a_disk_takes_can_be_stored(stem: str) -> None:
    stored = layout.stored_name(f"{stem}.csv.gz", DIGEST)
    assert len(stored.encode()) <= LONGEST_PART
    assert check_key(stored)
    assert stored.endswith("-0123456789ab.csv.gz")


@given(st.from_regex(r"[a-zæ0-9]{1,30}(\.[a-z]{1,4}){0,2}", fullmatch=True))
def test_name_keeps_what_a_reader_knows_the_file_by(name: str) -> None:
    stored = layout.stored_name(name, DIGEST)
    assert PurePosixPath(stored).suffix == PurePosixPath(name).suffix or "." not in name
    assert stored.replace("-0123456789ab", "") == name


@pytest.mark.parametrize(
    "given", ["demo", "a/b/c", "", "/", "a/", "Demo/a", "demo/Å", "demo/a b", "..", "../a"]
)
def test_A41_bad_id_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        layout.check_id(given)


def test_id_is_owner_and_name() -> None:
    assert layout.check_id("demo/folketall-2.0") == ("demo", "folketall-2.0")


@pytest.mark.parametrize("number", [0, -1, 10**9, True, None, "1", 1.0])
def test_number_that_is_none(number: object) -> None:
    with pytest.raises(NotFound, match="versions are 1, 2, 3"):
        layout.check_number(number)


@pytest.mark.parametrize("kind", layout.LETTER)
@pytest.mark.parametrize("number", [1, 12, 999_999_999])
def test_each_mark_is_found_again_by_its_key(kind: str, number: int) -> None:
    match = layout.NUMBERED.fullmatch(layout.mark(kind, "demo/a", layout.check_number(number)))
    assert match is not None
    assert (match["id"], match["letter"], int(match["number"])) == ("demo/a", layout.LETTER[kind], number)
    assert match["path"] == layout.MARK[kind]


def test_package_and_story_of_one_name_lie_apart() -> None:
    keys = {
        make(kind, "demo/a", *rest)
        for kind in layout.LETTER
        for make, *rest in ((layout.mirror,), (layout.mark, 1), (layout.withdrawal, 1))
    }
    assert len(keys) == 6
    assert all(check_key(key) for key in keys)
