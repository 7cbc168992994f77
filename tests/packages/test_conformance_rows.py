"""Data Package v2, conformance groups 11, 12, 18 to 20, 22 and 24: what rows may hold."""

import gzip
import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from stabbur.errors import BadInput, DataWarning
from stabbur.packages import Datapackage, read_table
from tests.packages.making import put, rules, table, validated


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "string", "constraints": {"required": True}}, "x", ""),
        ({"type": "string", "constraints": {"minLength": 2}}, "øå", "ø"),
        ({"type": "string", "constraints": {"maxLength": 2}}, "øå", "øåæ"),
        ({"type": "string", "constraints": {"pattern": "a|bc"}}, "bc", "ax"),
        ({"type": "string", "constraints": {"pattern": "(?=a)ab"}}, "ab", "b"),
        ({"type": "string", "constraints": {"enum": ["a", "b"]}}, "a", "c"),
        ({"type": "integer", "constraints": {"enum": [1, 2]}}, "2", "3"),
        ({"type": "integer", "constraints": {"minimum": 2}}, "2", "1"),
        ({"type": "number", "constraints": {"maximum": 2.5}}, "2.5", "2.6"),
        ({"type": "number", "constraints": {"exclusiveMinimum": 2}}, "2.1", "2"),
        ({"type": "integer", "constraints": {"exclusiveMaximum": 2}}, "1", "2"),
        ({"type": "date", "constraints": {"minimum": "2020-01-01"}}, "2020-01-01", "2019-12-31"),
        ({"type": "datetime", "constraints": {"maximum": "2020-01-01T00:00:00"}}, "2020-01-01T00:00:00",
         "2020-01-01T00:00:01"),
        ({"type": "year", "constraints": {"minimum": 2020}}, "2020", "2019"),
        ({"type": "string", "format": "email"}, "a@b.no", "a b"),
        ({"type": "string", "format": "uuid"}, "0d1b9a1e-7f0d-4b6e-9d0a-1f2e3d4c5b6a", "0d1b"),
        ({"type": "object", "constraints": {"jsonSchema": {"required": ["a"]}}}, '{"a": 1}', '{"b": 1}'),
        ({"type": "string", "categories": ["a", "b"]}, "b", "c"),
        ({"type": "integer", "categories": [{"value": 1, "label": "one"}]}, "1", "2"),
    ],
)  # fmt: skip
def test_group_11_each_constraint_fails_once(
    tmp_path: Path, field: dict[str, Any], good: str, bad: str
) -> None:
    cells = [f'{at},"{text.replace(chr(34), chr(34) * 2)}"' for at, text in enumerate([good, bad])]
    descriptor = table([{"name": "id", "type": "integer"}, {"name": "value"} | field])
    report = validated(tmp_path, descriptor, {"rows.csv": "id,value\n" + "\n".join(cells) + "\n"})
    assert [(field, row) for _, field, row in rules(report)] == [("value", 2)], str(report)


def test_group_12_unique_and_keys(tmp_path: Path) -> None:
    fields: list[dict[str, Any]] = [
        {"name": "a", "type": "integer", "constraints": {"unique": True}},
        {"name": "b", "type": "string"},
    ]
    schema = {"primaryKey": ["a", "b"], "uniqueKeys": [["b"]]}
    report = validated(tmp_path, table(fields, schema=schema), {"rows.csv": "a,b\n1,x\n1,x\n,y\n"})
    assert rules(report) == [("unique", "a", 2), ("primaryKey", "a, b", 3), ("primaryKey", "a, b", 2),
                             ("uniqueKeys", "b", 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "more", "expected"),
    [
        ("\ufeffa,b\n1,x\n", {}, []),
        ("a,b\n1,x\n\n2,y\n", {}, [("blank-row", "", 2)]),
        ("a,a\n1,x\n", {}, [("duplicate-label", "a", None), ("fields-match", "", None)]),
        ("a,\n1,x\n", {}, [("blank-label", "", None), ("fields-match", "", None)]),
        ("a,b\n1\n2,y,z\n", {}, [("missing-cell", "", 1), ("extra-cell", "", 2)]),
        ('a,b\n1,"x ""y"" \nz"\n', {}, []),
        ("a,b\n1,x\\,y\n", {"dialect": {"escapeChar": "\\", "quoteChar": ""}}, []),
        ("a;b\n1;x\n", {"dialect": {"delimiter": ";"}}, []),
        ("1,x\n2,y\n", {"dialect": {"header": False}}, []),
        ("# note\na,b\n# more\n1,x\n", {"dialect": {"commentChar": "#"}}, []),
        ("a title\na,b\n1,x\n", {"dialect": {"headerRows": [2]}}, []),
        ("skip\na,b\n1,x\n", {"dialect": {"commentRows": [1]}}, []),
        ("a, b\n1, x\n", {"dialect": {"skipInitialSpace": True}}, []),
        ("a,b\r\n1,x\r\n", {}, []),
        ("a,b|1,x|", {"dialect": {"lineTerminator": "|"}}, []),
        ("a,b\n-,x\n", {"dialect": {"nullSequence": "-"}}, []),
        ("a,b\n-,x\n", {"schema": {"missingValues": ["-", ""]}}, []),
        ("a,b\n-9,x\n", {"schema": {"missingValues": [{"value": "-9", "label": "no answer"}]}}, []),
        ("'1',x\n", {"dialect": {"header": False, "quoteChar": "'"}}, []),
    ],
)
def test_group_18_the_structure_of_csv(
    tmp_path: Path, content: str, more: dict[str, Any], expected: list[tuple[str, str, int | None]]
) -> None:
    fields: list[dict[str, Any]] = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    report = validated(tmp_path, table(fields, **more), {"rows.csv": content})
    assert rules(report) == expected, str(report)


