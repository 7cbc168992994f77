"""What a new version of a table tells of a cell that an old one hid."""

import polars as pl

from stabbur.disclosure import Attacker, Hierarchy, TableSpec, rules
from stabbur.disclosure.attack.published.versions import audit_versions
from stabbur.disclosure.attack.report import AuditReport

SPEC = TableSpec(dimensions={"kommune": None}, count="personer")


def version(*figures: int | None) -> pl.DataFrame:
    return pl.DataFrame({"kommune": ["A", "B", "C", "D", "Total"], "personer": figures})


def test_another_pattern_in_a_new_version_reveals_the_old_one() -> None:
    report = audit_versions(version(None, None, 30, 9, 61), version(None, 20, None, 9, 61), SPEC)
    assert not report.safe
    assert report.exact.rows() == [("A", 2.0), ("B", 20.0), ("C", 30.0)]


def test_the_same_pattern_reveals_nothing() -> None:
    report = audit_versions(version(None, None, 30, 9, 61), version(None, None, 30, 9, 61), SPEC)
    assert report.safe
    assert report.intervals.select("lower", "upper").rows() == [(0.0, 22.0), (0.0, 22.0)]


def test_a_revised_figure_counts_as_the_new_version_has_it() -> None:
    report = audit_versions(version(None, None, 30, 9, 61), version(None, None, 30, 10, 62), SPEC)
    assert report.safe
    assert report.intervals["upper"].to_list() == [22.0, 22.0]


def test_a_code_that_is_new_is_no_contradiction() -> None:
    old = pl.DataFrame({"kommune": ["A", "B", "Total"], "personer": [None, None, 22]})
    new = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [None, None, 8, 30]})
    assert audit_versions(old, new, SPEC).safe


def test_figures_of_another_year_say_nothing_of_what_was_hidden_before() -> None:
    """All is new: what is shown now was hidden of other persons."""
    report = audit_versions(version(None, None, 30, 9, 61), version(7, 25, 33, None, 68), SPEC)
    assert "A" not in report.exact["kommune"].to_list()
    assert "B" not in report.exact["kommune"].to_list()


def test_a_correction_elsewhere_does_not_hide_what_the_rest_reveals() -> None:
    """Municipality 03 was corrected, so the total is another; 46 is as it was and shows now what it hid."""
    codes = ["0301", "0302", "03", "4601", "4602", "46", "Total"]
    spec = TableSpec(
        {"kommune": Hierarchy.from_dict({"03": ["0301", "0302"], "46": ["4601", "4602"]})}, count="personer"
    )
    old = pl.DataFrame({"kommune": codes, "personer": [20, 30, 50, None, None, 22, 72]})
    new = pl.DataFrame({"kommune": codes, "personer": [21, 30, 51, 2, 20, 22, 73]})
    report = audit_versions(old, new, spec)
    assert not report.safe
    assert report.exact.rows() == [("4601", 2.0), ("4602", 20.0)]


def corrected(before: int, after: int) -> AuditReport:
    """C is hidden in the old version and six in the new one; four more are there in all."""
    old, new = version(None, None, None, None, before), version(None, None, 6, None, after)
    return audit_versions(old, new, SPEC, attacker=Attacker(lower=1), rules=[rules.minimum_count(4)])


def test_one_corrected_figure_tells_what_it_was_before() -> None:
    """Only C can have grown by four: were it another one, the others would have been less than one each."""
    report = corrected(7, 11)
    assert not report.safe
    assert report.exact.rows() == [("C", 2.0)]


def test_one_corrected_figure_among_several_that_it_may_be_tells_nothing() -> None:
    assert corrected(20, 24).safe
