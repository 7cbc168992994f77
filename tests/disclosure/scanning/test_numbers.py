"""Numbers are somebody's when more of them pass their check digits than chance lets."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.disclosure.pseudonyms import create_key
from stabbur.disclosure.scanning.documents import scan_text
from stabbur.disclosure.scanning.identity import immigrant, variety
from stabbur.disclosure.scanning.numbers import by_chance
from stabbur.disclosure.scanning.scan import Finding, scan
from tests.disclosure.scanning.samples import account, generator, identity, organisation
from tests.disclosure.scanning.test_identity import numbered


def found(name: str, values: Sequence[object]) -> dict[str, Finding]:
    return {one.kind: one for one in scan(pl.DataFrame({name: list(values)})) if one.kind != "near-unique"}


def test_synthetic_numbers_are_told_apart_and_point_at_nobody() -> None:
    _, chance = generator(1)
    for added in (65, 80):
        kinds = found("fnr", [identity(chance, month=added) for _ in range(20)])
        assert list(kinds) == ["synthetic identity number"]
        assert not kinds["synthetic identity number"].direct
        assert kinds["synthetic identity number"].confidence >= 0.95


def test_h_numbers_are_somebody_s_unless_they_stand_among_test_persons() -> None:
    _, chance = generator(2)
    alone = found("nr", [identity(chance, month=40) for _ in range(20)])["H-number"]
    assert alone.direct
    assert alone.confidence >= 0.8
    tests = [identity(chance, month=80) for _ in range(20)]
    among = found("nr", [*tests, *(identity(chance, month=40) for _ in range(5))])["H-number"]
    assert among.confidence < 0.8


def test_mixed_varieties_are_counted_each() -> None:
    _, chance = generator(3)
    values = [identity(chance) for _ in range(10)] + [identity(chance, day=40) for _ in range(5)]
    kinds = found("nr", [*values, *values[:2], None])
    assert {kind: one.count for kind, one in kinds.items()} == {"national identity number": 12, "D-number": 5}
    assert kinds["D-number"].share == round(5 / 17, 4)


def test_a_few_persons_among_other_long_numbers_are_seen() -> None:
    _, chance = generator(4)
    values = [identity(chance) for _ in range(20)] + [account(chance) for _ in range(80)]
    assert found("nr", values)["national identity number"].confidence >= 0.8


def test_accounts_that_happen_to_pass_are_nobody_s() -> None:
    _, chance = generator(5)
    accounts: list[object] = [account(chance) for _ in range(5_000)]
    assert "national identity number" not in found("konto", accounts)
    assert "national identity number" not in found("x", accounts)


@pytest.mark.parametrize("size", [20, 200, 5_000])
def test_long_figures_are_nobody_s(size: int) -> None:
    for seed in range(20):
        _, chance = generator(seed)
        figures: list[object] = [chance.randint(10**10, 10**11 - 1) for _ in range(size)]
        assert not any(one.direct and one.confidence >= 0.8 for one in found("kroner", figures).values())


def test_numbers_of_2032_are_known_when_the_column_is_full_of_them() -> None:
    values = []
    for day in range(1, 29):
        base = f"{day:02}0732999"
        values += [f"{base}{last:02}" for last in range(100)]
    looser = [one for one in values if variety(one, from_2032=True) and not variety(one)]
    assert len(looser) > 20
    assert found("fnr", [*looser])["national identity number"].count == len(looser)


def test_number_inside_a_text_is_seen_and_part_of_a_longer_one_is_not() -> None:
    number = numbered("010190")
    kinds = found("merknad", [f"Ringte {number} i dag", "ingen", "ok"])
    assert kinds["national identity number"].count == 1
    assert kinds["national identity number"].examples == ("R********",)
    assert not found("merknad", [f"Sak 2026/{number}7", "ingen"])


def test_organisations_are_no_persons() -> None:
    _, chance = generator(6)
    kinds = found("nr", [organisation(chance) for _ in range(50)])
    assert list(kinds) == ["organisation number"]
    assert not kinds["organisation number"].direct
    spaced = [f"{(one := organisation(chance))[:3]} {one[3:6]} {one[6:]}" for _ in range(10)]
    assert list(found("nr", spaced)) == ["organisation number"]


def test_dates_and_offices_are_no_telephones_of_persons() -> None:
    assert not found("tlf_dato", ["20260101", "20260102", "20260103"])
    office = found("telefon", [f"22 {at} 55 00" for at in range(10, 30)])["phone"]
    assert office.confidence < 0.8


@pytest.mark.parametrize(
    "value",
    [
        "02.01.32 99997", "020132-99997", "02 01 32 999 97", "02/01/32/99997", "020132_99997", "0 2 0 1 3 2 9 9 9 9 7",
        "\uff10\uff12\uff10\uff11\uff13\uff12\uff19\uff19\uff19\uff19\uff17", "020132\u201399997", "2013299997",
    ],
)  # fmt: skip
def test_a_number_is_known_whatever_stands_between_its_digits(value: str) -> None:
    assert [(one.kind, one.count) for one in scan(pl.DataFrame({"x": [value]})).direct] == [
        ("national identity number", 1)
    ]
    if len(value) > 10:
        assert found("x", [f"Ringte {value} i dag"])["national identity number"].confidence >= 0.8


def test_times_and_days_with_numbers_behind_them_are_nobody_s() -> None:
    _, chance = generator(7)
    logged = [f"01.02.24 {chance.randint(0, 99999):05} kom inn" for _ in range(2_000)]
    hours = [f"2026{at % 12 + 1:02}{at % 28 + 1:02}{at % 24:02}00" for at in range(400)]
    for values in (logged, [one[:14] for one in logged], hours, [int(one) for one in hours]):
        assert not scan(pl.DataFrame({"x": [*values]})).direct
    assert not scan_text("\n".join(logged), printed=True)


def test_fh_and_duf_numbers_are_somebody_s() -> None:
    _, chance = generator(8)
    shared = [
        one for one in (str(chance.randint(8 * 10**10, 10**11 - 1)) for _ in range(800)) if variety(one)
    ]
    permits = [one for one in (f"2014{chance.randint(0, 10**7):08}" for _ in range(900)) if immigrant(one)]
    for kind, numbers in (("FH-number", shared), ("DUF-number", permits)):
        assert len(numbers) >= 3
        for values in (numbers, [int(one) for one in numbers], [f"Gjelder {one} ." for one in numbers]):
            told = found("x", values)[kind]
            assert (told.direct, told.count, told.confidence >= 0.8) == (True, len(numbers), True)
        assert {one.kind for one in scan_text("\n".join(numbers))} == {kind}
    assert found("hjelpenr", shared[:1])["FH-number"].confidence >= 0.8
    assert found("dufnr", permits[:1])["DUF-number"].confidence >= 0.8
    accounts = [one for one in (account(chance) for _ in range(900)) if one[0] in "89"]
    assert not any(kind.startswith("FH") for kind in found("x", accounts))
    assert not scan_text("\n".join(accounts))


def test_pseudonyms_are_nobody_s_and_persons_among_them_are_seen(home: Path) -> None:
    create_key("skatt", store="state")
    _, chance = generator(11)
    frame = pl.DataFrame(
        {"fnr": [identity(chance) for _ in range(5000)], "tlf": [f"9{at:07}" for at in range(5000)]}
    ).with_columns(siv="fnr", hmac="fnr")
    methods = {"fnr": "ff1", "tlf": "ff1", "siv": "siv", "hmac": "hmac"}
    hidden = sb.pseudonymise(frame, methods, key="skatt")
    assert hidden["fnr"].str.len_bytes().unique().to_list() == [11]
    assert scan(hidden).direct == []
    assert [one.kind for one in scan(frame.select("tlf")).direct] == ["phone"]
    # as few as are no chance, and all of them with the first digits of telephones
    few = hidden.select("tlf").filter(pl.col("tlf").str.contains("^[49]")).head(15)
    assert few.height == 15
    assert scan(few).direct == []
    assert scan(few.reverse().to_pandas()).direct == []
    # what a frame says of itself lowers nothing, nor does one pseudonym too few
    said = frame.select("tlf").head(15).to_pandas()
    said.attrs = {"pseudonymisation": {"tlf": {"method": "ff1"}}}
    assert [one.kind for one in scan(said).direct] == ["phone"]
    one_more = pl.concat([few, pl.DataFrame({"tlf": ["91234567"]})])
    assert [one.kind for one in scan(one_more).direct] == ["phone"]
    mixed = pl.concat([hidden["fnr"].head(4000), frame["fnr"].head(1000)]).to_frame()
    assert "national identity number" in [one.kind for one in scan(mixed).direct]


def test_chance_is_never_more_than_one_and_falls_with_evidence() -> None:
    assert by_chance(1, 121, 1 / 121) == 1
    assert by_chance(3, 10, 0.01) > by_chance(6, 10, 0.01) > by_chance(10, 10, 0.01)
    assert by_chance(5, 5, 1.0) <= 1
