"""One table of a package: found by its name, from Parquet when there is one, from the text when it is strict."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import stabbur as sb
from stabbur.errors import BadInput, NotFound
from stabbur.packages import Datapackage, read_table

FRAME = pl.DataFrame({"nr": ["0301", None], "n": pl.Series([1, None], dtype=pl.Int8)})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A package of two tables."""
    package = Datapackage(name="tall").add_resource(FRAME, name="en").add_resource(FRAME, name="to")
    return package.write(tmp_path / "tall")


def test_parquet_keeps_the_width_of_numbers_and_text_does_not(place: Path) -> None:
    assert read_table(place, "en")["n"].type.bit_width == 8
    strict = read_table(place, "en", strict=True)
    assert strict["n"].type.bit_width == 64
    assert strict.to_pydict() == read_table(place, "en").to_pydict()


def test_the_text_is_read_when_parquet_is_not_named(tmp_path: Path) -> None:
    package = Datapackage(name="tall").add_resource(FRAME, name="en", formats=("csv",))
    assert read_table(package.write(tmp_path / "tall")).to_pydict() == FRAME.to_dict(as_series=False)


def test_a_table_is_named_when_there_are_several(place: Path) -> None:
    with pytest.raises(NotFound, match="say which resource to read: the package has 'en', 'to'"):
        read_table(place)
    with pytest.raises(NotFound, match="no resource 'tre': it has 'en', 'to'"):
        read_table(place, "tre")


@pytest.mark.parametrize("source", [3, None, ["a"], object()])
def test_what_is_no_path_is_refused_in_words(source: Any) -> None:
    for read in (read_table, sb.read_dp, sb.Datapackage.open):
        with pytest.raises(BadInput, match="opened by its path or address"):
            read(source)


@pytest.mark.parametrize("source", ["x" * 5000, "a\0b", ""])
def test_paths_that_no_disk_could_hold_are_not_there(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotFound, match="no data package at") as caught:
        read_table(source)
    assert len(str(caught.value)) < 300


def test_a_file_that_is_gone_is_named(place: Path) -> None:
    (place / "en.parquet").unlink()
    with pytest.raises(NotFound, match=r"en\.parquet"):
        read_table(place, "en")
    assert read_table(place, "en", strict=True).num_rows == 2
