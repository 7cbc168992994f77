"""How text is written is found from its bytes: encoding, delimiter, where the table begins."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

from stabbur.errors import BadInput
from stabbur.io.files.sniff import DELIMITERS, delimiter_of, encoding_of, table_begins

TEXT = "kommune;navn\n0301;Blåbærøya\n1103;Ærfugl på Østlandet\n5436;Å i Åfjord\n"
CELL = st.text("abcæøå 123-", min_size=1, max_size=6)


def encoding(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    return encoding_of(path)


@pytest.mark.parametrize(
    "name",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1", "mac_roman", "cp865"],
)
def test_each_encoding_of_the_north_is_told_from_the_others(tmp_path: Path, name: str) -> None:
    assert encoding(tmp_path, TEXT.encode(name)) == name


@pytest.mark.parametrize("name", ["cp1252", "cp850"])
def test_what_reads_alike_is_read_alike(tmp_path: Path, name: str) -> None:
    text = TEXT + ("1820;«så» – ja\n" if name == "cp1252" else "")
    content = text.encode(name)
    assert content.decode(encoding(tmp_path, content)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("cp1251", "имя,город\nИван,Москва\nПётр,Санкт-Петербург\n"), ("shift_jis", "名前,都市\n山田太郎,東京都千代田区\n"),
     ("gb18030", "姓名,城市\n张三丰,北京市海淀区\n李四光,上海市浦东新区\n")],
)  # fmt: skip
def test_text_of_elsewhere_is_not_taken_for_ours(tmp_path: Path, name: str, text: str) -> None:
    content = text.encode(name)
    assert content.decode(encoding(tmp_path, content)) == text


@settings(max_examples=40)
@given(before=st.integers(0, 3_000_000))
def test_a_letter_counts_wherever_it_stands(before: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = (b"a,b\n" * (before // 4 + 1)) + "på,Østlandet\n".encode("latin-1") + b"c,d\n" * 10
    assert encoding(tmp_path_factory.mktemp("x"), content) == "iso-8859-1"


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0")))
def test_utf8_is_always_utf8(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert encoding(tmp_path_factory.mktemp("x"), text.encode()) == "utf-8"


def test_a_letter_cut_at_the_end_is_no_utf8(tmp_path: Path) -> None:
    assert encoding(tmp_path, "på".encode()[:-1]) == "iso-8859-1"


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not text in any encoding"):
        encoding(
            tmp_path, bytes(range(128, 256)) * 3 + b"\x81\x8d\x8f\x90\x9d" * 50 + bytes(range(1, 30)) * 9
        )


@given(
    delimiter=st.sampled_from(DELIMITERS),
    rows=st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=8)
    ),
)
def test_the_delimiter_of_a_table_is_found(delimiter: str, rows: list[list[str]]) -> None:
    assert delimiter_of("".join(delimiter.join(row) + "\n" for row in rows)) == delimiter


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("navn;sum\nÅs, Ski;1,5\nMoss, Rygge;2,5\n", ";"),
        ('navn,sum\n"a;b;c",1\n"d;e;f",2\n', ","),
        ("a\tb,c\td\n1\t2,3\t4\n", "\t"),
        ("bare én kolonne\nx;y\n", ","),
        ("", ","),
    ],
)
def test_a_delimiter_inside_values_is_none(sample: str, delimiter: str) -> None:
    assert delimiter_of(sample) == delimiter


@given(
    title=st.lists(st.sampled_from(["Befolkning 2021", "", "Kilde: SSB"]), min_size=1, max_size=4),
    rows=st.integers(2, 5),
)
def test_where_a_table_begins_is_found(title: list[str], rows: int) -> None:
    sample = "".join(f"{line}\n" for line in title) + "a;b;c\n" + "1;2;3\n" * (rows - 1)
    assume(title[-1] or len(title) > 1)
    assert table_begins(sample) == (len(title), 3, ";")


@pytest.mark.parametrize("sample", ["a;b\n1;2\n", "a\nb\nc\n", "a\n1;2\n3;4;5\n", "a\n1;2\n", ""])
def test_where_no_title_stands_none_is_seen(sample: str) -> None:
    assert table_begins(sample) is None
