"""A key never leaves the bucket and means the same everywhere; all others are refused, whatever they are made of."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.buckets.keys import LONGEST, LONGEST_PART, check_key
from stabbur.buckets.local import LocalStore
from stabbur.errors import BadInput

GOOD = [
    "a",
    "demo/folketall/v1/datapackage.json",
    ".incoming/0",
    "a b/c-d_e.csv.gz",
    "år/ø.txt",
    "..a/b..c",
    "a" * 255,
    "æ" * 127,
]


@pytest.mark.parametrize("key", GOOD)
def test_good_key_is_its_parts(key: str) -> None:
    assert check_key(key) == tuple(key.split("/"))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("..", "empty part"),
        ("a/..", "empty part"),
        ("/a", "empty part"),
        ("C:/x", "read otherwise"),
        ("c:x", "read otherwise"),
        ("\\\\server\\share", "read otherwise"),
        ("a\0", "read otherwise"),
        ("a\r\nb", "read otherwise"),
        ("a/b ", "blank or a dot"),
        ("a./b", "blank or a dot"),
        ("a\u202eb", "not text"),
        ("\ud800", "not text"),
        ("a" * (LONGEST_PART + 1), "too long"),
        ("æ" * 128, "too long"),
        ("/".join(["a" * 99] * 10), "too long"),
    ],
)
def test_A41_bad_key_says_what_is_wrong_with_it(key: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        check_key(key)
    assert caught.value.code == "key-bad"
    assert str(caught.value).isascii(), "shown so that nothing in it can play tricks"
    assert len(str(caught.value)) < 400


def test_longest_key_is_taken() -> None:
    key = "/".join(["a" * 89] * 10)[:LONGEST]
    assert check_key(key)
    with pytest.raises(BadInput, match="too long"):
        check_key(key + "a" * (LONGEST + 1 - len(key)))


@given(st.text(max_size=60) | st.text("./\\ab:\0", max_size=12))
def test_A40_no_key_leaves_the_bucket(key: str) -> None:
    root = Path("/bucket/root")
    try:
        place = root.joinpath(*check_key(key))
    except BadInput:
        return
    assert Path(os.path.normpath(place)).is_relative_to(root)
    assert os.path.normpath(place) == str(place), "one object has one key"


def test_every_good_key_can_be_stored(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path))
    for number, key in enumerate(GOOD):
        store.put(key, bytes([number]))
    assert [store.read(key) for key in GOOD] == [bytes([number]) for number in range(len(GOOD))]
