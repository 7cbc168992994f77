"""Frictionless as a second opinion; where it differs from the text of the standard, the difference is listed."""

import warnings
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.packages import Datapackage
from tests.packages.making import put, table, validated

frictionless = pytest.importorskip("frictionless")

# what frictionless 5.21 gets otherwise than Data Package v2 says, and what it says instead
DIFFERENCES: dict[str, tuple[dict[str, Any], str, bool, bool]] = {
    "unique keys are not enforced": (table([{"name": "a", "type": "integer"}], schema={"uniqueKeys": [["a"]]}),
                                     "a\n1\n1\n", False, True),
    "alternation in a pattern is not grouped": (
        table([{"name": "a", "type": "string", "constraints": {"pattern": "a|bc"}}]), "a\nax\n", False, True),
    "whole numbers with underscores pass": (table([{"name": "a", "type": "integer"}]), "a\n1_000\n", False, True),
    "dates without zeros pass": (table([{"name": "a", "type": "date"}]), "a\n2024-1-5\n", False, True),
    "exclusive bounds are refused": (
        table([{"name": "a", "type": "integer", "constraints": {"exclusiveMinimum": 0}}]), "a\n1\n", True, False),
}  # fmt: skip

SAME: dict[str, tuple[dict[str, Any], str, bool]] = {
    "clean": (table([{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]), "a,b\n1,x\n", True),
    "type": (table([{"name": "a", "type": "integer"}]), "a\nx\n", False),
    "required": (table([{"name": "a", "type": "integer", "constraints": {"required": True}}, {"name": "b"}]),
                 "a,b\n,1\n", False),
    "minimum": (table([{"name": "a", "type": "number", "constraints": {"minimum": 1}}]), "a\n0.5\n", False),
    "enum": (table([{"name": "a", "type": "string", "constraints": {"enum": ["x"]}}]), "a\ny\n", False),
    "primary key": (table([{"name": "a", "type": "integer"}], schema={"primaryKey": "a"}), "a\n1\n1\n", False),
    "ragged": (table([{"name": "a", "type": "integer"}, {"name": "b"}]), "a,b\n1\n", False),
    "header": (table([{"name": "a", "type": "integer"}]), "b\n1\n", False),
}  # fmt: skip


def verdict(folder: Path) -> bool:
    """Return what frictionless thinks of a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return bool(frictionless.validate(str(folder / "datapackage.json")).valid)


@pytest.mark.parametrize("case", SAME)
def test_the_same_verdict(tmp_path: Path, case: str) -> None:
    descriptor, text, valid = SAME[case]
    assert validated(tmp_path, descriptor, {"rows.csv": text}).valid == valid
    assert verdict(tmp_path) == valid


@pytest.mark.parametrize("case", DIFFERENCES)
def test_another_verdict_for_a_known_reason(tmp_path: Path, case: str) -> None:
    descriptor, text, ours, theirs = DIFFERENCES[case]
    assert validated(tmp_path, descriptor, {"rows.csv": text}).valid == ours
    assert verdict(put(tmp_path, descriptor, {"rows.csv": text})) == theirs


def test_frictionless_reads_what_we_write(tmp_path: Path) -> None:
    frame = pl.DataFrame({"kode": ["0301", "1103"], "n": [1, None], "d": ["2020-01-01", None]}).with_columns(
        pl.col("d").str.to_date()
    )
    place = (
        Datapackage(name="tall")
        .add_resource(frame, name="rows", schema={"primaryKey": "kode"})
        .write(tmp_path / "x")
    )
    assert verdict(place)
    with frictionless.Package(str(place / "datapackage.json")).get_resource("rows") as resource:
        assert [row.to_dict()["kode"] for row in resource.row_stream] == ["0301", "1103"]
