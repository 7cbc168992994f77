"""Names say formats; what they do not say has to be said, and options are those that a format has."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from stabbur import seams
from stabbur.errors import BadInput, NotFound
from stabbur.io import formats
from stabbur.io.database import SUFFIXES
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


@pytest.mark.parametrize(
    ("format_", "given", "said"),
    [
        ("csv", {"skip_rows": "two"}, "'skip_rows' is 'two': it takes a whole number"),
        ("csv", {"skip_rows": 2.5}, "'skip_rows' is '2.5': it takes a whole number"),
        ("csv", {"header": "perhaps"}, "'header' is 'perhaps': it takes true or false"),
        ("csv", {"delimiter": 5}, "'delimiter' is '5': it takes text"),
        ("csv", {"missing": "NA"}, "'missing' is 'NA': it takes a list of texts"),
        ("csv", {"missing": [1]}, "'missing' is '[1]': it takes a list of texts"),
        ("excel", {"sheet": 2.5}, "'sheet' is '2.5': it takes text or a whole number"),
        ("parquet", {"columns": "a"}, "'columns' is 'a': it takes a list of texts"),
    ],
)
def test_value_of_another_kind_is_told_in_our_own_words(
    format_: str, given: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput) as told:
        formats.options_of(formats.load(format_), format_, given)
    assert str(told.value) == said


@pytest.mark.parametrize("name", [f"tall{suffix}" for suffix in SUFFIXES])
def test_database_is_not_read_as_a_file_but_told_how(name: str) -> None:
    with pytest.raises(BadInput, match=f"'{name}' is a database") as told:
        formats.choose(name, None)
    assert f'sb.read_sql("select …", source="{name}")' in told.value.hint
    assert "[sources.NAME]" in told.value.hint
    assert formats.choose(name, "csv") == "csv"
