"""The table below a drawing says what the drawing shows: names, titles, units, decimals that align."""

from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.figures import Figure, figures_of
from stabbur.hub.telling.formats import Formats
from stabbur.registry.here import connect
from tests.packages.test_views import shapes

ROWS = pl.DataFrame(
    {
        "nr": [f"{at:04d}" for at in range(3)],
        "navn": ["Oslo", "Bergen", "Kárášjohka"],
        "endring": [1.0, 0.4, -0.51],
    }
)


def text(words: str, **values: object) -> str:
    return words % values


@pytest.fixture
def figure(home: Path, tmp_path: Path) -> Figure:
    fields = {"navn": {"title": "Kommune"}, "endring": {"title": "Endring", "unit": "%"}}
    package = sb.Datapackage(name="kart", title="Kart", description="K", licenses=["CC0-1.0"])
    package.add_resource(ROWS, name="rows", schema={"fields": fields})
    package.add_resource(shapes(tmp_path), name="grenser")
    package.add_view(
        "m", type="map", resource="rows", x="nr", y="endring", geometry="grenser", geometry_key="nr"
    )
    sb.publish(package, owner="demo")
    found = figures_of(connect().open("demo/kart"), text, Cells(text, Formats("nb")), "nb")
    assert [one.problem for one in found] == [""]
    return found[0]


def test_the_table_of_a_map_has_names_and_titles_and_no_machine_words(figure: Figure) -> None:
    assert figure.table is not None
    assert [column.name for column in figure.table.columns] == ["nr", "navn", "endring"]
    assert [column.title for column in figure.table.columns][1:] == ["Kommune", "Endring"]
    assert figure.table.columns[2].unit == "%"


def test_fractions_of_a_column_have_as_many_decimals(figure: Figure) -> None:
    assert figure.table is not None
    written = [row[2] for row in figure.table.rows[:3]]
    assert written == ["1,00", "0,40", "\N{MINUS SIGN}0,51"]
    assert figure.table.rows[3][1:] != written[1:]


def test_the_drawing_has_a_name_for_who_does_not_see_it(figure: Figure) -> None:
    assert "400 rows" in figure.label
    assert figure.drawing is not None
    assert figure.narrow is not None
    assert figure.narrow != figure.drawing
