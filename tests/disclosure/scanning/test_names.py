"""Names of persons are told from words, places, goods and firms."""

from collections import Counter

import polars as pl
import pytest

from stabbur.disclosure.scanning.names import in_text, known
from stabbur.disclosure.scanning.scan import Finding, scan
from tests.disclosure.scanning.persons import NOBODY, PERSONS, listed
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


def test_precision_and_recall_on_names_written_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns of six values each, called `navn` or nothing telling; in texts each name by itself."""
    told, of, values = Counter[str](), Counter[str](), Counter[str]()
    for group, sample in PERSONS.items():
        names = listed(sample)
        new = [one for one in names if one.split()[0] not in known()[0] and one.split()[-1] not in known()[1]]
        for label, those in ((group, names), ("in no list of ours", new)):
            values[label] += len(those)
            values[f"{label} in texts"] += sum(any(in_text(f"Ringte {one} i dag.")) for one in those)
        for at in range(0, len(names) - 5, 6):
            sure = found({"navn": names[at : at + 6], "x": names[at : at + 6]})
            told[group] += sum(one.kind == "name" and one.confidence >= 0.8 for one in sure.values())
            of[group] += 2
    wrong = [
        (header, one.confidence)
        for header, sample in NOBODY.items()
        for one in found({header: listed(sample)}).values()
        if one.direct and one.confidence >= 0.8
    ]
    places = [one for sample in NOBODY.values() for one in listed(sample) if any(in_text(f"Bor i {one} nå."))]
    precision = sum(told.values()) / (sum(told.values()) + len(wrong))
    with capsys.disabled():
        print()
        for group in PERSONS:
            recall, texts = told[group] / of[group], values[f"{group} in texts"] / values[group]
            print(f"names by hand, {group:10} recall of columns {recall:.2f}, in texts {texts:.2f}")
        print(
            f"of {values['in no list of ours']} in no list of ours {values['in no list of ours in texts']} in texts"
        )
        print(f"precision of columns {precision:.2f}; places taken for persons in texts: {places}")
    assert not wrong
    assert not places
    assert all(told[group] >= 0.9 * of[group] for group in PERSONS)
