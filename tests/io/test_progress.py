"""A bar for people, nothing for machines."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

import stabbur as sb
from stabbur.io import progress

READING = """
import sys
from stabbur.io import progress
progress.PATIENCE = 0
import stabbur as sb
sb.read_file(sys.argv[1], as_="arrow")
"""


def test_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert not progress.interactive()
    with progress.Meter("les", 10) as meter:
        meter.bytes(10)
        meter.rows(2)
    assert (meter.bytes_read, meter.rows_read) == (10, 2)
    assert capsys.readouterr() == ("", "")


def test_shown_to_a_person(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "interactive", lambda: True)
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with progress.Meter("les tall", 2000) as meter:
        meter.rows(1234)
        meter.bytes(2000)
    assert "les tall" in capsys.readouterr().err


def shown(path: Path) -> str:
    """What a terminal shows of the reading of a file."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    often = {**os.environ, "TQDM_MININTERVAL": "0"}
    command = [sys.executable, "-c", READING, str(path)]
    with subprocess.Popen(command, stderr=theirs, stdout=theirs, env=often) as child:
        os.close(theirs)
        said = b""
        try:
            while more := os.read(ours, 65536):
                said += more
        except OSError:  # how a terminal says that the other end has gone
            pass
        assert child.wait() == 0, said.decode()
    os.close(ours)
    return said.decode()


@pytest.mark.parametrize(
    "name", ["t.csv", "t.parquet", "t.ndjson", "t.csv.gz", "t.feather", "t.json", "t.xlsx"]
)
def test_a_long_file_shows_bytes_and_rows_in_a_terminal(tmp_path: Path, home: Path, name: str) -> None:
    path = sb.to_file(pa.table({"n": range(20_000), "t": ["tekst"] * 20_000}), tmp_path / name)
    bar = shown(Path(path))
    assert f"read {name.removesuffix('.gz')}" in bar
    assert "%" in bar
    if name in ("t.csv", "t.csv.gz", "t.ndjson", "t.parquet"):
        assert "rows" in bar


def test_no_bar_without_a_terminal(tmp_path: Path, home: Path) -> None:
    path = sb.to_file(pa.table({"n": range(20_000)}), tmp_path / "t.csv")
    done = subprocess.run([sys.executable, "-c", READING, str(path)], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@given(
    content=st.binary(max_size=5000).map(lambda text: text * 700),
    steps=st.lists(st.tuples(st.integers(0, 4_000_000), st.integers(0, 2_000_000)), max_size=6),
)
def test_what_is_read_twice_counts_once(
    content: bytes, steps: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    path.write_bytes(content)
    with progress.Meter("x", len(content)) as meter, progress.opened(path, lines=True) as file:
        for place, length in steps:
            file.seek(min(place, file.tell()))
            at = file.tell()
            assert file.read(length) == content[at : at + length]
        file.seek(0)
        assert file.read() == content
    assert meter.bytes_read == len(content)
    assert meter.rows_read == content.count(b"\n")


def test_without_a_reading_under_way_a_file_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc" * 1_000_000)
    assert progress.content(path) == path.read_bytes()
    progress.rows_read(3)  # nobody counts
    with progress.opened(path) as file:
        assert file.seekable()
        assert file.read(3) == b"abc"
