"""CSV as the world writes it: codes keep their zeros, encodings are found, broken files are named."""

import codecs
import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import polars as pl
import pyarrow as pa
import pytest
import zstandard
from hypothesis import given, settings

import stabbur as sb
from stabbur.io.files import csv as csv_module
from tests.io.measuring import growth, refusal

DATA = Path(__file__).parents[2] / "data" / "norway"
pytestmark = pytest.mark.usefixtures("home")


def read(tmp_path: Path, text: str | bytes, name: str = "t.csv", **options: Any) -> pa.Table:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    table: pa.Table = sb.read_file(path, as_="arrow", **options)
    return table


def test_codes_keep_their_zeros_and_na_is_namibia(tmp_path: Path) -> None:
    table = read(tmp_path, "kommune,land,n,tom\n0301,NA,1,\n1103,NO,,\n")
    assert table.to_pylist() == [
        {"kommune": "0301", "land": "NA", "n": 1, "tom": None},
        {"kommune": "1103", "land": "NO", "n": None, "tom": None},
    ]


@pytest.mark.parametrize(
    "word", ["NA", "NULL", "null", "None", "nan", "N/A", "#N/A", "-", ".", ":", "True story"]
)
def test_no_word_is_missing(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, f"a,b\n{word},1\nx,2\n")["a"].to_pylist() == [word, "x"]


def test_missing_words_are_the_readers_choice(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n.\n1\n", missing=("", "."))["a"].to_pylist() == [None, 1]


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2"], pa.int64(), [1, -2]),
        (["1.5", "2"], pa.float64(), [1.5, 2.0]),
        (["1e3", "-.5"], pa.float64(), [1000.0, -0.5]),
        (["1.5", "INF"], pa.float64(), [1.5, float("inf")]),
        (["10.1", "10.10"], pa.string(), ["10.1", "10.10"]),
        (["9223372036854775807"], pa.int64(), [2**63 - 1]),
        (["9223372036854775808"], pa.string(), ["9223372036854775808"]),
        (["12345678901234567890", "1"], pa.string(), ["12345678901234567890", "1"]),
        (["1.5", "12345678901234567"], pa.string(), ["1.5", "12345678901234567"]),
        (["-0", "1"], pa.float64(), [0.0, 1.0]),
        (["+1"], pa.string(), ["+1"]),
        (["1 000"], pa.string(), ["1 000"]),
        (["NaN", "NaN"], pa.string(), ["NaN", "NaN"]),
        (["true", "FALSE"], pa.bool_(), [True, False]),
        (["2021-02-28"], pa.date32(), [dt.date(2021, 2, 28)]),
        (["2021-02-30"], pa.string(), ["2021-02-30"]),
        (["2021-01-01T12:00"], pa.timestamp("us"), [dt.datetime(2021, 1, 1, 12)]),
        (["01.02.2021"], pa.string(), ["01.02.2021"]),
        (["1990M01"], pa.string(), ["1990M01"]),
    ],
)
def test_types_lose_nothing(
    tmp_path: Path, cells: list[str], kind: pa.DataType, values: list[object]
) -> None:
    table = read(tmp_path, "x,y\n" + "".join(f"{cell},a\n" for cell in cells))
    assert table.schema.field("x").type == kind
    assert table["x"].to_pylist() == values


def test_zoned_moments_are_utc(tmp_path: Path) -> None:
    table = read(tmp_path, "x,y\n2021-06-01T12:00:00+02:00,a\n2021-06-01 10:00:00Z,b\n")
    assert table["x"].type == pa.timestamp("us", "UTC")
    assert len(set(table["x"].to_pylist())) == 1


def test_a_late_value_decides_too(tmp_path: Path) -> None:
    table = read(tmp_path, "x,y\n" + "1,a\n" * 5000 + "0301,a\n")
    assert table["x"].to_pylist()[-1] == "0301"


@pytest.mark.filterwarnings("ignore::stabbur.errors.DataWarning")
def test_decimal_comma(tmp_path: Path) -> None:
    assert read(tmp_path, "a;b\n1,5;x\n2,0;y\n", decimal=",")["a"].to_pylist() == [1.5, 2.0]
    assert read(tmp_path, "a;b\n1,5;x\n", infer=False)["a"].to_pylist() == ["1,5"]
    assert read(tmp_path, "a;b\n1.500,5;x\n", decimal=",")["a"].to_pylist() == ["1.500,5"]


