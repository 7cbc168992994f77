"""Data Package v2, conformance groups 1 to 10, 17, 21 and 23: what a descriptor may say."""

import json
from pathlib import Path
from typing import Any

import pytest

from stabbur.errors import BadInput, DataWarning
from stabbur.packages import Datapackage, read_table
from stabbur.packages.validation.profile import profile_problems
from tests.packages.making import put, rules, table, validated

CSV = {"rows.csv": "a,b\n1,x\n2,y\n"}
FIELDS: list[dict[str, Any]] = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
TYPES = (
    *("string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date", "time"),
    *("year", "yearmonth", "duration", "geopoint", "geojson", "any"),
)


def test_group_01_minimal_and_full_package_are_valid(tmp_path: Path) -> None:
    minimal = {"resources": [{"name": "rows", "path": "rows.csv"}]}
    assert validated(tmp_path / "minimal", minimal, CSV).errors == []
    full = table(FIELDS, title="T", encoding="utf-8", sources=[{"title": "S", "path": "https://example.org"}]) | {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "full", "id": "1b7e4a0e", "title": "Full", "description": "# All", "homepage": "https://example.org",
        "version": "1.0.0", "created": "2021-01-01T00:00:00Z", "keywords": ["a"], "image": "image.png",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": "Kari", "roles": ["author"], "organization": "O", "givenName": "K"}],
        "sources": [{"title": "S", "path": "https://example.org", "version": "2"}],
    }  # fmt: skip
    assert validated(tmp_path / "full", full, CSV).errors == []


def test_group_02_a_name_that_is_no_text(tmp_path: Path) -> None:
    report = validated(tmp_path, table(FIELDS) | {"name": 1}, CSV)
    assert rules(report) == [("profile", "name", None)]
    assert str(report.errors[0]) == "name: 1 is not string"


def test_group_03_multipart_gz_and_categories_of_v2(tmp_path: Path) -> None:
    import gzip

    kinds = [{"value": "m", "label": "mann"}, {"value": "k", "label": "kvinne"}]
    fields = [{"name": "nr", "type": "string"}, {"name": "kind", "type": "string", "categories": kinds}]
    resource = {"name": "many", "type": "table", "path": ["one.tsv", "two.tsv"], "format": "tsv",
                "schema": {"fields": fields}}  # fmt: skip
    packed = {"name": "packed", "type": "table", "path": "rows.csv.gz", "schema": {"fields": FIELDS}}
    files: dict[str, str | bytes] = {
        "one.tsv": "nr\tkind\n0301\tm\n", "two.tsv": "nr\tkind\n1103\tk\n",
        "rows.csv.gz": gzip.compress(str(CSV["rows.csv"]).encode()),
    }  # fmt: skip
    place = put(tmp_path, {"resources": [resource, packed]}, files)
    assert Datapackage.open(place).validate().errors == []
    assert read_table(place, "many").to_pydict() == {"nr": ["0301", "1103"], "kind": ["m", "k"]}
    assert read_table(place, "packed").num_rows == 2


@pytest.mark.parametrize("descriptor", [{"name": "none"}, {"resources": []}, {"resources": {}}])
def test_group_04_no_resources(tmp_path: Path, descriptor: dict[str, Any]) -> None:
    assert [rule for rule, *_ in rules(validated(tmp_path, descriptor))] == ["profile"]


@pytest.mark.parametrize(
    "path", ["/bad/path.csv", "../x.csv", "a/../../x.csv", ".hidden/x.csv", "~/x.csv", "C:\\x.csv", "file:///etc/passwd",
             "a/.hidden.csv", "..\\x.csv", "", "x\0.csv"],
)  # fmt: skip
def test_group_05_and_A40_an_unsafe_path_is_refused_and_never_read(tmp_path: Path, path: str) -> None:
    descriptor = {"resources": [{"name": "rows", "type": "table", "path": path}]}
    assert "path" in [rule for rule, *_ in rules(validated(tmp_path, descriptor))]
    with pytest.raises(BadInput, match="unsafe"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    "part", [{"path": []}, {"path": [123]}, {"path": "rows.csv", "data": []}, {}, {"path": 7},
             {"path": ["rows.csv", "https://example.org/x.csv"]}],
)  # fmt: skip
def test_group_05_paths_that_cannot_be(tmp_path: Path, part: dict[str, Any]) -> None:
    assert not validated(tmp_path, {"resources": [{"name": "rows"} | part]}, CSV).valid


