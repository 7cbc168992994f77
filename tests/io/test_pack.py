"""Packing gives the same bytes each time, and leaves the file alone when it fails."""

import gzip
import os
import time
from pathlib import Path

import pytest

from stabbur.io.pack import pack


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_neither_time_nor_name_goes_into_it(tmp_path: Path, kind: str) -> None:
    made = []
    for name, age in (("a.csv", 0), ("b.csv", 10_000)):
        path = tmp_path / name
        path.write_bytes(b"kommune\n0301\n" * 1000)
        os.utime(path, (time.time() - age,) * 2)
        pack(path, kind)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert len(made[0]) < 200
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_anybody_can_unpack_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n1\n")
    pack(path, "gzip")
    assert gzip.decompress(path.read_bytes()) == b"a\n1\n"


def test_a_failure_leaves_the_file_and_no_half(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n1\n")
    (tmp_path / "t.csv.packed").mkdir()
    with pytest.raises(OSError, match=r"t\.csv\.packed"):
        pack(path, "gzip")
    assert path.read_bytes() == b"a\n1\n"
