"""A licence named by its SPDX code gets the title and address that readers need; a slip is told."""

import pytest

from stabbur.packages import Datapackage
from stabbur.packages.licences import KNOWN, NORWEGIAN, completed, in_language, nearly_known


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_licence_is_completed_in_any_case(name: str) -> None:
    found = completed({"name": name.lower()})
    assert found["name"] == name
    assert found["path"].startswith("https://")
    assert found["title"]


def test_what_the_writer_said_stays() -> None:
    own = {"name": "CC-BY-4.0", "title": "Navngivelse", "path": "https://example.org/l"}
    assert completed(own) == own
    assert completed({"name": "own-terms"}) == {"name": "own-terms"}
    assert completed("text") == "text"


@pytest.mark.parametrize("language", ["nb", "nn", "no"])
@pytest.mark.parametrize("name", NORWEGIAN)
def test_licence_is_told_in_norwegian_and_back(name: str, language: str) -> None:
    english = completed({"name": name})
    norwegian = in_language(english, language)
    assert norwegian["title"] != english["title"]
    assert norwegian["path"].startswith("https://")
    assert in_language(norwegian, "en") == in_language(english, "en") == english


def test_licence_that_is_worded_otherwise_or_known_by_one_name_stays() -> None:
    own = {"name": "NLOD-2.0", "title": "NLOD", "path": "https://example.org/l"}
    for licence in (own, completed({"name": "MIT"}), {"name": "own-terms"}, {"title": "Etter avtale"}, {}):
        assert in_language(licence, "nb") == licence
    assert in_language({"name": "NLOD-2.0"}, "nb") == {"name": "NLOD-2.0"}


def test_an_unknown_name_without_an_address_is_told_with_the_nearest() -> None:
    assert nearly_known([{"name": "CC BY 4"}]) == [("CC BY 4", "CC-BY-4.0")]
    assert nearly_known([{"name": "own-terms", "path": "https://example.org/terms"}, {"name": "MIT"}]) == []
    assert nearly_known(None) == []
    report = Datapackage(name="a", description="b", licenses=["NLOD"]).validate()
    assert [problem.rule for problem in report.warnings] == ["licence"]
