"""SQLite is opened to write; where nothing can be written, to read, and only if nothing is missing then."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from stabbur.state.sqlite import open_sqlite

NO_NEW_BYTE = (
    "import resource, signal, sys; from pathlib import Path; from stabbur.state.sqlite import open_sqlite\n"
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
    "made = open_sqlite(Path(sys.argv[1]))\n"
    "print(made.execute('SELECT a FROM t').fetchall(), made.refused)\n"
    "try:\n    made.execute('INSERT INTO t VALUES (2)')\nexcept Exception as error:\n    print(error)\n"
)


def made(file: Path) -> sqlite3.Connection:
    connection = open_sqlite(file)
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (1)")
    return connection


def test_opens_to_write(tmp_path: Path) -> None:
    connection = open_sqlite(tmp_path / "state.sqlite")
    assert connection.refused is None
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_F04_reads_where_no_byte_can_be_written(tmp_path: Path) -> None:
    made(tmp_path / "a b%c.sqlite").close()
    command = [sys.executable, "-c", NO_NEW_BYTE, str(tmp_path / "a b%c.sqlite")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert told.splitlines() == ["[(1,)] disk I/O error", "attempt to write a readonly database"]


def test_F04_what_still_lies_in_the_log_is_not_left_out(tmp_path: Path) -> None:
    """The row is in the log beside the file, as after kill -9: reading without it would lose it."""
    made(tmp_path / "state.sqlite").close()
    kept = tmp_path / "kept"
    kept.mkdir()
    connection = open_sqlite(tmp_path / "state.sqlite")
    connection.execute("INSERT INTO t VALUES (2)")
    for ending in ("", "-wal"):
        (kept / f"state.sqlite{ending}").write_bytes((tmp_path / f"state.sqlite{ending}").read_bytes())
    connection.close()
    command = [sys.executable, "-c", NO_NEW_BYTE, str(kept / "state.sqlite")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode
    assert "disk I/O error" in told.stderr


NO_NEW_BYTE_TWICE = NO_NEW_BYTE.split("try:")[0] + (
    "print('read', flush=True); sys.stdin.readline(); made.execute('PRAGMA shrink_memory')\n"
    "print(made.execute('SELECT a FROM t').fetchall())\n"
)


def test_F04_a_file_that_nobody_has_open_is_read_as_it_was_at_one_moment(tmp_path: Path) -> None:
    """The reader's own view stays while others write: with `immutable` it would mix old and new pages."""
    file = tmp_path / "state.sqlite"
    made(file).close()
    command = [sys.executable, "-c", NO_NEW_BYTE_TWICE, str(file)]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout
        assert reader.stdin
        assert reader.stdout.readline() == "[(1,)] disk I/O error\n"
        assert reader.stdout.readline() == "read\n"
        writer = open_sqlite(file)
        writer.executemany("INSERT INTO t VALUES (?)", [("x" * 3000,)] * 50)
        writer.execute("UPDATE t SET a = 'changed' WHERE a = 1")
        writer.close()
        reader.stdin.write("\n")
        reader.stdin.close()
        assert reader.stdout.readline() == "[(1,)]\n"


def test_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        open_sqlite(tmp_path / "none" / "state.sqlite")
