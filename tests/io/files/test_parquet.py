"""Parquet keeps every type that Arrow has; what is no Parquet is said."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

import stabbur as sb
from stabbur.errors import BadInput
from stabbur.io.files.parquet import Parquet, ParquetOptions
from tests.frames.test_outgoing import tables

pytestmark = pytest.mark.usefixtures("home")


@settings(max_examples=60)
@given(table=tables())
def test_what_is_written_is_read(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "t.parquet"
    Parquet().write(table, path)
    assert Parquet().read(path, ParquetOptions()).to_pylist() == table.to_pylist()


@pytest.mark.parametrize("rows", [0, 1, 5, 6])
def test_row_groups_come_together_in_order(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "n": pa.array(range(rows), pa.int32()),
            "c": pa.array(["a", "b", None] * 2)[:rows].dictionary_encode(),
        }
    )
    pq.write_table(table, path, row_group_size=2)
    back = Parquet().read(path, ParquetOptions())
    assert back.to_pylist() == table.to_pylist()
    assert back.schema.types == table.schema.types
    assert Parquet().read(path, ParquetOptions(columns=["c"])).column_names == ["c"]


def test_columns_that_are_not_asked_for_are_not_read(tmp_path: Path) -> None:
    """A broken column does not matter to who reads another."""
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": range(1000), "b": [f"{n} tekst" for n in range(1000)]}), path, compression="zstd",
                   use_dictionary=False)  # fmt: skip
    place = pq.ParquetFile(path).metadata.row_group(0).column(1)
    content = bytearray(path.read_bytes())
    content[place.data_page_offset + 40 : place.data_page_offset + 60] = b"\xff" * 20
    path.write_bytes(bytes(content))
    assert len(sb.read_file(path, columns=["a"])) == 1000
    with pytest.raises(BadInput, match="not a whole Parquet file"):
        sb.read_file(path, columns=["b"])


def test_it_is_a_file_of_zstd(tmp_path: Path) -> None:
    Parquet().write(pa.table({"a": [1]}), tmp_path / "t.parquet")
    assert pq.ParquetFile(tmp_path / "t.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


def test_what_parquet_cannot_hold_is_said(tmp_path: Path) -> None:
    odd = pa.table({"u": pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1])])})
    with pytest.raises(BadInput, match="Parquet cannot hold"):
        Parquet().write(odd, tmp_path / "t.parquet")
