"""Lineage on the page: sources, packages and code; nothing of the machine it was made on, no secret."""

from typing import Any

import pytest

from stabbur.hub.telling.head import Link
from stabbur.hub.telling.origin import steps_of
from tests.hub.telling.reading import words


def links(lineage: dict[str, Any], descriptor: dict[str, Any] | None = None) -> list[Link]:
    return [link for step in steps_of(descriptor or {}, lineage, words()) for link in step.links]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("/home/kari/hemmelig/tall.csv", "tall.csv"),
        ("https://user:passord@ssb.no/tabell/1?token=kanari#x", "ssb.no/tabell/1"),
        ("data/tall.csv", "tall.csv"),
        ("http://[::1", ""),
        (7, ""),
        ("", ""),
    ],
)
def test_A53_source_is_named_without_folder_password_or_query(source: object, said: str) -> None:
    found = links({"sources": [{"source": source}]})
    assert [one.title for one in found] == ([said] if said else [])


def test_same_source_stands_once() -> None:
    assert len(links({"sources": [{"path": "a.csv"}, {"path": "x/a.csv"}]})) == 1


@pytest.mark.parametrize(
    ("package", "link"),
    [
        ({"id": "demo/folketall", "version": 2}, Link("demo/folketall@2", "/p/demo/folketall/v2")),
        ({"id": "demo/folketall"}, Link("demo/folketall@None", "/p/demo/folketall")),
        ({"id": "../x", "version": 1}, Link("../x")),
        ({"id": "a/b/c", "version": 1}, Link("a/b/c")),
        ({"id": 'a/b"><script>', "version": 1}, Link('a/b"><script>')),
    ],
)
def test_package_is_led_to_only_when_its_id_is_one(package: dict[str, Any], link: Link) -> None:
    assert links({"packages": [package]}) == [link]


def test_A31_source_of_the_descriptor_is_led_to_only_on_the_web() -> None:
    sources = [{"title": "SSB", "path": "https://ssb.no"}, {"title": "x", "path": "javascript:alert(1)"}]
    assert links({}, {"sources": sources}) == [Link("SSB", "https://ssb.no"), Link("x", "")]


def test_code_is_told_by_notebook_and_commit() -> None:
    found = links({"notebook": "analyse.ipynb", "git": {"commit": "0123456789abcdef"}})
    assert found[0].title == "analyse.ipynb"
    assert "01234567" in found[1].title
    assert "89abcdef" not in found[1].title


def test_nothing_known_is_no_steps() -> None:
    assert steps_of({}, {}, words()) == []
    assert steps_of({"sources": "x"}, {"git": None, "packages": 7, "sources": [3]}, words()) == []


def test_no_commit_is_claimed_for_code_that_it_has_not() -> None:
    git = {"commit": "0123456789abcdef", "changed": False}
    assert [one.title for one in links({"git": git | {"outside": True}})] == [
        "kode som ikke står i noen innsjekking"
    ]
    script = [one.title for one in links({"git": git | {"script": "lag.py"}})]
    assert script == ["lag.py", "innsjekking 01234567"]
    changed = [one.title for one in links({"git": git | {"script": "a.ipynb", "changed": True}})]
    assert changed == ["innsjekking 01234567, med endringer som ikke står i den"]


def test_what_was_read_is_said_to_be_read_in_the_same_run() -> None:
    (step,) = steps_of({}, {"sources": [{"source": "a.csv"}]}, words())
    assert step.kind == "Lest i samme kjøring"
