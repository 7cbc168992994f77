"""Notebooks are read by cells and outputs, other files as text, and images in letters not at all."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabbur.disclosure.scanning.texts import (
    LONGEST,
    OVERLAP,
    decoded,
    notebook,
    texts_in,
    tidied,
)


def written(*cells: dict[str, object], **meta: object) -> bytes:
    found = {"cells": [*cells], "metadata": meta, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(found).encode()


def code(source: str, *outputs: object, **meta: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "source": source.splitlines(keepends=True),
        "outputs": [*outputs],
        "metadata": meta,
    }


def test_cells_and_what_they_printed_are_texts_of_their_own() -> None:
    image = {"output_type": "display_data", "data": {"image/png": "QUJD", "text/plain": ["<Figure>"]}}
    content = written(
        code('x = "a"\ny', {"output_type": "stream", "text": ["one\n", "two"]}, image),
        {"cell_type": "markdown", "source": "# Title"},
    )
    assert [(one.where, one.text) for one in texts_in("a.ipynb", content)] == [
        ("cell 1, ", 'x = "a"\ny'),
        ("output of cell 1, ", "one\ntwo"),
        ("output of cell 1, ", "<Figure>"),
        ("cell 2, ", "# Title"),
    ]


def test_language_of_a_notebook_names_its_cells() -> None:
    found = texts_in("a.ipynb", written(code("x <- 1"), kernelspec={"language": "R"}))
    assert [one.name for one in found if one.where == "cell 1, "] == ["a.ipynb.R"]


def test_image_in_letters_is_left_out() -> None:
    assert tidied("![x](data:image/png;base64,AKIAQWERTYUI12345678==) after") == "![x]() after"


@given(st.text(alphabet="ab\n\r\t ", max_size=200), st.integers(0, 3))
def test_lines_keep_their_numbers_however_long_they_are(text: str, times: int) -> None:
    long = text + "x" * (4_000 * times) + "\n" + text
    assert tidied(long).count("\n") == long.count("\n")
    pieces = [line.split("\v") for line in tidied(long).split("\n")]
    assert "\n".join(first + "".join(one[OVERLAP:] for one in more) for first, *more in pieces) == long


def test_text_of_windows_is_text_and_a_picture_is_none() -> None:
    assert decoded("blåbær".encode("utf-16")) == "blåbær"
    assert decoded("blåbær".encode("latin-1")) == "blåbær"
    assert decoded(b"\x89PNG\r\n\x1a\n\0\0\0") is None


SECRET = "AKIAQWERTYUI12345678"


@pytest.mark.parametrize(
    "content",
    [
        written(code("1"), papermill={"parameters": {"key": SECRET}}),
        written(code("1", key=[SECRET])),
        written({"cell_type": "markdown", "source": "", "attachments": {"a.txt": {"text/plain": SECRET}}}),
        written(code("1", {"output_type": "display_data", "data": {"application/json": {"a": [SECRET]}}})),
        written(
            code("1", {"data": {"application/vnd.vega.v5+json": {"data": [{"values": [{"a": SECRET}]}]}}})
        ),
        written(code("1", {"data": {"image/svg+xml": [f"<svg>{SECRET}</svg>"]}})),
        codecs.BOM_UTF8 + written(code(SECRET)),
        written(code(SECRET)).decode().encode("utf-16"),
    ],
)
def test_nothing_in_a_notebook_is_passed_over(content: bytes) -> None:
    assert notebook("a.ipynb", content) is not None
    assert any(SECRET in one.text for one in texts_in("a.ipynb", content))


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_text_is_text_in_every_encoding(encoding: str) -> None:
    text = f"nøkkel = '{SECRET}' # på plass\n" * 300
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("at", [*range(LONGEST - 21, LONGEST + 2), 2 * LONGEST - OVERLAP - 9])
def test_no_secret_is_cut_in_two(at: int) -> None:
    assert SECRET in tidied("x" * at + SECRET + "y" * 9_000)
