"""Text in any encoding comes as UTF-8 with lines; what is no text is named before it is read."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from stabbur.errors import BadInput
from stabbur.io.files import transcode
from stabbur.io.files.transcode import OTHERS, as_utf8, refuse_other

LINES = st.lists(st.text("abæøå;\"' ", max_size=10), max_size=20)


def through(path: Path, encoding: str) -> bytes:
    with as_utf8(path, encoding) as file:
        return file.read()


@settings(max_examples=60)
@given(
    lines=LINES, encoding=st.sampled_from(["utf-8", "latin-1", "utf-16", "utf-32-be", "mac_roman", "cp865"])
)
def test_the_text_is_the_same(
    lines: list[str], encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "t.csv"
    text = "".join(line + "\r\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    assert through(path, encoding).decode() == text


@settings(max_examples=30)
@given(
    lines=LINES.filter(lambda lines: len(lines) > 1),
    encoding=st.sampled_from(["utf-8", "mac_roman", "utf-16"]),
)
def test_lines_of_an_old_mac_are_lines(
    lines: list[str], encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "t.csv"
    path.write_bytes("\r".join(lines).encode(encoding))
    assert through(path, encoding).decode() == "\n".join(lines)


def test_a_letter_that_two_chunks_share_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcode, "CHUNK", 3)
    path = tmp_path / "t.csv"
    path.write_bytes("æøå\n€\n".encode("utf-16"))
    assert through(path, "utf-16").decode() == "æøå\n€\n"


def test_the_byte_that_is_wrong_is_near_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n" * 5000 + b"\xff")
    with pytest.raises(BadInput, match=r"'t\.csv' is not ascii: near byte 10000"):
        through(path, "ascii")
    path.write_bytes("å".encode("utf-16")[:-1])
    with pytest.raises(BadInput, match="is not utf-16"):
        through(path, "utf-16")


@pytest.mark.parametrize(("mark", "kind"), OTHERS.items(), ids=OTHERS.values())
def test_files_of_other_kinds_are_named(tmp_path: Path, mark: bytes, kind: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + b"rest")
    with pytest.raises(BadInput, match=f"begins like a file of {kind}"):
        refuse_other(path)
    path.write_bytes(b"x" + mark)
    refuse_other(path)


def test_A45_a_line_without_end_is_not_copied_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcode, "LINE_LIMIT", 3 << 20)
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xe5" * (5 << 20) + b"\n")
    with pytest.raises(BadInput, match="line of more than"):
        through(path, "latin-1")
    path.write_bytes((b"\xe5" * (1 << 20) + b"\n") * 8)
    assert len(through(path, "latin-1")) == 8 * ((2 << 20) + 1)
