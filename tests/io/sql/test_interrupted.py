"""Ctrl-C in the middle of a query: it ends as itself, not as an error of the database."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, signal, subprocess, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import polars as pl
import stabbur as sb
sb.to_sql(pl.DataFrame({"a": list(range(40_000))}), table="t", sink="t.duckdb")
subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"])
try:
    sb.read_sql("select count(*) from range(100000000000) r(b), t where (a * b) % 7 = 3", source="t.duckdb")
except BaseException as error:
    print(type(error).__name__)
"""


def test_A10_an_interrupted_query_ends_as_an_interrupt(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["KeyboardInterrupt"]
