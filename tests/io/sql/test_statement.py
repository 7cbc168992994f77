"""Marks in SQL: those inside texts, names, comments and casts are none."""

import pytest

from stabbur.errors import BadInput
from stabbur.io.sql.statement import bound, quoted, quoted_table, without_values

TRICKY = """select ':a', "b:a", 'it''s :a' -- :a ?
/* :a ? */ , $$ :a $$, $x$ ? :a $x$, '?', c::text, d from t where e = """


def test_only_real_marks_are_bound() -> None:
    assert bound(TRICKY + ":a and f = :a", {"a": 1}, "numbered") == (TRICKY + "$1 and f = $1", [1])
    assert bound(TRICKY + ":år and f = :år", {"år": 1}, "question") == (TRICKY + "? and f = ?", [1, 1])
    assert bound(TRICKY + "? and f = ?", [1, 2], "numbered") == (TRICKY + "$1 and f = $2", [1, 2])
    assert bound(TRICKY + ":a", None, "numbered") == (TRICKY + ":a", [])
    assert without_values(TRICKY + "?") == TRICKY + "NULL"


@pytest.mark.parametrize("params", ["abc", 1, {"b": 1}, [1, 2, 3]])
def test_wrong_params_are_refused(params: object) -> None:
    with pytest.raises(BadInput):
        bound("select :a, ?", params, "question")  # type: ignore[arg-type]


def test_names_are_quoted_part_by_part() -> None:
    assert quoted('a"b') == '"a""b"'
    assert quoted_table("lager.tall") == '"lager"."tall"'
    for wrong in ("", "a\0b"):
        with pytest.raises(BadInput):
            quoted(wrong)
