"""A table by itself: what reading it gave rise to stands in the report beside what its cells break."""

from pathlib import Path

import pytest

from stabbur.errors import NotFound
from stabbur.packages.validation.alone import validate_table


def test_title_is_an_error_until_it_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "Folk tall.csv"
    path.write_text("Tabell 1\n\nnr;n\n0301;1\n0302;2\n")
    report = validate_table(path, {})
    assert (report.valid, [one.rule for one in report.errors]) == (False, ["layout"])
    mended = validate_table(path, {"skip_rows": "2"})
    assert (mended.valid, [one.rule for one in mended.warnings]) == (True, ["reading"])
    assert str(validate_table(path, {"skip_rows": "2", "delimiter": ";"})) == "valid"


def test_formulas_are_told_whether_or_not_options_are_given(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("nr,t\n0301,=1+1\n")
    for options in ({}, {"delimiter": ","}):
        (one,) = validate_table(path, options).warnings
        assert (one.resource, one.field, one.row) == ("t", "t", 1)


def test_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        validate_table(tmp_path / "borte.csv", {})
