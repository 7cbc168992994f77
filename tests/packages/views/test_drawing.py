"""Drawings: few rows inlined, nothing fetched, the same bytes each time."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from stabbur.packages.views.drawing import chosen, drawn_rows, shortened
from stabbur.packages.views.palette import rows_counted
from tests.packages.test_views import shapes

FRAME = pl.DataFrame(
    {
        "sted": ["Oslo", "Oslo", "Bergen", "Bergen", None],
        "år": [2020, 2021, 2020, 2021, 2021],
        "n": [1, 2, 3, None, 5],
        "dag": [date(2024, 1, 1)] * 5,
        "tid": [datetime(2024, 1, 1, tzinfo=UTC)] * 5,
        "desimal": [Decimal("1.5")] * 5,
    }
)


def view(**options: Any) -> Any:
    package = Datapackage(name="n").add_resource(FRAME, name="rows").add_view("v", **options)
    return package.views["v"]


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({"år": 2021}, 3),
        ({"sted": ["Oslo", "Bergen"]}, 4),
        ({"sted": "Oslo", "år": {2020}}, 1),
        ({"dag": date(2024, 1, 1)}, 5),
    ],
)
def test_a_filter_keeps_what_it_says(where: dict[str, Any], rows: int) -> None:
    assert chosen(view(type="table", where=where)).height == rows


@pytest.mark.parametrize(
    ("how", "value"), [("sum", 3), ("mean", 1.5), ("median", 1.5), ("min", 1), ("max", 2)]
)
def test_rows_are_aggregated_before_they_are_drawn(how: str, value: float) -> None:
    found = drawn_rows(view(type="bar", x="sted", y="n", aggregate=how))
    assert dict(found.rows())["Oslo"] == value
    assert found.height == 3


@pytest.mark.parametrize("column", ["dag", "tid", "år"])
@pytest.mark.parametrize("kind", ["line", "area", "bar"])
def test_dates_and_times_are_drawn_along(tmp_path: Path, kind: str, column: str) -> None:
    package = (
        Datapackage(name="n").add_resource(FRAME, name="rows").add_view("v", type=kind, x=column, y="desimal")
    )
    place = package.write(tmp_path / "ut") / "views"
    values = json.loads((place / "v.json").read_text())["data"]["values"]
    assert len(values) == FRAME[column].n_unique()
    assert "NaN" not in (place / "v.svg").read_text()


@pytest.mark.parametrize(
    ("language", "number"), [("nb", "1\u00a0234,5"), ("en", "1,234.5"), (["nn", "en"], "1\u00a0234,5")]
)
def test_numbers_are_written_in_the_language_of_the_package(
    tmp_path: Path, language: Any, number: str
) -> None:
    frame = pl.DataFrame({"a": ["x"], "n": [1234.5]})
    package = (
        Datapackage(name="n", language=language)
        .add_resource(frame, name="rows")
        .add_view("v", type="bar", x="a", y="n")
    )
    place = package.write(tmp_path / "ut") / "views"
    for file in ("v.svg", "narrow/v.svg"):
        assert f">{number}<" in (place / file).read_text()


def test_A30_nothing_is_fetched_and_no_script_is_kept(tmp_path: Path) -> None:
    spec = {"data": {"values": [{"a": "javascript:alert(1)"}]}, "mark": "text",
            "encoding": {"text": {"field": "a"}, "href": {"value": "https://example.org"}}}  # fmt: skip
    package = Datapackage(name="n").add_resource(FRAME, name="rows").add_view("v", spec=spec)
    svg = (package.write(tmp_path / "ut") / "views" / "v.svg").read_text()
    assert "<script" not in svg
    assert not re.search(r"<image|@import|url\(http", svg)


@pytest.mark.parametrize("spec", [{}, {"mark": 3}, {"marks": []}])
def test_what_cannot_be_drawn_is_said_in_words_without_a_trace(tmp_path: Path, spec: dict[str, Any]) -> None:
    package = Datapackage(name="n").add_resource(FRAME, name="rows").add_view("v", spec=spec)
    with pytest.raises(BadInput, match="view 'v' cannot be drawn: ") as caught:
        package.write(tmp_path / "ut")
    assert " at " not in str(caught.value).replace("at least", "")
    assert len(str(caught.value)) < 300
    assert list(tmp_path.iterdir()) == []


def test_paths_are_shortened_to_a_tenth_of_a_pixel_and_texts_are_not() -> None:
    assert (
        shortened('<path d="M1.2345,6.789L3,4"/><text>1.2345</text>')
        == '<path d="M1.2,6.7L3,4"/><text>1.2345</text>'
    )


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nb", "Antall rader"),
        ("nn-NO", "Talet på rader"),
        ("en", "Number of rows"),
        (["de", "nb"], "Number of rows"),
    ],
)
def test_a_histogram_says_what_it_counts_in_the_language_of_the_package(
    tmp_path: Path, language: Any, title: str
) -> None:
    package = Datapackage(name="n", language=language).add_resource(FRAME, name="rows")
    place = package.add_view("v", type="histogram", x="n").write(tmp_path / "ut")
    for file in ("v.svg", "narrow/v.svg"):
        assert f">{title}<" in (place / "views" / file).read_text()
    assert json.loads((place / "views" / "v.json").read_text())["encoding"]["y"]["title"] == title


LYING: dict[str, Any] = {"type": "bar", "x": "sted", "y": "n"}


@pytest.mark.parametrize(
    "options",
    [
        {"type": "histogram", "x": "n"},
        {"type": "line", "x": "år", "y": "n"},
        {"type": "area", "x": "dag", "y": "n"},
        {"type": "scatter", "x": "n", "y": "desimal"},
        {"type": "bar", "x": "år", "y": "n"},
    ],
)
def test_letters_are_as_large_as_those_of_bars_where_drawings_are_made_equally_wide(
    tmp_path: Path, options: Any
) -> None:
    frame = FRAME.with_columns(pl.col("sted").replace({"Bergen": "Møre og Romsdal"}))
    package = Datapackage(name="n").add_resource(frame, name="rows")
    package.add_view("stolper", **LYING).add_view("v", **options)
    place = package.write(tmp_path / "ut") / "views"
    wide, bars = (
        float(re.findall(r'viewBox="0 0 ([\d.]+)', (place / name).read_text())[0])
        for name in ("v.svg", "stolper.svg")
    )
    assert 0.92 <= wide / bars <= 1.08


@pytest.mark.parametrize(("language", "word"), [("nb", " og mer"), ("en", " and more")])
def test_the_spec_of_the_descriptor_has_its_words_in_the_language_of_the_package(
    tmp_path: Path, language: str, word: str
) -> None:
    frame = pl.DataFrame({"nr": [f"{at:04d}" for at in range(400)], "n": [at / 10 for at in range(400)]})
    package = Datapackage(name="n", language=language).add_resource(frame, name="rows")
    package.add_resource(shapes(tmp_path), name="grenser")
    package.add_view("m", type="map", resource="rows", x="nr", y="n", geometry="grenser", geometry_key="nr")
    package.add_view("h", type="histogram", resource="rows", x="n")
    written = package.write(tmp_path / "ut")
    for descriptor in (package.descriptor, json.loads((written / "datapackage.json").read_text())):
        map_, histogram = (view["spec"] for view in descriptor["views"])
        assert any(one.endswith(word) for one in map_["encoding"]["color"]["scale"]["domain"])
        assert histogram["encoding"]["y"]["title"] == rows_counted(language)
