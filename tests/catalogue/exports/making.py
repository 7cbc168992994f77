"""Versions as the exports see them: a whole one, a bare one, and one with everything wrong that people can write."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stabbur.catalogue.exports.dcat import Catalogue
from stabbur.catalogue.exports.model import Described, described

BASE = "https://data.example.no"
PUBLISHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATALOGUE = Catalogue(BASE, "Stabbur", "Alt som er publisert.", "Etaten", "nb", f"{BASE}/help", PUBLISHED)
CSV, PARQUET = "sha256:" + "a" * 64, "sha256:" + "b" * 64
WHOLE: dict[str, Any] = {
    "name": "folketall",
    "title": "Folketall etter kommune",
    "description": "Hvor mange som bor i hver *kommune*.",
    "language": "nb",
    "translations": {"en": {"title": "Population", "description": "People in each municipality."}},
    "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
    "contributors": [{"title": "Seksjon for befolkning", "email": "befolkning@example.no"}],
    "sources": [{"title": "Tabell 07459", "path": "https://www.ssb.no/statbank/table/07459"}],
    "keywords": ["kommune", "innbyggere"],
    "topics": ["befolkning"],
    "temporal": "2020/2021",
    "spatial": "Norge",
    "resources": [
        {
            "name": "kommuner",
            "title": "Kommuner",
            "path": "kommuner-aaaaaaaaaaaa.csv.gz",
            "format": "csv",
            "mediatype": "text/csv",
            "compression": "gz",
            "bytes": 200,
            "hash": CSV,
            "schema": {
                "primaryKey": ["kommunenr", "år"],
                "fields": [
                    {"name": "kommunenr", "type": "string", "title": "Kommunenummer"},
                    {"name": "år", "type": "year"},
                    {"name": "folketall", "type": "integer", "unit": "personer"},
                    {"name": "endring", "type": "number"},
                    {"name": "by", "type": "boolean"},
                    {"name": "dato", "type": "date"},
                ],
            },
            "alternatives": [
                {
                    "path": "kommuner-bbbbbbbbbbbb.parquet",
                    "format": "parquet",
                    "mediatype": "application/vnd.apache.parquet",
                    "bytes": 2227,
                    "hash": PARQUET,
                }
            ],
        }
    ],
    "files": {
        "kommuner.csv.gz": {"path": "kommuner-aaaaaaaaaaaa.csv.gz", "bytes": 200, "hash": CSV},
        "kommuner.parquet": {"path": "kommuner-bbbbbbbbbbbb.parquet", "bytes": 2227, "hash": PARQUET},
    },
}
BARE: dict[str, Any] = {"name": "naken", "resources": []}
EVIL: dict[str, Any] = {
    "name": "ond",
    "title": 'Ond "tittel" </script><b> """@nb . \\ \x00 \ud800',
    "description": "Linje 1\n\n@prefix evil: <http://evil/> .\n\n''' \"\"\" \\\\ <x> \r\n æøå 😀",
    "language": "nb > <http://evil/>",
    "translations": {"en\n": {"title": "x"}, "x y": {"title": "y"}, "nn": {"title": "Vond"}, "en": "nothing"},
    "licenses": [{"name": "Intern <bruk>", "path": "javascript:alert(1)"}],
    "contributors": [{"title": "A <b> & co", "email": "a b>@example.no"}, "odd", {"title": 3}],
    "sources": [
        {"path": "https://x.example/a b>. <http://evil/p> "},
        {"path": "file:///etc/passwd"},
        {"path": 3},
    ],
    "keywords": ["å <ja>", 3, "å <ja>", "", None],
    "topics": "odd",
    "temporal": "i fjor",
    "spatial": "overalt",
    "resources": [
        {
            "name": "a b/æ#?.csv",
            "path": ["del 1.csv", "del 2.csv"],
            "format": "csv",
            "bytes": True,
            "hash": "md5:x",
        },
        {"name": "ute", "path": "https://x.example/f il.csv?a=b c>", "bytes": -1, "format": "hemmelig"},
        {"name": "rar", "path": 3, "schema": {"fields": [{"name": "a/b c"}, {}, "x"], "primaryKey": "a/b c"}},
        {"path": "uten-navn.csv"},
        "odd",
    ],
    "files": ["odd"],
}


def version(descriptor: dict[str, Any] = WHOLE, number: int = 2, notes: str = "", **more: Any) -> Described:
    """Return a descriptor as the exports see it."""
    given: dict[str, Any] = {"base": BASE, "access": "public", "published": PUBLISHED}
    made = described(descriptor, id=f"demo/{descriptor['name']}", number=number, **(given | more))
    return replace(made, notes=notes)
