"""Units counted before the table is built: the same answer, and the same words where something is wrong."""

import polars as pl
import pytest

from stabbur.disclosure.rounding import units
from stabbur.disclosure.rounding.cell_key import cell_key
from stabbur.disclosure.tables.specification import Spec, TableSpec
from stabbur.errors import BadInput
from tests.disclosure.rounding.test_cell_key import people, spec


def answer(frame: object, table: Spec) -> object:
    """Return what is published with its measures, or what is told instead."""
    try:
        made = cell_key(frame, table, "key")
    except BadInput as error:
        return str(error), error.hint
    return made.table.to_dict(), made.measures, made.proof["fingerprint"]


def test_units_that_are_counted_first_give_the_same_and_tell_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = people()
    linked = TableSpec({"kommune": None}) & TableSpec({"alder": None})
    wrong = frame.with_columns(kommune=pl.when(pl.col("id") == "p7").then(None).otherwise("kommune"))
    tables: list[tuple[object, Spec]] = [
        (frame.to_pandas(), spec()),
        (frame.to_pandas(), linked),
        (wrong, spec()),
        (frame[:0], spec()),
    ]
    quick = [answer(*one) for one in tables]
    assert all(units._countable(frame, table) for _, table in tables)
    monkeypatch.setattr(units, "MOST_PLACES", 0)  # more combinations than one row of numbers may have
    assert [answer(*one) for one in tables] == quick
    monkeypatch.setattr(units, "_countable", lambda rows, spec: False)
    assert [answer(*one) for one in tables] == quick
    assert "row 7 (kommune missing" in str(quick[2])