def test_group_05_and_A40_a_link_out_of_the_package_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,secret\n")
    place = put(tmp_path / "package", table(FIELDS))
    (place / "rows.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(BadInput, match="leads out of the package"):
        read_table(place)


def test_group_06_two_resources_with_one_name(tmp_path: Path) -> None:
    resource = table(FIELDS)["resources"][0]
    report = validated(tmp_path, {"resources": [resource, resource]}, CSV)
    assert [str(problem) for problem in report.errors] == ["rows: 2 resources have the name 'rows'"]


def test_group_07_every_type(tmp_path: Path) -> None:
    descriptor = table([{"name": kind, "type": kind} for kind in TYPES])
    report = validated(tmp_path, descriptor, {"rows.csv": ",".join(TYPES) + "\n"})
    assert report.errors == []


def test_group_08_all_mistakes_of_a_schema_at_once(tmp_path: Path) -> None:
    schema = {"primaryKey": "missing", "foreignKeys": [{"fields": "a"}]}
    report = validated(
        tmp_path, table([{"name": "a", "type": "whole"}], schema=schema), {"rows.csv": "a\n1\n"}
    )
    assert {"profile", "primary-key", "foreign-key"} <= {rule for rule, *_ in rules(report)}
    assert len(report.errors) >= 3


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"fields": "a", "reference": {"resource": "", "fields": ["a"]}}, "both be one name or both a list"),
        ({"fields": ["a"], "reference": {"resource": "", "fields": "a"}}, "both be one name or both a list"),
        (
            {"fields": ["a", "b"], "reference": {"resource": "", "fields": ["a"]}},
            "has 2 fields, its reference 1",
        ),
        ({"fields": ["a"]}, "has no reference"),
        ({"fields": "c", "reference": {"resource": "", "fields": "a"}}, "names 'c', which is no field"),
        (
            {"fields": "a", "reference": {"resource": "", "fields": "c"}},
            "refers to 'c', which is no field of 'rows'",
        ),
        (
            {"fields": "a", "reference": {"resource": "other", "fields": "a"}},
            "refers to 'other', which is no resource",
        ),
    ],
)
def test_group_09_foreign_keys_that_do_not_fit(tmp_path: Path, key: dict[str, Any], said: str) -> None:
    report = validated(tmp_path, table(FIELDS, schema={"foreignKeys": [key]}), CSV)
    assert said in str(report)


@pytest.mark.parametrize("key", ["c", ["a", "c"], ["c"]])
def test_group_09_primary_keys_that_do_not_fit(tmp_path: Path, key: object) -> None:
    assert "primary-key" in [
        rule for rule, *_ in rules(validated(tmp_path, table(FIELDS, schema={"primaryKey": key}), CSV))
    ]


def test_group_10_foreign_keys_across_and_within_tables(tmp_path: Path) -> None:
    counties = {"name": "counties", "type": "table", "path": "counties.csv",
                "schema": {"fields": [{"name": "nr", "type": "string"}], "primaryKey": "nr"}}  # fmt: skip
    keys = [{"fields": "county", "reference": {"resource": "counties", "fields": "nr"}},
            {"fields": ["capital"], "reference": {"resource": "", "fields": ["nr"]}}]  # fmt: skip
    fields = [{"name": name, "type": "string"} for name in ("nr", "county", "capital")]
    places = table(fields, schema={"foreignKeys": keys})["resources"][0]
    files: dict[str, str | bytes] = {
        "counties.csv": "nr\n03\n11\n", "rows.csv": "nr,county,capital\n0301,03,0301\n1103,12,\n1101,11,9999\n"
    }  # fmt: skip
    report = validated(tmp_path, {"resources": [counties, places]}, files)
    assert rules(report) == [("foreignKey", "county", 2), ("foreignKey", "capital", 3)]
    assert str(report.errors[0]) == "rows, row 2, county: 12 is no nr of 'counties'"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"type": "number", "categories": [1.5]}, "categories are for text and whole numbers"),
        ({"type": "string", "constraints": {"enum": []}}, "enum is empty"),
        ({"type": "integer", "constraints": {"minLength": 1}}, "minLength is for text and lists"),
        ({"type": "string", "constraints": {"minimum": "a"}}, "minimum is for numbers and times"),
        ({"type": "string", "constraints": {"pattern": "("}}, "is no regular expression"),
    ],
)
def test_constraints_that_do_not_fit_their_type(tmp_path: Path, field: dict[str, Any], said: str) -> None:
    assert said in str(validated(tmp_path, table([{"name": "a"} | field]), {"rows.csv": "a\n"}))


