"""Names of persons are told from words, places, goods and firms."""

import polars as pl
import pytest

from stabbur.disclosure.scanning.names import in_text
from stabbur.disclosure.scanning.scan import Finding, scan
from tests.disclosure.scanning.samples import generator


def found(frame: dict[str, list[str]]) -> dict[str, Finding]:
    return {one.column: one for one in scan(pl.DataFrame(frame)) if "name" in one.kind}


@pytest.mark.parametrize(
    "shape", ["{0} {1}", "{1}, {0}", "{1} {0}", "Dr. {0} {1}", "{0} Olai {1}", "{0}-Marie {1}-Dahl"]
)
def test_names_in_whatever_order(shape: str) -> None:
    fake, _ = generator(1)
    values = [shape.format(fake.first_name(), fake.last_name()) for _ in range(30)]
    for written in (values, [one.upper() for one in values]):
        name = found({"v": written})["v"]
        assert (name.kind, name.direct, name.confidence >= 0.8) == ("name", True, True)


def test_first_names_and_surnames_point_at_somebody_only_together() -> None:
    fake, _ = generator(2)
    first, last = [fake.first_name() for _ in range(50)], [fake.last_name() for _ in range(50)]
    assert not found({"fornavn": first})["fornavn"].direct
    assert not found({"etternavn": last})["etternavn"].direct
    both = found({"fornavn": first, "etternavn": last})
    assert all(one.direct and one.confidence >= 0.8 for one in both.values())
    assert len(both) == 2


@pytest.mark.parametrize(
    "values",
    [
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        [
            "Thomas Cook",
            "Eli Lilly",
            "Martin Marietta",
            "Charles Schwab",
            "Equinor",
            "Telenor",
            "Aker",
            "Yara",
        ],
        ["Strand", "Eide", "Lund", "Berg", "Sande", "Tune", "Bø", "Os", "Nes", "Vik i Sogn", "Hole", "Lom"],
        ["Karl Johans gate", "Kirkegata", "Sofies gate", "Olav Tryggvasons gate"],
        ["Stol Ingrid", "Bord", "Lampe", "Hylle", "Skap", "Seng", "Teppe"],
    ],
)
def test_words_places_and_firms_are_nobody(values: list[str]) -> None:
    assert not any(one.direct and one.confidence >= 0.8 for one in found({"v": values}).values())


def test_names_in_running_text() -> None:
    line = "Møtte Kari Hansen og Ola O. Nilsen i Karl Johans gate, så Anne-Grete Moe-Dahl."
    assert list(in_text(line)) == ["Kari Hansen", "Ola O. Nilsen", "Anne-Grete Moe-Dahl"]
    for other in ("Thomas Hansen AS", "Kari kom", "Per dag", "kari hansen", "Kari. Hansen", "Kari, Hansen"):
        assert not list(in_text(other)), other


def test_texts_that_mention_persons_are_told() -> None:
    fake, _ = generator(3)
    said = "{} ringte i dag og spurte om saken sin, som ikke er ferdig ennå"
    frame = pl.DataFrame({"merknad": [said.format(fake.name_nonbinary()) for _ in range(20)]})
    kinds = {one.kind: one for one in scan(frame)}
    assert kinds["free text"].count == 20
    assert kinds["name"].direct
    assert kinds["name"].confidence >= 0.8
