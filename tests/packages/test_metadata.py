"""Metadata from arguments and from the files of a folder."""

from pathlib import Path
from typing import Any

import pytest

from stabbur.errors import BadInput, NotFound
from stabbur.packages.metadata import collect, front_matter, normalised


def test_the_more_particular_wins(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\ntitle: R\ntopics: [r]\n---\nLes meg")
    (tmp_path / "METADATA.md").write_text("---\ntitle: M\nkeywords: m\n---\nOm tallene")
    (tmp_path / "datapackage.yaml").write_text(
        "title: Y\nname: fra-yaml\nversion: 1.0\ncreated: 2024-01-31\n"
    )
    (tmp_path / "datapackage.json").write_text('{"title": "J", "name": "fra-json"}')
    found, base = collect({"title": "", "description": "arg"}, tmp_path)
    assert found == {
        "title": "Y", "topics": ["r"], "keywords": ["m"], "readme": "Om tallene", "name": "fra-yaml",
        "version": "1.0", "created": "2024-01-31", "description": "arg",
    }  # fmt: skip
    assert base == tmp_path
    assert collect({"title": "arg"}, tmp_path)[0]["title"] == "arg"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\na: 1\n---\nB", ({"a": 1}, "B")),
        ("---\r\na: 1\r\n---\r\nB\r\n", ({"a": 1}, "B")),
        ("\ufeff---\na: 1\n---\n", ({"a": 1}, "")),
        ("B\n---\na: 1\n---\n", ({}, "B\n---\na: 1\n---")),
        ("---\nno end", ({}, "---\nno end")),
        ("---\n---\nB", ({}, "---\n---\nB")),
        ("", ({}, "")),
    ],
)
def test_front_matter_is_read_and_the_text_is_kept(tmp_path: Path, text: str, found: Any) -> None:
    (tmp_path / "README.md").write_bytes(text.encode())
    assert front_matter(tmp_path / "README.md") == found


@pytest.mark.parametrize(
    "content", [b"---\na: [\n---\n", b"---\n- a\n---\n", b"---\n\xff\n---\n", b"---\na: &a [*a]\n---\nB"]
)
def test_A45_front_matter_that_cannot_be_read_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "README.md").write_bytes(content)
    with pytest.raises(BadInput, match=r"README\.md"):
        front_matter(tmp_path / "README.md")


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ({"licenses": "CC0-1.0"}, {"licenses": [{"name": "CC0-1.0"}]}),
        ({"licenses": ["https://x.no/l"]}, {"licenses": [{"path": "https://x.no/l"}]}),
        ({"licenses": {"name": "x"}}, {"licenses": [{"name": "x"}]}),
        ({"contributors": ["SSB"]}, {"contributors": [{"title": "SSB"}]}),
        ({"sources": "SSB"}, {"sources": [{"title": "SSB"}]}),
        ({"keywords": "a, b,"}, {"keywords": ["a", "b"]}),
        ({"version": 2}, {"version": "2"}),
        ({"$schema": "x", "title": "T"}, {"title": "T"}),
    ],
)
def test_short_forms_become_what_the_standard_has(short: dict[str, Any], whole: dict[str, Any]) -> None:
    found = normalised(short)
    for key, value in whole.items():
        if key == "licenses":
            assert next(iter(found[key])).items() >= value[0].items()
        else:
            assert found[key] == value
    assert "$schema" not in found


@pytest.mark.parametrize(
    "key", ["licenses", "contributors", "sources", "keywords", "topics", "resources", "title", "description"]
)
def test_another_shape_is_refused_in_words(key: str) -> None:
    with pytest.raises(BadInput, match=f"'{key}' of the metadata is 3"):
        normalised({key: 3})


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="there is no folder"):
        collect({}, "x" * 5000)
