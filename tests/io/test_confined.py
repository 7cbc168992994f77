"""A file is parsed in a process of its own when the settings say so: it ends there, not here (A45)."""

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import stabbur as sb
from stabbur import settings
from stabbur.io.confined import read_confined


@pytest.fixture(autouse=True)
def confined(home: Path) -> None:
    """Every file of these tests is parsed in a process that may take 300 MB."""
    (home / "stabbur.toml").write_text("[io]\nmemory_bytes = 300000000\n")


def test_a_table_comes_back_as_it_would_here(tmp_path: Path) -> None:
    table = pa.table(
        {"kommune": ["0301", None], "c": pa.array(["a", "b"]).dictionary_encode(), "n": [1, None]}
    )
    path = sb.to_file(table, tmp_path / "t.parquet")
    back = sb.read_file(path, columns=["c", "n"], as_="arrow")
    assert back.to_pylist() == table.select(["c", "n"]).to_pylist()
    assert back.schema.types == table.select(["c", "n"]).schema.types


def test_notices_errors_and_options_cross_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("tittel\na;b\n0301;.\n")
    with pytest.warns(sb.DataWarning, match="delimiter=';'") as found:
        assert sb.read_file(path, skip_rows=1, missing=["."], as_="arrow").to_pylist() == [
            {"a": "0301", "b": None}
        ]
    assert found[0].filename == __file__
    with pytest.raises(sb.BadInput, match="fewer than 9 lines") as refused:
        sb.read_file(path, skip_rows=9)
    assert refused.value.code == "skip-rows"


def test_A45_a_file_that_asks_for_all_memory_ends_its_own_process(tmp_path: Path) -> None:
    """600 MB of equal numbers are a few kilobytes of Parquet."""
    path = tmp_path / "t.parquet"
    with pq.ParquetWriter(path, pa.schema([("n", pa.int64())]), compression="zstd") as writer:
        zeros = pa.table({"n": pa.array([0] * 1_000_000, pa.int64())})
        for _ in range(75):
            writer.write_table(zeros)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(sb.BadInput, match="bytes of memory, or ended its process"):
        sb.read_file(path)


def test_A45_its_time_is_limited_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    with pytest.raises(sb.BadInput, match=r"took more than 0\.002 s"):
        read_confined(path, "csv", {}, settings.Limits(memory_bytes=1, timeout_seconds=0.0001))


def outside(folder: Path, monkeypatch: pytest.MonkeyPatch, read: str) -> None:
    """Install a format that comes from outside, `seeing`, with these lines as its reading."""
    (folder / "seeing.py").write_text(
        "import os\nimport dataclasses\nimport pyarrow as pa\nfrom stabbur.errors import BadInput\n"
        "@dataclasses.dataclass(frozen=True)\nclass No: pass\n"
        "class Seeing:\n    options = No\n"
        f"    def read(self, path, options):\n        {read}\n"
    )
    info = folder / "seeing-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: seeing\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[stabbur.files]\nseeing = seeing:Seeing\n")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_what_a_library_prints_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "print('hei'); os.write(1, b'{}'); os.write(2, b'au'); return pa.table({'n': [1]})"
    outside(tmp_path, monkeypatch, lines)
    limits = settings.Limits(memory_bytes=300_000_000)
    (tmp_path / "x").write_text("")
    assert read_confined(tmp_path / "x", "seeing", {}, limits)["n"].to_pylist() == [1]


def test_params_of_an_error_cross_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside(tmp_path, monkeypatch, "raise BadInput('no', code='file-broken', row=3, path=path)")
    (tmp_path / "x").write_text("")
    with pytest.raises(sb.BadInput) as refused:
        read_confined(tmp_path / "x", "seeing", {}, settings.Limits(memory_bytes=300_000_000))
    assert refused.value.code == "file-broken"
    assert refused.value.params == {"row": 3, "path": str(tmp_path / "x")}


def test_the_process_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that comes from outside says what it sees of our environment."""
    monkeypatch.setenv("STABBUR_SECRET_DVH_PASSWORD", "hemmelig")
    outside(tmp_path, monkeypatch, "return pa.table({'name': list(os.environ)})")
    path = tmp_path / "x"
    path.write_text("")
    limits = settings.Limits(memory_bytes=300_000_000)
    seen = read_confined(path, "seeing", {}, limits)["name"].to_pylist()
    assert "STABBUR_HOME" in seen
    assert not [name for name in map(str, seen) if "SECRET" in name]


def test_A45_a_cell_far_out_is_refused_there(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<c s="0" r="XFD1048576"/>')
    with pytest.raises(sb.BadInput, match="reaches to row 1048576"):
        sb.read_file(path)
