"""What a JSON Schema cannot see: unsafe paths, names twice, keys that lead nowhere."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.validation.meaning import is_remote, items, mappings, meaning_problems, unsafe


@pytest.mark.parametrize(
    "path", ["a.csv", "data/a.csv", "a b/æ.csv", "./a.csv", "https://x.no/a", "HTTP://x.no/a", "a..b.csv"]
)
def test_paths_that_are_safe(path: str) -> None:
    assert unsafe(path) == ""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "\\a",
        "~/a",
        "C:/a",
        "c:a",
        "../a",
        "a/../b",
        "a/..",
        ".a",
        "a/.b/c",
        "a\\b",
        "a\0",
        "file:///a",
        "s3://b/a",
        "FILE:a",
    ],
)
def test_A40_paths_that_are_not(path: str) -> None:
    assert unsafe(path)


@given(st.text())
def test_A40_a_safe_path_stays_below_its_folder(path: str) -> None:
    if not unsafe(path) and not is_remote(path):
        parts = path.split("/")
        assert not path.startswith("/")
        assert ".." not in parts
        assert "\\" not in path


def resource(**more: Any) -> dict[str, Any]:
    return {"name": "r", "path": "a.csv"} | more


@pytest.mark.parametrize(
    ("resources", "rules"),
    [
        ([resource(), resource(name="R")], ["resource-twice"]),
        ([resource(data=[])], ["path"]),
        ([resource(path=["a.csv", "https://x.no/b"])], ["path"]),
        ([resource(alternatives=[{"path": "../x"}])], ["path"]),
        ([resource(schema={"fields": [{"name": "a"}, {"name": "a"}]})], ["field-twice"]),
        ([resource(schema={"fields": [{"name": "a"}], "primaryKey": "b"})], ["primary-key"]),
        ([resource(schema={"fields": [{"name": "a"}], "uniqueKeys": [["a"], ["b"]]})], ["unique-key"]),
        ([resource(schema={"fields": [{"name": "a"}], "foreignKeys": [3]})], ["foreign-key"]),
        ([resource(schema={"fields": [{"name": "a", "type": "object", "categories": [1]}]})], ["schema"]),
        ([resource(schema=3), 3, resource(name="s", alternatives=3)], []),
    ],
)
def test_what_does_not_fit_together(resources: list[Any], rules: list[str]) -> None:
    assert [one.rule for one in meaning_problems({"resources": resources})] == rules


@pytest.mark.parametrize("value", [None, 3, "a", {}, {"a": 1}])
def test_what_is_no_list_has_no_items(value: object) -> None:
    assert items(value) == mappings(value) == []
    assert mappings([{"a": 1}, 3]) == [{"a": 1}]
