"""How a table is used from code, in the words of each tool; the tests run them."""

import json
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


def snippets(base: str, id: str, version: int, resource: str, files: dict[str, str]) -> tuple[Snippet, ...]:
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
    if "parquet" in files:
        address = f"{folder}/{files['parquet']}"
        found.append(Snippet("r", "R", f'library(arrow)\n\ndf <- read_parquet("{address}")'))
        found.append(
            Snippet("duckdb", "SQL (DuckDB)", f"SELECT *\nFROM read_parquet('{address}')\nLIMIT 10;")
        )
    elif "csv" in files:
        address = f"{folder}/{files['csv']}"
        found.append(Snippet("r", "R", f'df <- read.csv("{address}", colClasses = "character")'))
        found.append(Snippet("duckdb", "SQL (DuckDB)", f"SELECT *\nFROM read_csv('{address}')\nLIMIT 10;"))
    if (
        "parquet" in files
    ):  # then the rows are handed out as plain CSV, which every Excel reads; codes stay text
        found.append(
            Snippet("excel", "Excel (Power Query)", POWER_QUERY.format(f"{folder}/{quote(resource)}"))
        )
    if files:
        found.append(Snippet("curl", "curl", f"curl -O {folder}/{files.get('csv') or files['parquet']}"))
    return tuple(found)
