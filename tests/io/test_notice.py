"""A notice points at the user's own line, however deep in Stabbur it comes from."""

import warnings
from pathlib import Path

import pytest

import stabbur as sb
from stabbur.errors import DataWarning
from stabbur.io.notice import notice


def test_it_points_at_the_line_that_called() -> None:
    with pytest.warns(DataWarning, match="noe") as found:
        notice("noe")
    assert found[0].filename == __file__


def test_it_points_at_the_users_line_through_all_of_stabbur(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.warns(DataWarning, match="delimiter") as found:
        sb.read_file(path)
    assert found[0].filename == __file__
    assert "sb.read_file(path)" in Path(__file__).read_text().splitlines()[found[0].lineno - 1]


def test_it_can_be_made_an_error(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1;2\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error", DataWarning)
        with pytest.raises(DataWarning):
            sb.read_file(path)
        sb.read_file(path, delimiter=";")  # what is said is not reported
