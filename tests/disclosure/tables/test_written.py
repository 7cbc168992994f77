"""A specification goes with a protected table as JSON, and is the same table when it is read back."""

import json

import polars as pl
import pytest

from stabbur.disclosure import Hierarchy, TableSpec, audit, protect, rules, suppress
from stabbur.disclosure.protection import proof
from stabbur.disclosure.tables import written as module
from stabbur.disclosure.tables.building import build
from stabbur.disclosure.tables.specification import Spec
from stabbur.disclosure.tables.written import read, written

FRAME = pl.DataFrame(
    {
        "kommune": ["0301", "4601", "4602", "1103"] * 2,
        "fylke": ["03", "46", "46", "11"] * 2,
        "kjonn": ["k"] * 4 + ["m"] * 4,
        "n": [2, 20, 30, 9, 8, 7, 12, 5],
    }
)
ZERO = FRAME.with_columns(n=pl.when(kommune="1103", kjonn="m").then(0).otherwise("n"))
NEVER = pl.DataFrame({"kommune": ["1103"], "kjonn": ["m"]})
KOMMUNE = Hierarchy.from_columns("kommune", "fylke")
ONE = TableSpec({"kommune": KOMMUNE, "kjonn": None}, count="n")


@pytest.mark.parametrize(
    "spec",
    [
        ONE,
        TableSpec({"kommune": [KOMMUNE, Hierarchy.from_dict({"by": ["0301", "4601"], "land": ["4602", "1103"]})]}),
        TableSpec({"kommune": KOMMUNE, "kjonn": None}, count="n", formula="kommune + kjonn"),
        TableSpec({"kommune": KOMMUNE}, count="n") & TableSpec({"kjonn": None}, count="n"),
        TableSpec({"kommune": None, "kjonn": None}, count="n", impossible=NEVER),
    ],
    ids=["one", "alternatives", "formula", "linked", "impossible"],
)  # fmt: skip
def test_what_is_read_back_is_the_same_table(spec: Spec) -> None:
    told = json.loads(json.dumps(written(spec, FRAME)))
    again = build(ZERO, read(told))
    cells = build(ZERO, spec)
    assert (again.structural == cells.structural).all()
    assert again.codes.equals(cells.codes)
    assert (again.sums != cells.sums).nnz == 0


def test_a_long_list_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CODES", 3)
    assert written(ONE, FRAME) is None


def test_a_protected_table_is_audited_by_what_its_proof_says() -> None:
    result = protect(FRAME, ONE, rules=[rules.minimum_count(4)])
    assert audit(result.published, read(result.proof["table"])).safe
    shown = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "n": [2, 20, 30, 52]})
    hidden = suppress(shown, "kommune", "n")
    found = proof.of(hidden)
    assert found is not None
    assert audit(hidden, read(found["table"])).safe
