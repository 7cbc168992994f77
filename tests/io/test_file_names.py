"""What is handed in as a file, a column or an option and is none, is said in our words."""

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import stabbur as sb

pytestmark = pytest.mark.usefixtures("home")
TABLE = pa.table({"kommune": ["0301"], "n": [1]})


@pytest.mark.parametrize(
    "wrong", [None, 3, b"t.csv", io.BytesIO(b"a"), "", ["t.csv"], TABLE], ids=lambda w: type(w).__name__
)
def test_what_is_no_path(wrong: Any) -> None:
    for act in (lambda: sb.read_file(wrong), lambda: sb.to_file(TABLE, wrong)):
        with pytest.raises(sb.BadInput, match="it must be a path or an address"):
            act()


@pytest.mark.parametrize("length", [200, 240, 251])
def test_long_names_that_the_disk_takes_are_written(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * length + ".csv")
    assert sb.read_file(sb.to_file(TABLE, path))["n"].tolist() == [1]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [path.name]


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".csv", "æ" * 200 + ".csv", "a/" * 3000 + "t.csv", "x" * 300 + "/t.csv"]
)
def test_names_that_no_disk_takes_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((sb.BadInput, sb.NotFound)):
        sb.to_file(TABLE, tmp_path / name)
    with pytest.raises((sb.BadInput, sb.NotFound)):
        sb.read_file(tmp_path / name)
    assert not [p for p in tmp_path.iterdir() if p.is_file()]


def test_a_name_that_is_half_a_letter(tmp_path: Path) -> None:
    with pytest.raises(sb.BadInput, match="is not text") as refused:
        sb.to_file(TABLE, tmp_path / "\udcff.csv")
    str(refused.value).encode()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(sb.BadInput, match="could not be written"):
        sb.to_file(TABLE, tmp_path / "t.csv")
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == ["t.csv"]


@pytest.mark.parametrize("columns", ["n", [1], [None]])
def test_columns_are_a_list_of_names(tmp_path: Path, columns: Any) -> None:
    path = sb.to_file(TABLE, tmp_path / "t.csv")
    with pytest.raises(sb.BadInput, match="it must be a list of names"):
        sb.read_file(path, columns=columns)


@pytest.mark.parametrize(
    "options",
    [{"skip_rows": "to"}, {"missing": "NA"}, {"encoding": 3}, {"header": "kanskje"}, {"quote": None}],
)
def test_options_of_the_wrong_kind(tmp_path: Path, options: dict[str, Any]) -> None:
    path = sb.to_file(TABLE, tmp_path / "t.csv")
    with pytest.raises(sb.BadInput, match=f"'{next(iter(options))}' is"):
        sb.read_file(path, **options)


@pytest.mark.parametrize("name", ["t.parquet", "t.feather", "t.json", "t.csv"])
def test_A45_a_name_of_a_column_that_would_end_the_process(tmp_path: Path, name: str) -> None:
    odd = pa.table({"a\0b": [1]})
    with pytest.raises(sb.BadInput, match="holds a character that no library keeps"):
        sb.to_file(odd, tmp_path / name)
