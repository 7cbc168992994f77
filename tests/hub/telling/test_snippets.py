"""«Use in code» on the page: each example is run as it stands against a hub that runs."""

import html
import os
import re
import shutil
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


def test_r_snippet_runs_or_without_r_is_only_compared_and_its_address_fetched(page: str) -> None:
    text = code(page, "R")
    if shutil.which("Rscript"):
        subprocess.run(["Rscript", "-e", text], check=True)
        return
    found = re.fullmatch(r'library\(arrow\)\n\ndf <- read_parquet\("([^"]+)"\)', text)
    assert found
    assert httpx.get(found[1]).content[:4] == b"PAR1"


def test_excel_snippet_leads_to_the_rows_as_csv(page: str) -> None:
    text = code(page, "Excel (Power Query)")
    found = re.search(r'Web\.Contents\("([^"]+)"\)', text)
    assert found
    lines = httpx.get(found[1]).text.splitlines()
    assert (len(lines), lines[1][:5]) == (6, "0301,")
