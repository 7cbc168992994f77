"""How a table is used from code, in the words of each tool; the tests run them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

POWER_QUERY = """let
    Source = Csv.Document(Web.Contents("{}?format=csv"), [Delimiter=",", Encoding=65001, QuoteStyle=QuoteStyle.Csv]),
    Rows = Table.PromoteHeaders(Source)
in
    Rows"""


@dataclass(frozen=True)
class Snippet:
    """One example: the tool's name and what to paste."""

    key: str
    title: str
    code: str


def snippets(
    base: str, id: str, version: int, resource: str, files: dict[str, str], texts: Sequence[str] = ()
) -> tuple[Snippet, ...]:
    """Return examples for a table of a version.

    Parameters
    ----------
    base
        Address of the hub without a slash at the end.
    id
        `owner/name` of the package.
    version
        Its number; with it the figures are always the same.
    resource
        Name of the table.
    files
        File name by format (`csv`, `parquet`), as the pages hand them out.
    texts
        The columns that hold text, so that R keeps the zero of `0301`.
    """
    folder = f"{base}/p/{id}/v{version}"
    found = [
        Snippet(
            "python",
            "Python",
            "import stabbur as sb\n\n"
            f"df = sb.read_dp({json.dumps(id)}, resource={json.dumps(resource)}, version={version})",
        )
    ]
    if files:
        found.append(Snippet("r", "R", in_r(folder, files, texts)))
        kind = "parquet" if "parquet" in files else "csv"
        address = f"{folder}/{files[kind]}"
        found.append(Snippet("duckdb", "SQL (DuckDB)", f"SELECT *\nFROM read_{kind}('{address}')\nLIMIT 10;"))
    if (
        "parquet" in files
    ):  # then the rows are handed out as plain CSV, which every Excel reads; codes stay text
        found.append(
            Snippet("excel", "Excel (Power Query)", POWER_QUERY.format(f"{folder}/{quote(resource)}"))
        )
    if files:
        found.append(Snippet("curl", "curl", f"curl -O {folder}/{files.get('csv') or files['parquet']}"))
    return tuple(found)


def in_r(folder: str, files: dict[str, str], texts: Sequence[str]) -> str:
    """Return how R reads a table with nothing but itself, or a Parquet file with its package arrow."""
    if "csv" not in files:
        return f'library(arrow)\n\ndf <- read_parquet("{folder}/{files["parquet"]}")'
    source = f'url("{folder}/{files["csv"]}")'
    source = f"gzcon({source}, text = TRUE)" if files["csv"].endswith(".gz") else source
    kept = ", ".join(f'{json.dumps(name, ensure_ascii=False)} = "character"' for name in texts)
    return (
        f"df <- read.csv(\n  {source},\n"
        + (f"  colClasses = c({kept}),\n" if kept else "")
        + '  na.strings = "", check.names = FALSE, encoding = "UTF-8"\n)'
    )
