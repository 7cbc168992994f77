"""stabbur validate."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def package(rows: str) -> None:
    Path("a.csv").write_text(f"kommune,personer\n{rows}", encoding="utf-8")
    schema = {
        "fields": [{"name": "kommune", "type": "string"}, {"name": "personer", "type": "integer"}],
        "primaryKey": ["kommune"],
    }
    resource = {"name": "a", "path": "a.csv", "type": "table", "schema": schema}
    Path("datapackage.json").write_text(json.dumps({"name": "a", "resources": [resource]}))


def test_valid(run: Run) -> None:
    package("0301,697010\n")
    assert run("validate").code == 0
    assert run("validate", "--json").rows == []


def test_broken(run: Run) -> None:
    package("0301,697010\n0301,mange\n")
    done = run("validate", "--json")
    assert done.code == 2
    assert {row["rule"] for row in done.rows}
    assert all(row["resource"] == "a" for row in done.rows)
    assert run("validate", ".").code == 2


def test_no_package(run: Run) -> None:
    done = run("validate", "nowhere")
    assert done.code in (2, 3)
    assert "nowhere" in done.err
