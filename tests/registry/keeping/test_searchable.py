"""What stands in the cells of a table finds it: names and codes, not free text, and only for who may read it."""

from pathlib import Path

import polars as pl
import pytest

import stabbur as sb
from stabbur.accounts import actor as actors
from stabbur.catalogue.base import Query
from stabbur.registry.here import connect
from stabbur.registry.keeping.searchable import MOST_VALUES, values_text


def published(frame: pl.DataFrame, *, access: str = "public", **fields: dict[str, object]) -> None:
    package = sb.Datapackage(name="tall", title="Folketall", description="F", licenses=["CC0-1.0"])
    package.add_resource(frame, name="rows", schema={"fields": fields})
    sb.publish(package, owner="demo", access="public" if access == "public" else "team")


def found(words: str) -> list[str]:
    return [hit.document.id for hit in connect().search(Query(text=words)).items]


def test_names_codes_and_labels_find_their_table(home: Path) -> None:
    frame = pl.DataFrame(
        {"nr": ["0301", "4601"], "kommune": ["Oslo", "Bergen"], "kjonn": ["M", "K"], "n": [1, 2]}
    )
    published(
        frame, kjonn={"categories": [{"value": "M", "label": "Mann"}, {"value": "K", "label": "Kvinne"}]}
    )
    for words in ("Oslo", "0301", "bergen", "kvinne"):
        assert found(words) == ["demo/tall"], words
    assert found("Trondheim") == []
    (hit,) = connect().search(Query(text="Oslo")).items
    assert "kommune: <mark>Oslo</mark>" in hit.excerpt_html


def test_free_text_is_no_list_of_values(home: Path) -> None:
    many = [f"person{at}" for at in range(MOST_VALUES + 1)]
    published(pl.DataFrame({"navn": many, "notat": ["x" * 200] * len(many), "kjent": ["Oslo"] * len(many)}))
    assert values_text(connect().open("demo/tall")) == "kjent: Oslo"
    assert found("person7") == []


def test_values_are_found_by_those_who_may_read_them(home: Path) -> None:
    published(pl.DataFrame({"kommune": ["Vardø"]}), access="team")
    assert found("Vardø") == ["demo/tall"]
    assert connect().search(Query(text="Vardø"), actors.PUBLIC).items == ()


@pytest.mark.parametrize(
    "frame", [pl.DataFrame({"n": [1]}), pl.DataFrame({"t": [None]}, schema={"t": pl.String})]
)
def test_tables_without_texts_have_no_values(home: Path, frame: pl.DataFrame) -> None:
    published(frame)
    assert values_text(connect().open("demo/tall")) == ""
