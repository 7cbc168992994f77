"""What of a descriptor reaches other catalogues: cleaned texts, addresses that lead to the web, files by name."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from stabbur.catalogue.exports.croissant import croissant
from stabbur.catalogue.exports.dcat import version_graph, written
from stabbur.catalogue.exports.model import Licence, address, text
from stabbur.catalogue.exports.schema_org import schema_org
from tests.catalogue.exports.making import BARE, BASE, EVIL, WHOLE, version

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("https://www.ssb.no/tabell?x=1&y=æ", "https://www.ssb.no/tabell?x=1&y=%C3%A6"),
        ("http://x.no/a%20b", "http://x.no/a%20b"),
        ("mailto:a@b.no", "mailto:a@b.no"),
        ("  https://x.no/ ", "https://x.no/"),
        ('https://x.no/"> <script>', "https://x.no/%22%3E%20%3Cscript%3E"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("//x.no/a", ""),
        ("https://", ""),
        ("mailto:", ""),
        ("https://[::1", ""),
        ("", ""),
        (None, ""),
        (3, ""),
    ],
)
def test_A40_only_addresses_of_the_web_are_told(given: object, found: str) -> None:
    assert address(given) == found


def test_texts_lose_what_cannot_be_written() -> None:
    assert text(" a\x00b\x1fc\ud800d\ufffee\tf\n") == "abcde\tf"
    assert text(None) == text(["a"]) == ""
    assert len(text("x" * 10_000)) == 5_000


def test_files_are_called_by_the_name_they_were_published_under() -> None:
    (table,) = version().tables
    assert [file.name for file in table.files] == ["kommuner.csv.gz", "kommuner.parquet"]
    assert [file.address for file in table.files] == [
        f"{BASE}/p/demo/folketall/v2/kommuner.csv.gz",
        f"{BASE}/p/demo/folketall/v2/kommuner.parquet",
    ]
    assert [(file.size, file.packed) for file in table.files] == [(200, "application/gzip"), (2227, "")]


def test_a_file_elsewhere_keeps_its_address_and_parts_have_no_size() -> None:
    parts, away, odd = version(EVIL).tables
    assert [file.name for file in parts.files] == ["del 1.csv", "del 2.csv"]
    assert parts.files[0].address.endswith("/v2/del%201.csv")
    assert {(file.size, file.sha256) for file in parts.files} == {(None, "")}
    assert away.files[0].address == "https://x.example/f%20il.csv?a=b%20c%3E"
    assert odd.files == ()
    assert [field.name for field in odd.fields] == ["a/b c"]


def test_languages() -> None:
    assert version().titles == {"nb": "Folketall etter kommune", "en": "Population"}
    assert list(version(EVIL).titles) == ["nb", "nn"], "what is no language code is left out"
    assert version(WHOLE | {"language": "nn-NO"}).language == "nn-NO"


def test_contact_licence_and_creators() -> None:
    assert version().contact == "mailto:befolkning@example.no"
    assert version().licence == Licence(
        "CC-BY-4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
    )
    assert (version(BARE).contact, version(BARE).licence, version(BARE).creators) == ("", None, ("demo",))


def test_markdown_becomes_words() -> None:
    told = version(plain=lambda given: given.replace("*", ""))
    assert told.description == "Hvor mange som bor i hver kommune."


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), ANY))
def test_any_descriptor_can_be_told_in_every_form(odd: dict[str, Any]) -> None:
    told = version(WHOLE | odd | {"name": "folketall"})
    assert schema_org(told)["name"]
    assert croissant(told)["name"]
    graph = version_graph(told)
    assert set(Graph().parse(data=written(graph, "turtle"), format="turtle")) == set(graph)


@settings(deadline=None)
@given(st.text())
def test_any_text_comes_back_from_turtle_as_it_went_in(told: str) -> None:
    graph = version_graph(version(WHOLE | {"title": "x" + told, "temporal": told, "spatial": told}))
    assert set(Graph().parse(data=written(graph, "turtle"), format="turtle")) == set(graph)
