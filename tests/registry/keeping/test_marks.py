"""A mark is taken only if it is one; nothing that others put into a bucket leads elsewhere or stops a check."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.buckets.keys import check_key
from stabbur.errors import Damaged
from stabbur.registry.keeping.marks import files_of, parse, to_json

GOOD = {
    "name": "a",
    "files": {"a.csv": {"path": "a-0123456789ab.csv", "hash": "sha256:0", "bytes": 1}},
    "hashes": {"diff-0123456789ab.json": "sha256:1"},
    "siblings": {"diff": "diff-0123456789ab.json"},
}


def test_good_mark_names_its_files() -> None:
    mark = parse(json.dumps(GOOD).encode(), "demo/a/v1/datapackage.json")
    assert mark == GOOD
    assert [(path, about["hash"]) for path, about in files_of(mark)] == [
        ("a-0123456789ab.csv", "sha256:0"),
        ("diff-0123456789ab.json", "sha256:1"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": None},
        {"files": []},
        {"files": {"a": {"path": "a"}}},
        {"files": {"a": {"path": 3, "hash": "x"}}},
        {"files": {"a": {"path": "a", "hash": None}}},
        {"files": {"a": {"path": "../a", "hash": "x"}}},
        {"files": {"a": {"path": "/etc/passwd", "hash": "x"}}},
        {"files": {"a": {"path": "a\0", "hash": "x"}}},
        {"hashes": {"../a": "x"}},
        {"hashes": {"a": 3}},
        {"hashes": []},
        {"siblings": []},
    ],
)
def test_A40_mark_that_leads_elsewhere_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(Damaged, match="'k' is not a version's mark") as caught:
        parse(json.dumps(GOOD | wrong).encode(), "k")
    assert caught.value.params["key"] == "k"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["files", "hashes", "siblings", "path", "hash", "a"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_it_is_made_of_it_is_a_mark_or_damaged(data: bytes) -> None:
    try:
        mark = parse(data, "k")
    except Damaged:
        return
    assert all(check_key(path) for path, _ in files_of(mark))


def test_json_can_be_read_by_a_person_and_holds_no_nan() -> None:
    assert to_json({"å": [1]}).decode() == '{\n "å": [\n  1\n ]\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(float("nan"))
