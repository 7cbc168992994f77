"""Hand-written descriptors: each file is read as it is described, and written in the default forms."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.packages import Datapackage
from tests.packages.making import put

FIELDS: list[dict[str, Any]] = [
    {"name": "kode", "type": "string"},
    {"name": "dag", "type": "date", "format": "%d.%m.%Y", "title": "Dag"},
    {"name": "sum", "type": "number", "decimalChar": ",", "groupChar": " ", "bareNumber": False},
    {"name": "ja", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nei"]},
]
TEXT = "kode;dag;sum;ja\n0301;31.01.2024;kr 1 000,50;ja\n1103;01.02.2024;-;nei\n"


def built(folder: Path, text: str | bytes, **more: Any) -> Path:
    """Return a package written from a hand-written descriptor of one file."""
    resource = {"name": "rader", "path": "rader.csv"} | more
    put(folder, {"name": "hand", "resources": [resource]}, {"rader.csv": text})
    return Datapackage(folder=folder).write(folder / "ut")


def test_a_file_is_read_by_its_own_schema_and_layout(tmp_path: Path) -> None:
    schema = {"fields": FIELDS, "missingValues": ["-"], "primaryKey": "kode"}
    place = built(
        tmp_path, TEXT.encode("latin-1"), schema=schema, dialect={"delimiter": ";"}, encoding="latin-1"
    )
    for strict in (False, True):
        frame = sb.read_dp(place, as_="polars", strict=strict)
        assert frame.rows() == [
            ("0301", date(2024, 1, 31), 1000.5, True),
            ("1103", date(2024, 2, 1), None, False),
        ]
    assert Datapackage.open(place).validate().valid


def test_what_is_written_is_described_as_it_is_written(tmp_path: Path) -> None:
    place = built(
        tmp_path, TEXT, schema={"fields": FIELDS, "missingValues": ["-"]}, dialect={"delimiter": ";"}
    )
    resource = json.loads((place / "datapackage.json").read_text())["resources"][0]
    assert "dialect" not in resource
    assert resource["encoding"] == "utf-8"
    day, amount, yes = resource["schema"]["fields"][1:]
    assert day == {"name": "dag", "type": "date", "title": "Dag"}
    assert amount == {"name": "sum", "type": "number"}
    assert yes == {"name": "ja", "type": "boolean"}


def test_a_schema_in_a_file_of_its_own_counts(tmp_path: Path) -> None:
    (tmp_path / "skjema.json").write_text(json.dumps({"fields": [{"name": "n", "type": "string"}]}))
    place = built(tmp_path, "n\n007\n", schema="skjema.json")
    assert sb.read_dp(place, as_="polars")["n"].to_list() == ["007"]


def test_without_a_whole_schema_types_are_those_the_file_seems_to_have(tmp_path: Path) -> None:
    place = built(tmp_path, "nr|n\n0301|1\n", dialect={"delimiter": "|"}, schema={"fields": {"n": "Antall"}})
    frame = sb.read_dp(place, as_="polars")
    assert dict(frame.schema) == {"nr": pl.String(), "n": pl.Int64()}
    fields = json.loads((place / "datapackage.json").read_text())["resources"][0]["schema"]["fields"]
    assert fields[1]["title"] == "Antall"


def test_columns_beside_those_of_the_schema_are_kept(tmp_path: Path) -> None:
    place = built(tmp_path, "a,b\n1,007\n", schema={"fields": [{"name": "a", "type": "integer"}]})
    assert sb.read_dp(place, as_="polars").rows() == [(1, "007")]


def test_a_value_that_does_not_fit_stops_the_building(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="1 values do not fit"):
        built(tmp_path, "a\nx\n", schema={"fields": [{"name": "a", "type": "integer"}]})


def test_spelling_said_of_a_frame_is_not_that_of_its_files(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"d": [date(2024, 1, 31)], "b": [True], "t": ["x"], "u": [None]}, schema_overrides={"u": pl.Int64}
    )
    schema = {"fields": {"d": {"format": "%d.%m.%Y"}, "b": {"trueValues": ["ja"]}}, "missingValues": ["-"]}
    place = Datapackage(name="n").add_resource(frame, name="rows", schema=schema).write(tmp_path / "n")
    assert sb.read_dp(place, as_="polars", strict=True).rows() == frame.rows()
