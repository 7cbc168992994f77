"""«Use in code» on the page: each example is run as it stands against a hub that runs."""

import html
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import duckdb
import httpx
import pytest

from tests.hub.running import hub


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[str]:
    with hub(place) as address:
        yield httpx.get(f"{address}/p/demo/folketall").text


def code(page: str, tool: str) -> str:
    """Return the example of a tool, as a reader would copy it."""
    found = re.search(rf"<summary>{re.escape(tool)}</summary>.*?<code>(.*?)</code>", page, re.DOTALL)
    assert found, page
    return html.unescape(found[1])


def test_python_snippet_reads_the_table(page: str, place: Path) -> None:
    program = code(page, "Python") + "\nprint(len(df), df.columns[0])"
    found = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"STABBUR_HOME": str(place)},
        capture_output=True,
        text=True,
    )
    assert found.stdout.split() == ["5", "kommunenummer"], found.stderr


def test_duckdb_snippet_reads_the_table(page: str) -> None:
    extensions = sorted(
        Path(sysconfig.get_path("purelib")).glob("duckdb_extension_httpfs/**/*.duckdb_extension")
    )
    assert extensions, "duckdb-extension-httpfs of the lock is not installed, and a test fetches nothing"
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extensions[0]}'")
    assert len(connection.execute(code(page, "SQL (DuckDB)")).fetchall()) == 5


def test_curl_snippet_fetches_the_file(page: str, tmp_path: Path) -> None:
    subprocess.run(code(page, "curl").split(), cwd=tmp_path, check=True, capture_output=True)
    assert next(tmp_path.iterdir()).read_bytes()[:2] == b"\x1f\x8b"


def test_r_snippet_reads_the_table_and_keeps_zeros(page: str) -> None:
    program = (
        code(page, "R") + "\ncat(nrow(df), sapply(df, class), df$kommunenummer[1], names(df)[2], sep='|')"
    )
    found = subprocess.run(
        ["Rscript", "--encoding=UTF-8", "-e", program],
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    rows, *kinds = found.stdout.split("|")
    assert rows == "5", found.stderr
    assert kinds[0] == "character"
    assert "integer" in kinds
    assert "0301" in kinds


def test_excel_snippet_leads_to_the_rows_as_csv(page: str) -> None:
    text = code(page, "Excel (Power Query)")
    found = re.search(r'Web\.Contents\("([^"]+)"\)', text)
    assert found
    lines = httpx.get(found[1]).text.splitlines()
    assert (len(lines), lines[1][:5]) == (6, "0301,")