def test_group_18_two_rows_of_header_are_joined(tmp_path: Path) -> None:
    more = {"dialect": {"headerRows": [1, 2], "headerJoin": "-"}}
    fields = [{"name": "year-2020", "type": "integer"}, {"name": "year-2021", "type": "integer"}]
    place = put(tmp_path, table(fields, **more), {"rows.csv": "year,year\n2020,2021\n1,2\n"})
    assert read_table(place).to_pydict() == {"year-2020": [1], "year-2021": [2]}


def test_group_18_latin_1_by_its_encoding(tmp_path: Path) -> None:
    fields = [{"name": "navn", "type": "string"}]
    files: dict[str, str | bytes] = {"rows.csv": "navn\nÅsgård\n".encode("latin-1")}
    assert read_table(put(tmp_path / "a", table(fields, encoding="iso-8859-1"), files)).to_pydict() == {
        "navn": ["Åsgård"]
    }
    with pytest.raises(BadInput, match=r"'rows\.csv' is not utf-8: byte 5 does not fit"):
        read_table(put(tmp_path / "b", table(fields), files))


def test_group_19_bytes_and_hash(tmp_path: Path) -> None:
    content = b"a\n1\n"
    good = {"bytes": 4, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    fields = [{"name": "a", "type": "integer"}]
    assert validated(tmp_path / "a", table(fields, **good), {"rows.csv": content}).valid
    old = table(fields, hash=hashlib.md5(content).hexdigest())
    assert validated(tmp_path / "b", old, {"rows.csv": content}).valid
    bad = validated(tmp_path / "c", table(fields, bytes=5, hash="sha256:00"), {"rows.csv": content})
    assert [rule for rule, *_ in rules(bad)] == ["bytes", "hash"]


def test_group_20_leading_zeros_stay_text(tmp_path: Path) -> None:
    package = Datapackage(name="codes").add_resource(pl.DataFrame({"nr": ["0301"], "n": [301]}), name="rows")
    fields = package.descriptor["resources"][0]["schema"]["fields"]
    assert [field["type"] for field in fields] == ["string", "integer"]
    place = package.write(tmp_path / "codes")
    assert read_table(place, strict=True).to_pydict() == {"nr": ["0301"], "n": [301]}
    (tmp_path / "file.csv").write_text("nr,n\n0301,301\n")
    read = Datapackage(name="codes").add_resource(tmp_path / "file.csv", name="rows")
    assert read.descriptor["resources"][0]["schema"]["fields"][0] == {"name": "nr", "type": "string"}


@pytest.mark.parametrize("kind", ["gz", "zip", "zst"])
def test_group_22_packed_files(tmp_path: Path, kind: str) -> None:
    import zstandard

    plain = b"a\n1\n2\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("rows.csv", plain)
    content = {"gz": gzip.compress(plain), "zip": buffer.getvalue(), "zst": zstandard.compress(plain)}[kind]
    descriptor = table([{"name": "a", "type": "integer"}], path=f"rows.csv.{kind}", compression=kind)
    assert read_table(put(tmp_path, descriptor, {f"rows.csv.{kind}": content})).to_pydict() == {"a": [1, 2]}


def test_group_24_reading_loses_no_row_and_warns_once(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "d", "type": "date"}]
    content = "a,d\n1,2020-01-01\nx,2020-02-30\n3\n4,2020-01-04,more\n"
    place = put(tmp_path, table(fields), {"rows.csv": content})
    with pytest.warns(DataWarning) as caught:
        found = read_table(place)
    assert found.to_pydict() == {"a": [1, None, 3, 4], "d": [date(2020, 1, 1), None, None, date(2020, 1, 4)]}
    assert len(caught) == 1
    assert "a: 1 values do not fit and are null (rows 2: 'x')" in str(caught[0].message)
    with pytest.raises(BadInput, match="do not fit"):
        read_table(place, strict=True)


def test_inline_data_of_every_shape(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    for number, data in enumerate([[{"a": 1, "b": "x"}], [["a", "b"], [1, "x"]], "a,b\n1,x\n"]):
        resource = {"name": "rows", "data": data, "schema": {"fields": fields}}
        place = put(tmp_path / str(number), {"resources": [resource]})
        assert read_table(place).to_pydict() == {"a": [1], "b": ["x"]}


def test_the_first_thousand_rows_are_listed_and_all_are_counted() -> None:
    schema = {"fields": {"n": {"constraints": {"maximum": 0}}}}
    report = (
        Datapackage(name="many")
        .add_resource(pl.DataFrame({"n": range(1, 5001)}), name="r", schema=schema)
        .validate()
    )
    assert (len(report.errors), report.total) == (1000, 5000)
    assert str(report).splitlines()[0] == "5000 errors"
    assert report.to_frame(as_="polars").columns[:5] == ["resource", "row", "field", "value", "rule"]
