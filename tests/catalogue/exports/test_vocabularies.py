"""Our words as codes of the EU's tables; every code that we use stands in them."""

from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from stabbur.catalogue.exports import vocabularies

TABLES = Path(__file__).parents[2] / "data" / "dcat-ap-no" / "vocabularies.ttl"


def code(address: str | None) -> str | None:
    return address and address.rpartition("/")[2]


def test_every_code_is_one_of_its_table() -> None:
    known = set(Graph().parse(TABLES).subjects())
    used = [
        *map(vocabularies.access_right, vocabularies.ACCESS),
        *map(vocabularies.language, vocabularies.LANGUAGES),
        *map(vocabularies.file_type, vocabularies.FORMATS),
        *map(vocabularies.country, vocabularies.COUNTRIES),
        *(f"{vocabularies.AUTHORITY}licence/{one}" for one in vocabularies.LICENCES),
        *(one for word in vocabularies.THEMES.values() for one in vocabularies.themes(word.split())),
        *vocabularies.themes([]),
    ]
    assert {one for one in used if one is None or URIRef(one) not in known} == set()


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("CC-BY-4.0", "", "CC_BY_4_0"),
        ("cc-by-4.0", "", "CC_BY_4_0"),
        ("", "https://creativecommons.org/licenses/by/4.0/", "CC_BY_4_0"),
        ("", "https://creativecommons.org/licenses/by/4.0/deed.no", "CC_BY_4_0"),
        ("CC0-1.0", "", "CC0"),
        ("NLOD-2.0", "", "NLOD_2_0"),
        ("", "https://data.norge.no/nlod/no/2.0", "NLOD_2_0"),
        ("", "https://data.norge.no/nlod/en/1.0/", "NLOD_1_0"),
        ("CC-BY-SA-4.0", "", "CC_BYSA_4_0"),
        ("CC-BY-NC-4.0", "", "CC_BYNC_4_0"),
        ("CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/", None),
        ("MIT", "", None),
        ("", "", None),
    ],
)
def test_licences(name: str, address: str, found: str | None) -> None:
    assert code(vocabularies.licence(name, address)) == found


def themes(*groups: list[str]) -> list[str | None]:
    return [code(one) for one in vocabularies.themes(*groups)]


def test_themes_come_from_topics_and_else_from_keywords() -> None:
    assert themes(["befolkning"], ["skole"]) == ["SOCI"]
    assert themes(["noe annet"], ["skole", "Helse-og-omsorg"]) == ["EDUC", "HEAL"]
    assert themes(["noe"], ["annet"]) == themes() == ["OP_DATPRO"]


def test_what_has_no_code_gets_none() -> None:
    assert code(vocabularies.access_right("secret")) == "NON_PUBLIC"
    assert code(vocabularies.language("nn-NO")) == "NNO"
    assert vocabularies.language("xx") is None
    assert vocabularies.file_type("exe") is None
    assert code(vocabularies.country(" Noreg ")) == "NOR"
    assert vocabularies.country("Oslo") is None
    assert vocabularies.mediatype("text/csv") == "https://www.iana.org/assignments/media-types/text/csv"
    assert vocabularies.mediatype("text/csv> <x>") is None
    assert vocabularies.mediatype("") is None