def test_statbank_2020_and_2021_as_they_are() -> None:
    with pytest.warns(sb.DataWarning, match=r"encoding='iso-8859-1' and delimiter='\\t'") as found:
        before = sb.read_file(DATA / "population-2020-cut.csv")
    assert found[0].filename == __file__
    with pytest.warns(sb.DataWarning, match="delimiter=';'"):
        after = sb.read_file(DATA / "population-2021-cut.csv", skip_rows=2)
    for frame, year in ((before, 2020), (after, 2021)):
        assert list(frame.columns) == ["region", "age", f"Persons {year}"]
        assert len(frame) == 5 * 106
        assert {"K-0301 Oslo", "K-5436 Porsanger - Porsáŋgu - Porsanki"} & set(frame["region"])
        assert str(frame[f"Persons {year}"].dtype) == "int64"
    oslo = after[after["region"] == "K-0301 Oslo"]
    assert oslo["Persons 2021"].sum() == 697010


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("iso-8859-1", "iso-8859-1"), ("cp1252", "cp1252"), ("mac_roman", "mac_roman"), ("cp865", "cp865"),
     ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-32", "utf-32")],
)  # fmt: skip
def test_encodings_are_found_and_reported(tmp_path: Path, encoding: str, found: str) -> None:
    text = "kommune,navn\n0301,Blåbær på Østlandet\n1811,Bindal\n" + "1820,Alstahaug – «så»\n" * (
        encoding == "cp1252"
    )
    with pytest.warns(sb.DataWarning, match=f"encoding='{found}'"):
        table = read(tmp_path, text.encode(encoding))
    assert table["navn"][0].as_py() == "Blåbær på Østlandet"


