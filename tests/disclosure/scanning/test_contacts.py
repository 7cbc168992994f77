"""Addresses and points are found; tracts, names of streets and rough points are not."""

import polars as pl
import pytest

from stabbur.disclosure.scanning.scan import Finding, scan
from tests.disclosure.scanning.samples import generator


def kinds(frame: pl.DataFrame) -> dict[str, Finding]:
    return {one.kind: one for one in scan(frame) if one.kind != "near-unique"}


@pytest.mark.parametrize(
    "value",
    [
        "Storgata 5",
        "Karl Johans gate 22B",
        "Østre Aker vei 17, 0581 Oslo",
        "St. Olavs plass 3 A",
        "Ringveien 101\n5003 Bergen",
    ],
)
def test_addresses_with_numbers(value: str) -> None:
    found = kinds(pl.DataFrame({"v": [value] * 4}))["address"]
    assert found.direct
    assert found.confidence >= 0.8


def test_tracts_and_streets_without_numbers_are_no_addresses() -> None:
    for values in (["Haugen 1", "Haugen 2", "Myra 1", "Myra 2"], ["Storgata", "Ringveien", "Kirkegata"]):
        found = kinds(pl.DataFrame({"v": values})).get("address")
        assert found is None or found.confidence < 0.8


def test_offices_mail_points_at_nobody() -> None:
    offices = kinds(pl.DataFrame({"epost": ["post@etat.no", "postmottak@oslo.kommune.no", "firmapost@b.no"]}))
    assert not offices["e-mail"].direct
    links = kinds(pl.DataFrame({"lenke": ["https://etat.no/?til=post@etat.no", "mailto:info@etat.no"]}))
    assert not links["e-mail"].direct
    mixed = scan(pl.DataFrame({"epost": ["post@etat.no", "kari@etat.no"]}))
    assert sorted((one.direct, one.count) for one in mixed if one.kind == "e-mail") == [(False, 1), (True, 1)]


def test_points_by_name_by_range_and_as_text() -> None:
    _, chance = generator(1)
    north = [round(chance.uniform(58, 71), 6) for _ in range(30)]
    east = [round(chance.uniform(5, 30), 6) for _ in range(30)]
    named = kinds(pl.DataFrame({"lat": north, "lon": east}))["coordinates"]
    assert named.confidence >= 0.8
    assert not named.direct
    assert kinds(pl.DataFrame({"a": north, "b": east}))["coordinates"].confidence < 0.8
    text = [f"{a:.6f}, {b:.6f}" for a, b in zip(north, east, strict=True)]
    assert kinds(pl.DataFrame({"sted": text}))["coordinates"].count == 30
    shape = [f'{{"type":"Point","coordinates":[{b:.6f},{a:.6f}]}}' for a, b in zip(north, east, strict=True)]
    assert kinds(pl.DataFrame({"geometry": shape}))["coordinates"].count == 30


def test_rough_points_and_figures_are_no_doors() -> None:
    assert not kinds(pl.DataFrame({"lat": [59.9, 60.1, 63.4] * 5, "lon": [10.7, 11.2, 10.4] * 5}))
    assert not kinds(pl.DataFrame({"a": [0.123456, 1.654321] * 9, "b": [1e6 / 7, 2e6 / 7] * 9}))
