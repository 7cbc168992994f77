"""What of a descriptor can be found, and how well it is described."""

from datetime import UTC, datetime

import pytest

from stabbur.catalogue.documents import Column, Document, dump, from_descriptor, parse
from stabbur.catalogue.quality import CHECKS, advice, quality
from tests.catalogue.conftest import DOCUMENTS

DESCRIPTOR = {
    "name": "folketall",
    "title": "Folketall",
    "description": "Personer etter kommune.",
    "licenses": [{"name": "CC-BY-4.0"}],
    "keywords": ["befolkning", "befolkning", 3],
    "topics": ["folk"],
    "language": "nb",
    "resources": [
        {
            "name": "kommuner",
            "schema": {"fields": [{"name": "kommunenr", "type": "string", "title": "Kommune"}, "odd"]},
        },
        {
            "name": "fylker",
            "schema": {"fields": [{"name": "kommunenr", "type": "string", "title": "Kommune"}]},
        },
    ],
    "views": [{"name": "kart", "title": "Kart over folketallet"}],
    "translations": {"en": {"title": "Population"}},
}


def made(descriptor: object) -> Document:
    assert isinstance(descriptor, dict)
    return from_descriptor(
        descriptor, owner="demo", version=2, access="public", updated=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_takes_what_can_be_searched() -> None:
    document = made(DESCRIPTOR)
    assert (document.id, document.kind, document.version) == ("demo/folketall", "package", 2)
    assert document.keywords == ("befolkning",)
    assert document.columns == (Column("kommunenr", "Kommune"),)
    assert document.licence == "CC-BY-4.0"
    assert "Kart over folketallet" in document.text
    assert document.translations == {"en": {"title": "Population"}}


@pytest.mark.parametrize("odd", [None, 3, "text", [None], {"a": 1}, [[]]])
@pytest.mark.parametrize("key", sorted(DESCRIPTOR))
def test_a_wrong_type_is_left_out(key: str, odd: object) -> None:
    document = made(DESCRIPTOR | {key: odd})
    assert parse(dump(document)) == document
    assert 0 <= document.quality <= 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.id))
def test_is_kept_whole(document: Document) -> None:
    assert parse(dump(document)) == document


def test_quality_grows_with_what_is_said() -> None:
    full = DESCRIPTOR | {
        "description": "Alle personer som er registrert som bosatt i Norge, etter kommune og fylke, hvert eneste år.",
        "sources": [{"title": "SSB"}],
        "contributors": [{"title": "Noen"}],
        "resources": [
            {"schema": {"fields": [{"name": "a", "type": "string", "title": "A"}], "primaryKey": ["a"]}}
        ],
    }
    assert quality({}) == 0
    assert 0.4 < quality(DESCRIPTOR) < 1
    assert quality(full) == 1
    assert advice(full) == []
    assert advice({})[0] == "describe the columns"
    assert len(advice({})) == len(CHECKS)
