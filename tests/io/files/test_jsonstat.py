"""JSON-stat of both versions, and the one file whose table an independent reader has made."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import stabbur as sb

DATA = Path(__file__).parents[2] / "data" / "norway"
pytestmark = pytest.mark.usefixtures("home")


def cube(**changes: Any) -> dict[str, Any]:
    dimension = {
        "kjønn": {
            "label": "kjønn",
            "category": {"index": {"2": 1, "1": 0}, "label": {"1": "Menn", "2": "Kvinner"}},
        },
        "tid": {"category": {"index": ["2020", "2021"]}},
    }
    whole = {
        "version": "2.0",
        "class": "dataset",
        "id": ["kjønn", "tid"],
        "size": [2, 2],
        "dimension": dimension,
    }
    return {**whole, "value": [1, 2, None, 4], **changes}


def read(tmp_path: Path, document: object, **options: Any) -> pa.Table:
    path = tmp_path / "t.jsonstat"
    path.write_text(json.dumps(document))
    table: pa.Table = sb.read_file(path, as_="arrow", **options)
    return table


def test_the_index_of_production_is_exactly_its_table() -> None:
    table = sb.read_file(DATA / "ssb-29843.jsonstat.json", as_="arrow")
    with gzip.open(DATA / "ssb-29843-table.csv.gz", "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert table.column_names == header
    for position, name in enumerate(header[:-1]):
        assert table.column(name).to_pylist() == [row[position] for row in rows]
    assert table.column("Value").to_pylist() == [float(row[-1]) if row[-1] else None for row in rows]
    assert table.num_rows == 20 * 6 * 312


def test_rows_run_with_the_last_dimension_fastest(tmp_path: Path) -> None:
    assert read(tmp_path, cube()).to_pylist() == [
        {"kjønn": "Menn", "tid": "2020", "Value": 1},
        {"kjønn": "Menn", "tid": "2021", "Value": 2},
        {"kjønn": "Kvinner", "tid": "2020", "Value": None},
        {"kjønn": "Kvinner", "tid": "2021", "Value": 4},
    ]


def test_codes_both_status_and_another_name(tmp_path: Path) -> None:
    assert read(tmp_path, cube(), labels="codes")["kjønn"].to_pylist() == ["1", "1", "2", "2"]
    both = read(tmp_path, cube(status={"2": ":"}), labels="both", status=True, value="antall")
    assert both.column_names == ["kjønn", "kjønn (label)", "tid", "tid (label)", "antall", "Status"]
    assert both["Status"].to_pylist() == [None, None, ":", None]


def test_scattered_values_and_a_dimension_of_one(tmp_path: Path) -> None:
    assert read(tmp_path, cube(value={"3": 4.5, "0": 1}))["Value"].to_pylist() == [1.0, None, None, 4.5]
    one = cube(size=[2, 1], value=[1, 2])
    one["dimension"]["tid"]["category"] = {"label": {"2020": "året 2020"}}
    assert read(tmp_path, one)["tid"].to_pylist() == ["året 2020"] * 2


def test_version_1_with_one_set_and_with_two(tmp_path: Path) -> None:
    old = cube()
    first = {
        "dimension": {**old["dimension"], "id": old["id"], "size": old["size"]},
        "value": old["value"],
    }
    assert read(tmp_path, {"dataset": first}).num_rows == 4
    with pytest.raises(sb.BadInput, match="2 data sets: 'a', 'b'"):
        read(tmp_path, {"a": first, "b": first})
    assert read(tmp_path, {"a": first, "b": first}, dataset="b").num_rows == 4
    with pytest.raises(sb.NotFound, match="no data set 'c'"):
        read(tmp_path, {"a": first, "b": first}, dataset="c")


def test_two_categories_of_one_text_stay_text(tmp_path: Path) -> None:
    same = cube()
    same["dimension"]["kjønn"]["category"]["label"] = {"1": "Uoppgitt", "2": "Uoppgitt"}
    assert read(tmp_path, same)["kjønn"].type == pa.string()
    assert read(tmp_path, cube())["kjønn"].type.value_type == pa.string()


@pytest.mark.parametrize(
    "broken",
    [
        cube(size=[2, 3]), cube(size=[3, 2], value=[1] * 6), cube(value=[1]), cube(value={"4": 1}),
        cube(value={"x": 1}), cube(id=["kjønn"]), cube(dimension={}), cube(value=["a", 1, 2, 3]),
        cube(size=[-2, -2]), [1], {"a": 1}, cube(size=["a", 2]), cube(size=[10**6, 10**6]),
        {"class": "collection", "link": {"item": []}},
    ],
)  # fmt: skip
def test_what_is_no_cube_is_named(tmp_path: Path, broken: object) -> None:
    with pytest.raises(sb.BadInput, match=r"t\.jsonstat"):
        read(tmp_path, broken)


def test_it_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(sb.BadInput, match="only read"):
        sb.to_file(pa.table({"a": [1]}), tmp_path / "t.jsonstat")
