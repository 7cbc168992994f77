"""Feather keeps tables as they are, old versions are read, broken ones are said."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from pyarrow import feather

import stabbur as sb
from stabbur.io.files.feather import Feather, FeatherOptions
from tests.frames.test_outgoing import tables

pytestmark = pytest.mark.usefixtures("home")


@settings(max_examples=60)
@given(table=tables())
def test_what_is_written_is_read(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "t.feather"
    Feather().write(table, path)
    back = Feather().read(path, FeatherOptions())
    assert back.to_pylist() == table.to_pylist()
    assert back.schema.names == table.schema.names


def test_other_writers_files_are_read(tmp_path: Path) -> None:
    table = pa.table({"a": [1, None], "t": ["å", None]})
    writers: dict[str, dict[str, Any]] = {
        "lz4": {"compression": "lz4"}, "plain": {"compression": "uncompressed"}
    }  # fmt: skip
    for name, options in writers.items():
        path = tmp_path / f"{name}.feather"
        feather.write_feather(table, str(path), **options)
        assert sb.read_file(path, columns=["t"], as_="arrow").to_pylist() == [{"t": "å"}, {"t": None}], name


def test_the_file_may_change_after_it_was_read(tmp_path: Path) -> None:
    """Nothing of the table is a window onto the file."""
    path = tmp_path / "t.feather"
    feather.write_feather(pa.table({"a": range(1000)}), str(path), compression="uncompressed")
    table = sb.read_file(path, as_="arrow")
    path.write_bytes(b"\0" * path.stat().st_size)
    assert table["a"].to_pylist() == list(range(1000))


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"ARROW1\0\0" + b"\xff" * 50])
def test_A45_what_is_no_feather_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.feather"
    path.write_bytes(content)
    with pytest.raises(sb.BadInput, match="not a whole Feather file"):
        sb.read_file(path)


@pytest.mark.parametrize("content", [b"FEA1" + b"\0" * 30 + b"FEA1", b"FEA1\xff\xff\xff\x7fFEA1", b"FEA1"])
def test_A45_the_first_version_is_not_read(tmp_path: Path, content: bytes) -> None:
    """Arrow's reader of it follows what the file says into memory that is not there."""
    path = tmp_path / "t.feather"
    path.write_bytes(content)
    with pytest.raises(sb.BadInput, match="version 1, which is not read"):
        sb.read_file(path)
    feather.write_feather(pa.table({"a": [1]}), str(path), version=1)
    with pytest.raises(sb.BadInput, match="version 1"):
        sb.read_file(path)
