"""Older descriptors in today's shape, and what a reader is told of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.packages.reading.upgrade import upgraded


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ({"license": "PDDL-1.0"}, {"licenses": [{"name": "PDDL-1.0"}]}, "'license' is read as 'licenses'"),
        ({"license": "https://x.no/l"}, {"licenses": [{"path": "https://x.no/l"}]}, "'license'"),
        ({"license": {"type": "CC0", "url": "u"}}, {"licenses": [{"name": "CC0", "path": "u"}]}, "'license'"),
        ({"licenses": [{"id": "CC0", "url": "u"}]}, {"licenses": [{"name": "CC0", "path": "u"}]}, "of a licence"),
        ({"licenses": [{"id": "odc", "name": "PDDL"}]}, {"licenses": [{"id": "odc", "name": "PDDL"}]}, ""),
        ({"keywords": "a, b"}, {"keywords": ["a", "b"]}, "'keywords' is read as a list"),
        ({"author": "Kari <k@x.no>"}, {"contributors": [{"title": "Kari"}]}, "'author'"),
        ({"contributors": [{"name": "K", "role": "author"}]}, {"contributors": [{"title": "K", "roles": ["author"]}]}, ""),
        ({"sources": ["SSB", {"name": "N", "web": "w"}]}, {"sources": [{"title": "SSB"}, {"title": "N", "path": "w"}]}, ""),
    ],
)  # fmt: skip
def test_metadata_of_older_kinds(old: dict[str, Any], new: dict[str, Any], note: str) -> None:
    found, notes = upgraded(old)
    assert found == new
    assert (note in " ".join(notes)) if note else notes == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"url": "https://x.no/Årlig tall.csv"}, {"path": "https://x.no/Årlig tall.csv", "name": "arlig-tall"}),
        ({"path": ["a.csv"]}, {"path": "a.csv", "name": "a"}),
        ({"path": "data\\b.csv.gz", "mimetype": "text/csv"}, {"path": "data\\b.csv.gz", "mediatype": "text/csv", "name": "b"}),
        ({"data": []}, {"data": [], "name": "resource-1"}),
        ({"name": "n", "hash": "abc"}, {"name": "n", "hash": "md5:abc"}),
        ({"name": "n", "hash": "sha256:abc"}, {"name": "n", "hash": "sha256:abc"}),
        ({"name": "n", "profile": "tabular-data-resource"}, {"name": "n", "profile": "tabular-data-resource", "type": "table"}),
        ({"name": "n", "license": "CC0-1.0"}, {"name": "n", "licenses": [{"name": "CC0-1.0"}]}),
    ],
)  # fmt: skip
def test_resources_of_older_kinds(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert upgraded({"resources": [old]})[0]["resources"] == [new]


def test_resources_without_names_get_names_of_their_own() -> None:
    found, notes = upgraded({"resources": [{"path": "a.csv"}, {"path": "b/a.tsv"}, {"path": "a.json"}]})
    assert [one["name"] for one in found["resources"]] == ["a", "a-2", "a-3"]
    assert notes == [f"a resource without a name is called '{name}'" for name in ("a", "a-2", "a-3")]


def test_schemas_of_older_kinds() -> None:
    fields = [{"id": "a", "type": "Int"}, {"name": "b", "type": "gyearmonth"}, "c"]
    resource = {"name": "n", "missingValues": ["-"], "schema": {"fields": fields, "fieldsMatch": ["subset"]}}
    found, notes = upgraded({"resources": [resource]})
    assert found["resources"][0]["schema"] == {
        "fields": [{"type": "integer", "name": "a"}, {"name": "b", "type": "yearmonth"}, "c"],
        "fieldsMatch": "subset",
        "missingValues": ["-"],
    }
    assert len(notes) == 5


PARTS = st.sampled_from(
    ["license", "licenses", "author", "sources", "keywords", "name", "url", "path", "resources"]
)
WORDS = st.sampled_from(["CC0-1.0", "https://x.no", "a, b", "a.csv"])
DESCRIPTORS = st.dictionaries(PARTS, WORDS | st.lists(WORDS | st.dictionaries(PARTS, WORDS)))


@given(DESCRIPTORS.filter(lambda one: isinstance(one.get("resources", []), list)))
def test_what_is_upgraded_once_is_left_alone_the_second_time(descriptor: dict[str, Any]) -> None:
    once, _ = upgraded(descriptor)
    again, notes = upgraded(once)
    assert again == once
    assert notes == []