@pytest.mark.parametrize(
    ("mode", "header", "valid"),
    [
        ("exact", "a,b", True), ("exact", "b,a", False), ("exact", "a", False), ("exact", "a,b,c", False),
        ("equal", "b,a", True), ("equal", "a", False), ("equal", "a,b,c", False),
        ("subset", "c,b,a", True), ("subset", "a,c", False),
        ("superset", "b", True), ("superset", "b,c", False),
        ("partial", "c,b", True), ("partial", "c,d", False),
    ],
)  # fmt: skip
def test_group_17_fields_match(tmp_path: Path, mode: str, header: str, valid: bool) -> None:
    cells = ",".join({"a": "1"}.get(label, "x") for label in header.split(","))
    descriptor = table(FIELDS, schema={"fieldsMatch": mode})
    report = validated(tmp_path, descriptor, {"rows.csv": f"{header}\n{cells}\n"})
    assert report.valid == valid, str(report)


def test_group_21_schema_and_dialect_in_files_of_their_own(tmp_path: Path) -> None:
    descriptor = {
        "resources": [
            {"name": "rows", "path": "rows.csv", "schema": "schema.json", "dialect": "dialect.json"}
        ]
    }
    files: dict[str, str | bytes] = {
        "rows.csv": "a;b\n1;x\n", "schema.json": json.dumps({"fields": FIELDS}), "dialect.json": '{"delimiter": ";"}',
    }  # fmt: skip
    assert read_table(put(tmp_path, descriptor, files)).to_pydict() == {"a": [1], "b": ["x"]}


@pytest.mark.parametrize("path", ["../schema.json", "/etc/passwd", "file:///etc/passwd"])
def test_group_21_a_schema_out_of_the_package_is_refused(tmp_path: Path, path: str) -> None:
    descriptor = {"resources": [{"name": "rows", "path": "rows.csv", "schema": path}]}
    with pytest.raises(BadInput, match="unsafe"):
        Datapackage.open(put(tmp_path, descriptor, CSV))


def test_group_23_our_descriptor_passes_the_profile(tmp_path: Path) -> None:
    import polars as pl

    package = Datapackage(name="own", title="Own", licenses=["CC-BY-4.0"], keywords="a, b")
    schema = {"fieldsMatch": "equal", "primaryKey": "a"}
    package.add_resource(pl.DataFrame({"a": [1], "b": [["x"]]}), name="rows", schema=schema)
    package.add_view(type="bar", x="a", y="a")
    package.write(tmp_path / "own")
    assert profile_problems(json.loads((tmp_path / "own" / "datapackage.json").read_text())) == []


@pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")
def test_older_descriptors_are_read_with_a_warning(tmp_path: Path) -> None:
    fields = [{"id": "a", "type": "integer"}, {"id": "b", "type": "str"}]
    resource = {"url": "rows.csv", "mimetype": "text/csv", "schema": {"fields": fields}}
    place = put(tmp_path, {"name": "old", "license": "ODC-BY", "resources": [resource]}, CSV)
    with pytest.warns(DataWarning, match="'license' is read as 'licenses'"):
        package = Datapackage.open(place)
    assert package.descriptor["licenses"] == [{"name": "ODC-BY"}]
    assert list(package.resources) == ["rows"]
    assert read_table(place).to_pydict() == {"a": [1, 2], "b": ["x", "y"]}
