"""What the page tests publish: packages, stories and a notebook, so that every kind of page has something."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

import stabbur as sb
from stabbur.runs.saving import keeping
from tests.hub.jobs import filled as runs
from tests.hub.jobs import tested
from tests.hub.published import package, publish

STORY = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Hvor vokser Norge?</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Hvor vokser Norge?</h1>
<p>Oslo er størst, og de minste kommunene blir mindre.</p></main></body></html>"""
TABLE = (
    '<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>andel</th></tr></thead>'
    "<tbody><tr><th>0</th><td>1.5</td></tr></tbody></table>"
)
CELLS: list[tuple[str, str, list[dict[str, object]]]] = [
    ("markdown", "# Andel eldre\n\nVi regner ut hvor mange som er 80 år eller eldre.", []),
    ("code", "import polars as pl\n# et utsnitt\nframe = pl.DataFrame({'andel': [1.5]})\nframe", []),
    (
        "code",
        "frame.describe()",
        [{"output_type": "display_data", "metadata": {}, "data": {"text/html": TABLE}}],
    ),
    ("code", "print('klar')", [{"output_type": "stream", "name": "stdout", "text": "klar\n"}]),
]
ENGLISH: dict[str, object] = {
    "title": "Population of the largest towns",
    "description": "How many people live in each of the towns.\n\nThe figures are for the first of January.",
    "language": "en",
    "translations": {},
    "topics": ["towns"],
    "keywords": ["towns"],
}


@dataclass(frozen=True)
class Filled:
    """Addresses that only publishing can tell."""

    draft: str
    saved: str


def fill(home: Path) -> Filled:
    """Publish into the Stabbur of this process; the packages of `running.hub` are there already."""
    made = home.parent / "made"
    made.mkdir()
    publish(_third(made), made / "third")
    publish(_english(), made / "english")
    _bare(made)
    registry = publish(package(name="trukket", title="Trukket tabell", translations={}), made / "gone")
    registry.withdraw("demo/trukket", 1, "Tallene var feil.")
    story = made / "story.html"
    story.write_text(STORY, encoding="utf-8")
    registry.publish_story(story, "demo/vekst", title="Hvor vokser Norge?", access="public")
    story.write_text(STORY.replace("størst", "størst av alle"), encoding="utf-8")
    registry.publish_story(story, "demo/vekst", title="Hvor vokser Norge?", access="public")
    draft = registry.publish_story(story, "demo/utkast", title="Hvem flytter?", draft=True, access="public")
    project = runs.project(made / "prosjekt")
    runs.fill(project)
    kept = keeping.keep(project / "notebooks" / "kommuner.ipynb")
    assert kept
    tested.fill(made)
    return Filled(draft.address, f"/n/{json.loads((kept.folder / 'about.json').read_bytes())['id']}")


def _third(folder: Path) -> sb.Datapackage:
    """A third version: more rows, a second table with a long one of several pages, lines, notebook, story."""
    dp = package(
        description="Hvor mange som bor i hver kommune.\n\nTallene gjelder **1. januar 2021**, og er rettet.",
    )
    months = [f"{year}-{month:02d}" for year in range(2015, 2021) for month in range(1, 13)]
    rows = [(month, kind, 100 + at % 9) for at, month in enumerate(months) for kind in ("født", "død")]
    dp.add_resource(
        pl.DataFrame(rows, schema=["måned", "hendelse", "antall"], orient="row"),
        name="hendelser",
        title="Hendelser",
        schema={"fields": {"antall": {"description": "Antall i måneden.", "unit": "personer"}}},
    )
    dp.add_view(
        name="hendelser",
        title="Like mange fødes som dør",
        resource="hendelser",
        type="line",
        x="måned",
        y="antall",
        colour="hendelse",
    )
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [_cell(*one) for one in CELLS]}
    (folder / "eldre.ipynb").write_text(json.dumps(book), encoding="utf-8")
    (folder / "bak.html").write_text(STORY.replace("Hvor vokser Norge?", "Bak tallene"), encoding="utf-8")
    dp.add_notebook(folder / "eldre.ipynb", title="Andel eldre", description="Regnestykket bak.")
    return dp.add_story(folder / "bak.html", title="Bak tallene")


def _english() -> sb.Datapackage:
    """A package in English, with a table whose small figures are hidden."""
    counts = pl.DataFrame({"town": ["Bergen", "Oslo", "Vardø", "Total"], "persons": [30, 20, 2, 52]})
    table = sb.suppress(counts, "town", "persons")
    return package(5, "towns", **ENGLISH).add_resource(table, name="ages", aggregateOf="persons")


def _bare(folder: Path) -> None:
    """A package that says as little as it may: no title, text, licence, figure, topic or description."""
    dp = sb.Datapackage(name="naken")
    dp.add_resource(pl.DataFrame({"a": [1, 2, None], "b": ["x", "=1+1", "y"]}), name="tabell")
    publish(dp, folder / "bare")


def _cell(kind: str, source: str, outputs: list[dict[str, object]]) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": str(abs(hash(source)))[:8], "metadata": {}}
    made = {"execution_count": 1, "outputs": outputs} if kind == "code" else {}
    return cell | {"source": source} | made
