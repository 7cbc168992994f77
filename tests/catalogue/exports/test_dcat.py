"""Group 25: what we say of packages passes the official shapes of DCAT-AP-NO, and nothing else can be smuggled in."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef

from stabbur.catalogue.exports.dcat import DCAT, Document, package_graph, version_graph, written
from stabbur.catalogue.exports.model import Described
from tests.catalogue.exports.making import BARE, BASE, CATALOGUE, EVIL, WHOLE, version

RULES = Path(__file__).parents[2] / "data" / "dcat-ap-no"
V2 = URIRef(f"{BASE}/p/demo/folketall/v2")
FORMS = ["turtle", "json-ld"]
NN = {
    "name": "folketal",
    "language": "nn",
    "licenses": [{"name": "NLOD-2.0"}],
    "topics": ["noe helt annet"],
    "keywords": [],
}
CASES: dict[str, dict[str, Any]] = {
    "whole": WHOLE,
    "bare": BARE,
    "evil": EVIL,
    "nynorsk": WHOLE | NN,
    "one day": WHOLE | {"temporal": "2021-02-01"},
    "one month": WHOLE | {"temporal": "2021-02"},
}


@cache
def shapes() -> Graph:
    return Graph().parse(RULES / "DCAT-AP-NO-shacl_shapes_2.00.ttl")


def problems(text: str, form: str = "turtle") -> list[str]:
    """Return the violations of the official shapes; their warnings are about what is recommended only."""
    graph = Graph().parse(data=text, format=form).parse(RULES / "vocabularies.ttl")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes(), allow_warnings=True)
    return [] if conforms else [report]


def catalogue(versions: Iterable[Described], form: str) -> str:
    document = Document(CATALOGUE, form)
    return "".join([document.start(), *(document.piece(one) for one in versions), document.end()])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_group_25_a_version_passes_the_shapes(case: str, form: str) -> None:
    text = written(version_graph(version(CASES[case], notes="one more row")), form)
    assert problems(text, form) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("access", ["public", "internal", "team", "unheard of"])
def test_group_25_a_catalogue_passes_the_shapes(form: str, access: str) -> None:
    every = [version(CASES[name], access=access) for name in ("whole", "bare", "evil", "nynorsk")]
    text = catalogue(every, form)
    assert problems(text, form) == []
    read = Graph().parse(data=text, format=form)
    assert set(read.subjects(RDF.type, DCAT.Dataset)) == {URIRef(one.home) for one in every}
    assert set(read.objects(URIRef(CATALOGUE.address), DCAT.dataset)) == {URIRef(one.home) for one in every}


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        (DCTERMS.title, "dct:title"),
        (DCTERMS.description, "dct:description"),
        (DCTERMS.publisher, "dct:publisher"),
        (DCAT.theme, "dcat:theme"),
        (DCTERMS.identifier, "dct:identifier"),
        (DCAT.accessURL, "dcat:accessURL"),
    ],
)
def test_group_25_the_shapes_see_what_is_missing(removed: URIRef, said: str) -> None:
    graph = version_graph(version())
    graph.remove((None, removed, None))
    (report,) = problems(written(graph, "turtle"))
    assert said in report


@pytest.mark.parametrize(
    ("predicate", "wrong"),
    [
        (DCTERMS.accessRights, URIRef("https://example.no/open")),
        (DCTERMS["format"], URIRef("http://publications.europa.eu/resource/authority/file-type/NONE")),
        (DCTERMS.license, Literal("CC BY")),
        (DCAT.byteSize, Literal(3)),
        (DCTERMS.publisher, Literal("etaten")),
        (DCTERMS.issued, Literal("i går")),
    ],
)
def test_group_25_the_shapes_see_what_is_wrong(predicate: URIRef, wrong: URIRef | Literal) -> None:
    graph = version_graph(version())
    subject = next(graph.subjects(predicate, None))
    graph.remove((subject, predicate, None))
    graph.add((subject, predicate, wrong))
    assert problems(written(graph, "turtle"))


def test_group_25_both_forms_say_the_same() -> None:
    every = [version(one) for one in CASES.values()]
    turtle, json = (Graph().parse(data=catalogue(every, form), format=form) for form in FORMS)
    assert set(turtle) == set(json)


def test_what_people_write_is_text_and_no_statement() -> None:
    text = catalogue([version(EVIL)], "turtle")
    read = Graph().parse(data=text, format="turtle")
    told = {str(node) for triple in read for node in triple if isinstance(node, URIRef)}
    assert not [one for one in told if one.startswith(("http://evil", "javascript:", "file:"))]
    assert set(read) == set(package_graph(version(EVIL), CATALOGUE)) | set(
        Graph().parse(data=catalogue([], "turtle"), format="turtle")
    )


def test_a_version_names_its_neighbours_and_what_changed() -> None:
    graph = version_graph(version(number=2, notes="one more row"))
    assert (V2, DCAT.isVersionOf, URIRef(f"{BASE}/p/demo/folketall")) in graph
    assert (V2, DCAT.previousVersion, URIRef(f"{BASE}/p/demo/folketall/v1")) in graph
    assert "one more row" in written(graph, "turtle")
    first = version_graph(version(number=1))
    assert not list(first.objects(None, DCAT.previousVersion))


def test_a_period_ends_on_its_last_day() -> None:
    ends = {
        "2020": "2020-12-31",
        "2020-02": "2020-02-29",
        "2021-02": "2021-02-28",
        "2020/2021-06": "2021-06-30",
        "2021-05-17": "2021-05-17",
    }
    for given, last in ends.items():
        (found,) = version_graph(version(WHOLE | {"temporal": given})).objects(None, DCAT.endDate)
        assert str(found) == last
    for odd in ("i fjor", "2020/i år", "2020-13", "2020-02-30", "/", ""):
        assert not list(version_graph(version(WHOLE | {"temporal": odd})).objects(None, DCTERMS.temporal))


def test_a_licence_of_no_list_is_told_as_rights() -> None:
    graph = version_graph(version(EVIL))
    assert not list(graph.objects(None, DCTERMS.license))
    assert "Intern <bruk>" in written(graph, "turtle")


def test_the_same_version_gives_the_same_bytes() -> None:
    for form in FORMS:
        assert catalogue([version()], form) == catalogue([version()], form)
