"""A few documents as an agency may have them, and the index that holds them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stabbur.catalogue.base import Hits, Query, SearchIndex
from stabbur.catalogue.documents import Column, Document
from stabbur.catalogue.tantivy.index import TantivyIndex

NOW = datetime.now(UTC)
DOCUMENTS = [
    Document(
        kind="package",
        id="nav/sykefravaer",
        title="Sykefravær etter næring",
        description="Legemeldt sykefravær i kommunene, i prosent av avtalte dagsverk.",
        owner="nav",
        access="public",
        topics=("helse",),
        keywords=("sykmelding",),
        columns=(
            Column("kommunenr", "Kommunenummer"),
            Column("fravaer_prosent", "Fraværsprosent", "Tapte dagsverk", "prosent"),
            Column("antallKvinner", "", "", "personer"),
        ),
        updated=NOW - timedelta(days=2),
        quality=0.9,
    ),
    Document(
        kind="package",
        id="nav/barnetrygd",
        title="Barnetrygden",
        description="Hvor mange som mottar den.",
        owner="nav",
        access="team",
        topics=("familie", "velferd"),
        updated=NOW - timedelta(days=20),
    ),
    Document(
        kind="story",
        id="ssb/population",
        title="Population by municipality",
        description="Numbers of people living in each municipality.",
        owner="ssb",
        access="public",
        language="en",
        topics=("befolkning",),
        updated=NOW - timedelta(days=100),
    ),
    Document(
        kind="package",
        id="ssb/folketall",
        title="Folketall <b>2021</b>",
        description="Personer etter alder & kjønn.",
        owner="ssb",
        access="internal",
        topics=("befolkning",),
        updated=NOW - timedelta(days=800),
        translations={"en": {"title": "Census counts", "description": "Inhabitants by age"}},
    ),
]
Ask = Callable[..., Hits]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    with closing(TantivyIndex.open(tmp_path / "index", create=True)) as index:
        index.upsert(DOCUMENTS)
        yield index


@pytest.fixture
def ask(index: SearchIndex) -> Ask:
    """Return `ask("text", kind=…)`."""

    def asked(text: str = "", **wishes: Any) -> Hits:
        return index.search(Query(text, **wishes))

    return asked


def ids(hits: Hits) -> list[str]:
    """Return the ids of hits in their order."""
    return [hit.document.id for hit in hits.items]
