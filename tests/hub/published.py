"""Packages as a user would publish them, for the tests of the pages."""

from pathlib import Path

import polars as pl

import stabbur as sb
from stabbur import settings
from stabbur.registry import connect
from stabbur.registry.base import Registry

ROWS = [
    ("0301", "Oslo", "Oslo", 697_010, 0.5),
    ("1103", "Stavanger", "Rogaland", 144_147, 0.4),
    ("1806", "Narvik", "Nordland", 21_661, -0.8),
    ("1857", "Værøy", "Nordland", 698, -4.1),
    ("5437", "Kárásjohka - Karasjok", "Troms og Finnmark", 2_641, None),
]


def frame(rows: int = 5) -> pl.DataFrame:
    """The municipalities, `rows` of them."""
    names = ["kommunenummer", "kommune", "fylke", "folketall", "endring"]
    return pl.DataFrame(ROWS[:rows], schema=names, orient="row")


def package(rows: int = 5, name: str = "folketall", **more: object) -> sb.Datapackage:
    """A package with one table, a view and descriptions."""
    about: dict[str, object] = {
        "title": "Folketall etter kommune",
        "description": "Hvor mange som bor i hver kommune.\n\nTallene gjelder **1. januar 2021**.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "CC BY 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "contributors": [{"title": "Statistisk sentralbyrå", "path": "https://www.ssb.no"}],
        "sources": [{"title": "SSB tabell 07459", "path": "https://www.ssb.no/statbank/table/07459"}],
        "keywords": ["folketall", "kommune"],
        "topics": ["befolkning"],
        "language": "nb",
        "translations": {"en": {"title": "Population by municipality"}},
    }
    dp = sb.Datapackage(name=name, **(about | more))  # type: ignore[arg-type]
    fields = {
        "kommunenummer": {"description": "Kommunenummer fra 2020. Nøkkel.", "title": "Nr."},
        "kommune": {"description": "Offisielle navn.", "title": "Kommune"},
        "fylke": {"description": "Fylke kommunen hørte til.", "title": "Fylke"},
        "folketall": {"description": "Bosatte 1. januar.", "unit": "personer", "title": "Folketall"},
        "endring": {"description": "Endring fra året før.", "unit": "%", "title": "Endring"},
    }
    dp.add_resource(
        frame(rows),
        name="kommuner",
        title="Kommuner",
        schema={"fields": fields, "primaryKey": ["kommunenummer"]},
    )
    dp.add_view(
        name="folketall",
        title="Oslo er størst",
        description="Folketall 1. januar 2021.",
        resource="kommuner",
        type="bar",
        x="kommune",
        y="folketall",
    )
    return dp


def publish(dp: sb.Datapackage, folder: Path, access: str = "public") -> Registry:
    """Write and publish a package as `demo/<name>`; return the registry."""
    registry = connect(settings.load())
    registry.publish(dp.write(folder / dp.name), owner="demo", access=access)
    return registry
