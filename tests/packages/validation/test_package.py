"""A whole package checked: files, descriptor and rows, all at once."""

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.packages import Datapackage
from stabbur.packages.validation.package import broken_schemas, ruled_columns
from stabbur.packages.validation.report import Problem
from tests.packages.making import put, rules, table, validated


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    fields: list[dict[str, Any]] = [
        {"name": "a", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "b", "type": "date"},
    ]
    descriptor = table(fields, bytes=1, hash="sha256:00") | {"name": 3}
    report = validated(tmp_path, descriptor, {"rows.csv": "a,b\n-1,x\n2\n"})
    assert {rule for rule, *_ in rules(report)} == {
        "profile",
        "bytes",
        "hash",
        "type",
        "missing-cell",
        "minimum",
    }
    assert {one.field for one in report.warnings} == {"licenses", "description"}


def test_rows_are_not_checked_by_a_schema_that_is_wrong(tmp_path: Path) -> None:
    descriptor = table([{"name": "a", "type": "integer", "constraints": {"enum": []}}])
    report = validated(tmp_path, descriptor, {"rows.csv": "a\n1\n"})
    assert "schema" in {rule for rule, *_ in rules(report)}
    assert [one.rule for one in report.warnings if one.resource] == ["unchecked"]


@pytest.mark.parametrize("file", ["rows.csv.gz", "rows.parquet", "figur"])
def test_a_changed_file_is_found_by_its_hash(tmp_path: Path, file: str) -> None:
    package = Datapackage(name="n", description="d", licenses=["CC0-1.0"]).add_resource(
        pl.DataFrame({"n": [1]}), name="rows"
    )
    place = package.write(tmp_path / "n")
    if file == "figur":
        assert Datapackage.open(place).validate().valid
        return
    data = bytearray((place / file).read_bytes())
    data[-1] ^= 1
    (place / file).write_bytes(bytes(data))
    found = Datapackage.open(place).validate()
    assert "hash" in [one.rule for one in found.errors]
    assert file in str(found)


def test_a_hash_of_several_files_is_of_all_of_them(tmp_path: Path) -> None:
    one, two = b"a\n1\n", b"2\n"
    said = {"path": ["a.csv", "b.csv"], "bytes": 6, "hash": f"sha256:{hashlib.sha256(one + two).hexdigest()}"}
    descriptor = table([{"name": "a", "type": "integer"}], **said)
    assert validated(tmp_path, descriptor, {"a.csv": one, "b.csv": two}).valid


def test_a_file_that_is_gone_or_unreadable_is_an_error_of_its_resource(tmp_path: Path) -> None:
    report = validated(tmp_path, table([{"name": "a"}], path="none.csv"))
    assert [(one.rule, one.resource) for one in report.errors] == [("unreadable", "rows")]
    place = put(tmp_path / "b", table([{"name": "a"}], path="a.parquet"), {"a.parquet": b"PAR1"})
    assert [one.rule for one in Datapackage.open(place).validate().errors] == ["unreadable"]


def test_only_columns_with_rules_are_read_of_a_table_on_disk() -> None:
    schema: dict[str, Any] = {
        "fields": {"b": {"constraints": {"minimum": 0}}, "c": {"title": "C"}},
        "primaryKey": "a",
        "foreignKeys": [{"fields": "d", "reference": {"resource": "", "fields": "e"}}],
    }
    frame = pl.DataFrame({name: [1] for name in "abcdef"})
    package = Datapackage(name="n").add_resource(frame, name="r", schema=schema)
    other = {"foreignKeys": [{"fields": "x", "reference": {"resource": "r", "fields": "f"}}]}
    package.add_resource(pl.DataFrame({"x": [1]}), name="s", schema=other)
    assert ruled_columns("r", package.resources) == {"a", "b", "d", "e", "f"}
    assert ruled_columns("s", package.resources) == {"x"}


def test_problems_are_told_apart_by_their_resource() -> None:
    descriptor = json.loads('{"resources": [{"name": "a"}, {"name": "b"}, 3]}')
    problems = [Problem("profile", "m", field="resources[1].schema.fields"), Problem("primary-key", "m", "a")]
    assert broken_schemas(descriptor, problems) == {"a", "b"}
    assert broken_schemas({"resources": None}, []) == set()