def test_a_mark_of_utf8_is_no_part_of_the_name(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    assert read(tmp_path, codecs.BOM_UTF8 + b"a,b\n1,2\n").column_names == ["a", "b"]
    assert read(tmp_path, codecs.BOM_UTF8 + b'tittel\n"a","b"\n1,2\n', skip_rows=1).column_names == ["a", "b"]
    assert not [w for w in recwarn if issubclass(w.category, sb.DataWarning)]


def test_wrong_encoding_is_named(tmp_path: Path) -> None:
    for encoding in ("utf-8", "ascii"):
        with pytest.raises(sb.BadInput, match=r"is not (utf-8|ascii)") as wrong:
            read(tmp_path, "a\nBlåbær\n".encode("latin-1"), encoding=encoding)
        assert "leave encoding out" in wrong.value.hint
    late = b"a,b\n" + b"x,y\n" * 200_000 + "ø,y\n".encode("latin-1")
    with pytest.raises(sb.BadInput, match="not utf-8"):
        read(tmp_path, late, encoding="utf-8")
    with pytest.raises(sb.BadInput, match="no encoding 'norsk'"):
        read(tmp_path, "a\n1\n", encoding="norsk")


def test_skip_rows_counts_physical_lines(tmp_path: Path) -> None:
    text = '"En tittel,\nover to linjer"\r\n\r\n# merknad\r\na,b\r\n1,2\r\n'
    assert read(tmp_path, text, skip_rows=4).to_pylist() == [{"a": 1, "b": 2}]
    with pytest.raises(sb.BadInput, match="fewer than 9 lines"):
        read(tmp_path, text, skip_rows=9)
    with pytest.raises(sb.BadInput, match="0 or more"):
        read(tmp_path, text, skip_rows=-1)


@pytest.mark.parametrize("suffix", [".gz", ".zst", ".zip"])
def test_packed_files_are_read(tmp_path: Path, suffix: str) -> None:
    plain = b"kommune,n\n0301,1\n"
    packed = {".gz": gzip.compress(plain), ".zst": zstandard.compress(plain)}.get(suffix)
    if packed is None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("indre/tall.csv", plain)
            archive.writestr("__MACOSX/._tall.csv", b"x")
        packed = buffer.getvalue()
    name = "t.zip" if suffix == ".zip" else f"t.csv{suffix}"
    assert read(tmp_path, packed, name).to_pylist() == [{"kommune": "0301", "n": 1}]


@pytest.mark.parametrize(
    ("text", "row", "has"),
    [("a,b\n1,2\n3\n", 3, 1), ("a,b\n1,2\n3,4,5\n", 3, 3), ('a,b\n"x\ny",2\n3\n', 3, 1)],
)
def test_ragged_rows_are_named(tmp_path: Path, text: str, row: int, has: int) -> None:
    with pytest.raises(
        sb.BadInput, match=f"row {row} of 't.csv' has {has} columns, the header has 2"
    ) as ragged:
        read(tmp_path, text)
    assert ragged.value.code == "row-ragged"


def test_doubled_names_are_named(tmp_path: Path) -> None:
    with pytest.raises(sb.BadInput, match="more than one column is named 'a'"):
        read(tmp_path, "a,b,a\n1,2,3\n")
    assert read(tmp_path, "a,b,a\n1,2,3\n", header=False, skip_rows=1).column_names[0] == "column_1"


@pytest.mark.parametrize(
    ("text", "word"), [("", "empty"), ("\n\n\n", "only empty lines"), (codecs.BOM_UTF8, "")]
)
def test_empty_files(tmp_path: Path, text: str | bytes, word: str) -> None:
    with pytest.raises(sb.BadInput, match=word):
        read(tmp_path, text)


def test_a_header_alone_is_a_table_of_text(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b")
    assert table.num_rows == 0
    assert table.schema.types == [pa.string(), pa.string()]


def test_one_column_keeps_its_empty_lines(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n1\n\n3\n")["a"].to_pylist() == [1, None, 3]


def test_quotes_and_line_ends(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\r\n"x ""y"", z\nny",1\r\n,2\r\n')
    assert table.to_pylist() == [{"a": 'x "y", z\nny', "b": 1}, {"a": None, "b": 2}]


@pytest.mark.parametrize("start", [b"a", b'a,b\n1,"', b"\xff\xfea\0"])
def test_A45_two_gigabytes_of_one_line_are_refused_in_little_memory(tmp_path: Path, start: bytes) -> None:
    """Sparse on disk: no byte after the start is a line end."""
    with (tmp_path / "lang.csv").open("wb") as file:
        file.write(start)
        file.truncate(2_000_000_000)
    said, grown = growth(refusal("sb.read_file('lang.csv')"), tmp_path)
    assert "'lang.csv'" in said
    assert grown < 400_000_000


def test_A45_a_quote_that_never_closes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_module, "LINE_LIMIT", 1 << 20)
    with pytest.raises(sb.BadInput, match="quote not closed"):
        read(tmp_path, 'a,b\n1,"' + "x\n" * 3_000_000)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(TEXT, st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.booleans()), max_size=8
    )
)
def test_what_is_written_is_read(
    rows: list[tuple[str, int | None, bool | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    schema = {"t": pl.String, "n": pl.Int64, "b": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit("æ").alias("last"))
    path = sb.to_file(frame, tmp_path_factory.mktemp("csv") / "t.csv")
    back = sb.read_file(path, delimiter=",", encoding="utf-8", infer=False, as_="polars")
    assert back["t"].to_list() == [text or None for text, _, _ in rows]
    assert back["n"].cast(pl.Int64).to_list() == [number for _, number, _ in rows]
    assert back["b"].to_list() == [None if truth is None else str(truth).lower() for *_, truth in rows]


def test_values_are_written_as_table_schema_has_them(tmp_path: Path) -> None:
    moment = dt.datetime(2021, 6, 1, 12, 0, 0, 500000)
    table = pa.table(
        {
            "d": [dt.date(2021, 1, 2)],
            "t": pa.array([moment], pa.timestamp("ns")),
            "z": pa.array([moment], pa.timestamp("ms", "Europe/Oslo")),
            "f": [float("inf")],
            "n": [float("nan")],
            "l": [[1, 2]],
            "c": pa.array(["=1+1"]).dictionary_encode(),
            "s": ["a;b"],
        }
    )
    path = sb.to_file(table, tmp_path / "t.csv")
    assert (
        Path(path)
        .read_text()
        .splitlines()[1]
        .startswith('2021-01-02,2021-06-01T12:00:00.5,2021-06-01T12:00:00.5Z,INF,NaN,"[1,2]",=1+1,')
    )
    tabs = sb.to_file(pa.table({"a": ["x"], "b": [1]}), tmp_path / "t.tsv")
    assert Path(tabs).read_text() == "a\tb\nx\t1\n"
