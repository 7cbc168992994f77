"""How data are protected, in words: each method tells what was checked of it, and no more."""

import polars as pl
import pytest

from stabbur.disclosure import Microdata, TableSpec, cell_key, protect, round_counts, rules
from stabbur.disclosure.protection.proof import Proof
from stabbur.disclosure.rules.primary import Zeros
from stabbur.hub.telling.formats import Formats
from stabbur.hub.telling.protection import Protected, protections
from tests.hub.telling.reading import words

TABLE = TableSpec({"kommune": None}, count="personer")
COUNTS = pl.DataFrame({"kommune": ["A", "B", "C"], "personer": [2, 20, 30]})
COMPUTED = "Ingen fortrolige tall kan regnes ut"


def told(proof: object, language: str = "nb") -> Protected:
    """What the page of a package says of a resource with a proof."""
    resources = [{"name": "tall", "protection": proof}, {"name": "andre"}]
    (found,) = protections({"resources": resources}, words(language), Formats(language))
    return found


def persons() -> Microdata:
    rows = {"alder": [30] * 3 + [40] * 3, "syk": ["ja", "nei", "ja"] * 2}
    return Microdata(pl.DataFrame(rows), keys="alder", sensitive="syk").anonymise(3, 2, 0.5)


def test_suppression_tells_what_is_hidden_and_that_it_was_attacked() -> None:
    found = told(protect(COUNTS, TABLE, rules=[rules.minimum_count(4)]).proof)
    assert found.hidden.startswith("2 av 4 tall er skjult (50,0\xa0%).")
    assert (found.asked, found.rules) == ("Fortrolig:", ("antall fra 1 til 3",))
    assert found.audited
    assert COMPUTED in found.audit


@pytest.mark.parametrize(
    ("least", "zeros", "said"),
    [(2, "public", "antall på 1"), (3, "secondary", "antall fra 1 til 2"), (3, "protect", "antall under 3")],
)
def test_zeros_are_confidential_only_where_they_are(least: int, zeros: Zeros, said: str) -> None:
    found = told(protect(COUNTS, TABLE, rules=[rules.minimum_count(least, zeros=zeros)], verify=False).proof)
    assert found.rules == (said,)


def test_suppression_without_an_attack_is_not_audited() -> None:
    found = told(protect(COUNTS, TABLE, rules=[rules.minimum_count(4)], verify=False).proof)
    assert (found.audited, found.audit) == (False, "Ikke etterprøvd")


@pytest.mark.parametrize("method", ["small", "controlled"])
def test_rounding_was_checked_and_not_attacked(method: str) -> None:
    found = told(round_counts(COUNTS, TABLE, method=method).proof)
    assert "tall er endret" in found.hidden
    assert "ingen er skjult" in found.hidden
    assert found.audit.startswith("Kontrollert: Tallene er avrundet")
    assert COMPUTED not in found.audit


def test_noise_was_checked_and_not_attacked() -> None:
    frame = pl.DataFrame({"kommune": ["A"] * 40 + ["B"] * 30, "id": range(70)})
    proof: Proof = dict(cell_key(frame, TableSpec({"kommune": None}), "id", secret=b"sixteen bytes ok").proof)
    assert told(proof | {"safe": True}).audit == "Kontrollert: Tallene er endret slik metoden lover"
    assert told(proof | {"safe": False}).audit == "Kontrollen fant tall som en leser kan være sikker på"


def test_persons_tell_what_their_rows_reach() -> None:
    found = told(persons().proof)
    assert found.asked == "Krav til radene:"
    assert found.rules == (
        "minst 3 rader er like i det en person kan kjennes igjen på",
        "de har minst 2 ulike følsomme verdier",
        "de følsomme verdiene deres er fordelt nesten som i hele fila (t = 0,5)",
    )
    assert found.hidden.startswith("0 av 6 verdier som en person kan kjennes igjen på")
    assert found.audit == "Kontrollert: Radene oppfyller kravene"
    assert not told(persons().proof | {"safe": False}).audited


@pytest.mark.parametrize("proof", [{}, {"kind": 3, "method": [], "rules": 7, "hidden": [], "cells": "x"}])
def test_a_proof_that_somebody_wrote_by_hand_says_that_nothing_was_audited(proof: object) -> None:
    found = told(proof)
    assert (found.audited, found.audit, found.hidden) == (False, "Ikke etterprøvd", "")


@pytest.mark.parametrize("language", ["nn", "en"])
def test_each_language_has_its_words(language: str) -> None:
    found = told(persons().proof, language)
    assert (
        found.audit
        == {
            "nn": "Kontrollert: Radene oppfyller krava",
            "en": "Checked: the rows reach what was asked for",
        }[language]
    )
