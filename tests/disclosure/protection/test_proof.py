"""The fingerprint of protected data: the same for what says the same, another for anything else."""

import json
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabbur.disclosure.protection import proof

TABLE = pl.DataFrame({"kommune": ["0301", "1103", "4601"], "personer": [12, None, 7]})
FACTS = {"kind": "table", "method": "gauss", "safe": True, "audited": True}


def kept(table: pl.DataFrame = TABLE) -> proof.Proof:
    return proof.record(table, ["kommune"], ["personer"], FACTS)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_the_order_of_rows_is_no_content_and_every_value_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 6))
    figures = data.draw(st.lists(st.none() | st.integers(-9, 99), min_size=size, max_size=size))
    table = pl.DataFrame({"k": [str(at) for at in range(size)], "n": pl.Series(figures, dtype=pl.Int64)})
    order = data.draw(st.permutations(range(size)))
    before = proof.fingerprint(table, ["k"], ["n"])
    assert proof.fingerprint(table[list(order)], ["k"], ["n"]) == before
    at = data.draw(st.integers(0, size - 1))
    other = data.draw(st.none() | st.integers(-9, 99))
    changed = [*figures[:at], other, *figures[at + 1 :]]
    after = proof.fingerprint(table.with_columns(n=pl.Series(changed, dtype=pl.Int64)), ["k"], ["n"])
    assert (after == before) == (changed == figures)


@pytest.mark.parametrize(
    "figures",
    [
        pl.Series([12.0, None, 7.0]), pl.Series([12.0, float("nan"), 7.0]), pl.Series(["12", ":", "7"]),
        pl.Series(["12", "*", "7"]), pl.Series(["12", None, "7.0"]), pl.Series([12, None, 7], dtype=pl.UInt8),
    ],
)  # fmt: skip
def test_the_type_that_a_file_or_frame_keeps_figures_in_is_no_content(figures: pl.Series) -> None:
    assert proof.check(TABLE.with_columns(personer=figures), kept())


@pytest.mark.parametrize(
    "other",
    [
        TABLE.with_columns(personer=pl.Series([12, 2, 7])),
        TABLE.with_columns(personer=pl.Series(["12", "x", "7"])),
        TABLE.with_columns(personer=pl.Series([12.5, None, 7])),
        TABLE.with_columns(kommune=pl.Series(["301", "1103", "4601"])),
        TABLE[:2],
        pl.concat([TABLE, TABLE[2:]]),
        TABLE.rename({"personer": "antall"}),
        TABLE.with_columns(before=pl.Series([12, 2, 7])),
    ],
)
def test_a_changed_figure_code_or_row_fits_no_more_nor_a_new_column_of_numbers(other: pl.DataFrame) -> None:
    made = kept()
    assert proof.check(TABLE, made)
    assert not proof.check(other, made)
    assert proof.of(other) is None


def test_columns_of_text_may_come_in_beside() -> None:
    assert proof.check(TABLE.with_columns(navn=pl.Series(["Oslo", "Stavanger", "Bergen"])), kept())


def test_texts_are_not_run_together() -> None:
    one = pl.DataFrame({"a": ["x", "y"], "b": ["yz", None], "n": [1, 1]})
    two = pl.DataFrame({"a": ["xy", "y"], "b": ["z", None], "n": [1, 1]})
    assert proof.fingerprint(one, ["a", "b"], ["n"]) != proof.fingerprint(two, ["a", "b"], ["n"])


def test_a_proof_is_found_by_content_in_any_kind_of_frame() -> None:
    made = kept()
    frame = pd.DataFrame({"kommune": ["4601", "0301", "1103"], "personer": [7, 12, None]}, index=[9, 9, 3])
    assert proof.of(frame) == proof.of(TABLE.to_arrow()) == made
    assert proof.of(pl.DataFrame({"x": [1]})) is None


def test_columns_of_numbers_that_nobody_checked_are_named() -> None:
    table = TABLE.with_columns(andel=pl.Series([0.1, 0.2, 0.3]), navn=pl.Series(["a", "b", "c"]))
    assert kept(table)["uncovered"] == ["andel"]


def test_a_proof_survives_a_file(tmp_path: Path) -> None:
    TABLE.write_csv(tmp_path / "t.csv")
    read = pl.read_csv(tmp_path / "t.csv", schema_overrides={"kommune": pl.String})
    assert proof.check(read, json.loads(json.dumps(kept())))


@pytest.mark.parametrize(
    "broken", [{}, {"fingerprint": "sha256:0"}, {"dimensions": "kommune", "figures": []}]
)
def test_a_dictionary_that_is_no_proof_proves_nothing(broken: dict[str, object]) -> None:
    assert not proof.check(TABLE, broken)


def test_what_was_audited_stays_so_though_the_same_rows_be_made_without_an_audit() -> None:
    rows = pl.DataFrame({"kommune": ["Vega", "Træna"], "personer": [1012, None]})
    for facts in ({"audited": True, "safe": True}, {"audited": False, "safe": False}):
        proof.record(rows, ["kommune"], ["personer"], facts)
    assert (proof.of(rows) or {})["audited"]


def test_old_proofs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_REMEMBERED", 1)
    kept()
    kept(TABLE[:2])
    assert proof.of(TABLE) is None
    assert proof.of(TABLE[:2]) is not None
