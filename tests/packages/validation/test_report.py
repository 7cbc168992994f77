"""A report: as an object, as text and as a frame."""

from stabbur.packages.validation.report import Problem, Report

PROBLEMS = [
    Problem("minimum", "-1 is less than the minimum 0", "tall", "n", 2, "-1"),
    Problem("profile", "it is empty", field="resources"),
]


def test_text_says_where_and_what() -> None:
    assert str(PROBLEMS[0]) == "tall, row 2, n: -1 is less than the minimum 0"
    assert str(PROBLEMS[1]) == "resources: it is empty"
    assert str(Problem("x", "alone")) == "alone"


def test_a_report_counts_errors_beyond_those_listed() -> None:
    report = Report(list(PROBLEMS))
    report.add_counts({"tall/n/minimum": 10}, PROBLEMS[:1])
    assert (report.valid, report.total) == (False, 11)
    assert str(report).splitlines()[0] == "11 errors"
    assert str(report).splitlines()[-1] == "and 9 more"


def test_warnings_do_not_make_it_invalid() -> None:
    assert str(Report()) == "valid"
    report = Report(warnings=[Problem("missing", "the package has no licence", field="licenses")])
    assert report.valid
    assert str(report) == "valid\nwarning: licenses: the package has no licence"


def test_a_frame_of_any_kind_has_one_row_for_each() -> None:
    report = Report(list(PROBLEMS))
    pandas, polars, arrow = report.to_frame(), report.to_frame("polars"), report.to_frame("arrow")
    assert list(pandas.columns) == polars.columns == arrow.column_names
    assert polars["row"].to_list() == [2, None]
    assert len(pandas) == arrow.num_rows == 2
    assert Report().to_frame("polars").columns == polars.columns
