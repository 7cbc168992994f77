"""CSV of odd origin: what Excel hides, what old machines wrote, and what is no CSV at all."""

import gzip
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import stabbur as sb

pytestmark = pytest.mark.usefixtures("home")


def read(tmp_path: Path, content: str | bytes, **options: Any) -> list[dict[str, Any]]:
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table: pa.Table = sb.read_file(path, as_="arrow", **options)
    return table.to_pylist()


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\r\n", "\ufeffsep=;\n"])
def test_the_line_that_excel_hides_is_obeyed(tmp_path: Path, first: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # the file says it itself: there is nothing to tell
        assert read(tmp_path, first + "a;b\nx,y;2\n") == [{"a": "x,y", "b": 2}]
    assert read(tmp_path, "sep=|\na;b\n1;2\n", delimiter=";") == [{"a": 1, "b": 2}]
    assert read(tmp_path, "sep=x\n1\n") == [{"sep=x": 1}]


@pytest.mark.parametrize("encoding", ["utf-8", "mac_roman", "utf-16"])
def test_lines_of_an_old_mac(tmp_path: Path, encoding: str) -> None:
    text = "tittel\ra,b\rBlåbær på Østlandet,1\r".encode(encoding)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sb.DataWarning)
        assert read(tmp_path, text, skip_rows=1) == [{"a": "Blåbær på Østlandet", "b": 1}]
    with pytest.raises(sb.BadInput, match="row 3"):
        read(tmp_path, b"a,b\r1,2\r3\r")


def test_a_title_that_was_not_skipped_is_told(tmp_path: Path) -> None:
    with pytest.warns(sb.DataWarning, match="3 by ';' from line 3 on: skip_rows=2"):
        read(tmp_path, "Befolkning 2021\n\na;b;c\n1;2;3\n")
    with pytest.warns(sb.DataWarning, match="skip_rows=3"):
        read(tmp_path, "x\nBefolkning 2021\n\na;b;c\n1;2;3\n", skip_rows=1)
    with pytest.warns(sb.DataWarning) as found:
        assert read(tmp_path, "Befolkning 2021\n\na;b;c\n1;2;3\n", skip_rows=2) == [{"a": 1, "b": 2, "c": 3}]
    assert not [w for w in found if "skip_rows" in str(w.message)]


@pytest.mark.parametrize("name", ["gzip", "xlsx", "parquet", "png"])
def test_what_is_no_text_is_named_and_not_read_as_nothing(tmp_path: Path, name: str) -> None:
    made = {
        "gzip": gzip.compress(b"a\n1\n"), "xlsx": b"PK\x03\x04" + b"\0" * 100, "parquet": b"PAR1" + b"\0" * 50,
        "png": b"\x89PNG\r\n" + bytes(range(256)),
    }  # fmt: skip
    for encoding in (None, "latin-1"):
        with pytest.raises(sb.BadInput, match="not like text") as refused:
            read(tmp_path, made[name], encoding=encoding)
        assert refused.value.code == "not-text"


@pytest.mark.parametrize("encoding", ["rot13", "base64", "hex", "norsk"])
def test_a_codec_that_is_no_encoding(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(sb.BadInput, match=f"no encoding '{encoding}'"):
        read(tmp_path, "a\n1\n", encoding=encoding)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b,\n1,2,\n", [{"a": 1, "b": 2, "column_3": None}]),
        ('a,b\n1,"x"', [{"a": 1, "b": "x"}]),
        ("a,b\n\n1,2\n\n\n", [{"a": 1, "b": 2}]),
        ('"a\nx",b\n1,2\n', [{"a\nx": 1, "b": 2}]),
        ('a,b\n"x\r\n\r\ny",2\n', [{"a": "x\r\n\r\ny", "b": 2}]),
        (" a , b\n1,2\n", [{"a": 1, "b": 2}]),
        ("a,b\r\n1,2\n3,4\r\n", [{"a": 1, "b": 2}, {"a": 3, "b": 4}]),
    ],
)
def test_forms_that_are_read(tmp_path: Path, text: str, rows: list[dict[str, Any]]) -> None:
    assert read(tmp_path, text) == rows
