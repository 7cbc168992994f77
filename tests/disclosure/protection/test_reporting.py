"""The report that a reviewer signs."""

from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from stabbur.disclosure import TableSpec, protect, rules
from stabbur.disclosure.protection.reporting import Report
from stabbur.disclosure.protection.result import Result
from stabbur.errors import BadInput, StabburError

ROWS = {
    "kommune": ["A", "A", "B", "B", "C|<b>", "C|<b>"],
    "kjonn": ["k", "m"] * 3,
    "freq": [2, 20, 30, 9, 8, 7],
}
SPEC = TableSpec(dimensions={"kommune": None, "kjonn": None}, count="freq")


def protected(*, verify: bool = True) -> Result:
    return protect(pl.DataFrame(ROWS), SPEC, rules=[rules.minimum_count(4)], verify=verify)


class Addresses(HTMLParser):
    """Collects whatever a browser would fetch, and which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name in ("src", "href", "action", "data")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_tells_rules_counts_loss_audit_versions_and_has_a_place_to_sign() -> None:
    text = protected().report("Folketall").markdown
    for part in (
        "# Folketall", "Audited: no confidential figure can be computed", "minimum\\_count(4", "Zeros are published",
        "| Hidden: primary | 1 | 8.3 % |", "| Hidden: secondary | 3 | 25.0 % |", "Share of value",
        "a hidden figure is at least 1", "whole numbers", "| stabbur |", "| highspy |", "sha256:", "Signature: ___",
    ):  # fmt: skip
        assert part in text, part


def test_it_tells_the_parameters_that_the_proof_keeps_from_readers() -> None:
    units = pl.DataFrame(
        {"naring": ["A", "A", "B", "B", "B"], "orgnr": list("12345"), "kr": [90, 5, 30, 30, 30]}
    )
    spec = TableSpec({"naring": None}, value="kr", contributor="orgnr")
    result = protect(units, spec, rules=[rules.dominance((1, 80))], verify=False)
    assert "dominance((1, 80))" in result.report().html
    assert result.proof["rules"] == ["dominance"]
    assert result.proof["hidden"] == {"count": 2, "share": 0.6667}, "and not how many of them are primary"


def test_the_page_needs_no_network_and_is_well_formed() -> None:
    page = protected().report().html
    read = Addresses()
    read.feed(page)
    assert read.found == []
    assert read.open == []
    assert not any(word in page for word in ("<script", "@import", "url(", "http"))


def test_codes_are_no_markup() -> None:
    report = protected().report()
    assert "C|&lt;b&gt;" in report.html
    assert "<b>" not in report.html
    assert "C\\|\\<b\\>" in report.markdown


def test_a_table_that_was_not_audited_says_so() -> None:
    result = protected(verify=False)
    assert result.audit is None
    assert "Not audited" in result.report().html


@pytest.mark.parametrize("name", ["r.html", "r.HTM", "r.md"])
def test_it_is_written_as_its_path_ends(name: str, tmp_path: Path) -> None:
    written = Report("<p>å</p>", "å").write(tmp_path / name)
    assert written.read_text(encoding="utf-8") == ("å" if name.endswith("md") else "<p>å</p>")


def test_another_form_or_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"not written as '\.pdf'"):
        Report("", "").write(tmp_path / "r.pdf")
    with pytest.raises(StabburError, match="was not written") as caught:
        Report("", "").write(tmp_path / "none" / "r.md")
    assert caught.value.hint.startswith("make the folder first")
