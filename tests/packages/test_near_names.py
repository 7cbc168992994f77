"""Each unknown name is answered with the one that was probably meant."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import StabburError
from stabbur.frames import check_as

FRAME = pl.DataFrame({"county_code": ["03"], "persons": [697010]})


def package() -> sb.Datapackage:
    return sb.Datapackage(name="n").add_resource(FRAME, name="counties")


def bar(**more: Any) -> sb.Datapackage:
    return package().add_view("v", **{"type": "bar", "x": "county_code", "y": "persons"} | more)


def sheets() -> object:
    FRAME.write_excel("bok.xlsx", worksheet="fylker")
    return sb.read_file("bok.xlsx", sheet="fylke")


def column() -> object:
    return sb.read_file("a.csv", columns=["county"])


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda: bar(color="county_code"), "colour"),
        (lambda: bar(x="county"), "county_code"),
        (lambda: bar(y="Person"), "persons"),
        (lambda: bar(where={"county": "03"}), "county_code"),
        (lambda: bar(type="bars"), "bar"),
        (lambda: bar(resource="countys"), "counties"),
        (lambda: bar(aggregate="average_mean"), ""),
        (lambda: bar(aggregate="med"), "median"),
        (lambda: bar(sort="--y"), "-y"),
        (lambda: package().add_view("v", spec={"data": {"name": "county"}, "mark": "bar"}), "counties"),
        (
            lambda: package().add_resource(FRAME, name="b", schema={"fields": {"county": "x"}}),
            "county_code",
        ),
        (
            lambda: package().add_resource(FRAME, name="b", schema={"primaryKey": "county"}),
            "county_code",
        ),
        (sheets, "fylker"),
        (column, "county_code"),
        (lambda: check_as("polar"), "polars"),
        (lambda: sb.read_file("a.csv", skiprows=2), "skip_rows"),
    ],
)
def test_unknown_name_is_answered_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Any, meant: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("county_code\n03\n")
    with pytest.raises(StabburError) as told:
        call()
    assert ("did you mean" in told.value.hint) == bool(meant)
    if meant:
        assert told.value.hint == f"did you mean '{meant}'?"
