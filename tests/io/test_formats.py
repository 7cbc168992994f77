"""Names say formats; what they do not say has to be said, and options are those that a format has."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from stabbur import seams
from stabbur.errors import BadInput, NotFound
from stabbur.io import formats
from stabbur.io.files.csv import CsvOptions


@pytest.mark.parametrize(
    ("name", "format_", "compression"),
    [
        ("t.csv", "csv", None), ("T.CSV.GZ", "csv", "gzip"), ("a.b.tsv.zst", "csv", "zstd"), ("t.txt", "csv", None),
        ("t.geo.json", "geojson", None), ("t.jsonstat.json.gz", "jsonstat", "gzip"), ("t.px.json", "jsonstat", None),
        ("t.json", "json", None), ("t.pq", "parquet", None), ("t.ods", "excel", None), ("t.arrow", "feather", None),
        ("t.zip", None, "zip"), ("t", None, None), (".csv", None, None), ("t.gz", None, "gzip"), ("csv", None, None),
        ("t.2021.csv", "csv", None), ("t.csv.bak", None, None),
    ],
)  # fmt: skip
def test_what_names_say(name: str, format_: str | None, compression: str | None) -> None:
    said = formats.by_name(name)
    assert (said.format, said.compression) == (format_, compression)


@given(st.text())
def test_any_text_is_a_name(name: str) -> None:
    with suppress(BadInput):
        assert formats.by_name(name).format in {None, *seams.names("files")}


@pytest.mark.parametrize("name", ["a.pkl", "a.PICKLE", "a.joblib.gz", "a.dill.zip", "a.npy"])
def test_A45_what_runs_code_is_never_read_by_its_name(name: str) -> None:
    with pytest.raises(BadInput, match="it is never read"):
        formats.by_name(name)


def test_every_suffix_and_word_has_a_format() -> None:
    installed = set(seams.names("files"))
    assert set(formats.SUFFIXES.values()) | set(formats.SAME.values()) <= installed
    for name in ("csv", "excel", "parquet"):
        assert formats.load(name).options.__dataclass_fields__


def test_words_for_formats_and_unknown_ones() -> None:
    assert formats.choose("t", "xlsx") == "excel"
    assert formats.choose("t.csv", None) == "csv"
    with pytest.raises(BadInput, match="'t' does not say which format"):
        formats.choose("t", None)
    with pytest.raises(NotFound, match="no files named 'spss'"):
        formats.load("spss")


def test_options_are_made_and_checked() -> None:
    reader = formats.load("csv")
    made = formats.options_of(reader, "csv", {"skip_rows": 2, "missing": ["", "."]})
    assert made == CsvOptions(skip_rows=2, missing=("", "."))
    with pytest.raises(BadInput, match="csv has no option 'seperator'"):
        formats.options_of(reader, "csv", {"seperator": ";"})
    for wrong in (
        {"skip_rows": "to"},
        {"missing": "NA"},
        {"header": 5},
        {"encoding": 8},
        {"delimiter": [","]},
    ):
        (name,) = wrong
        with pytest.raises(BadInput, match=f"'{name}' is") as refused:
            formats.options_of(reader, "csv", wrong)
        assert refused.value.params["option"] == name
