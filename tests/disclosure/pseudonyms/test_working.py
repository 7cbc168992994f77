"""One call's work: each distinct value once, failures told with places and without values."""

from typing import Any

import polars as pl
import pytest

from stabbur.disclosure.pseudonyms.hiding import Done
from stabbur.disclosure.pseudonyms.keys import Scope
from stabbur.disclosure.pseudonyms.methods import Ff1, Mapped, Siv
from stabbur.disclosure.pseudonyms.working import Work, begun, options
from stabbur.errors import BadInput


def test_each_value_that_differs_is_encrypted_once() -> None:
    asked: list[str] = []

    def make(texts: pl.Series) -> Done:
        asked.extend(texts)
        return Done(texts.str.to_uppercase(), pl.repeat(None, len(texts), dtype=pl.String, eager=True))

    values, failed = Work(Scope(), "", "raise").done(("x",), pl.Series(["b", "a", None, "b"] * 100), make)
    assert asked == ["b", "a"]
    assert (values.to_list(), failed) == (["B", "A", None, "B"] * 100, 0)


def test_failures_are_told_with_five_places_and_the_number_of_others() -> None:
    def never(texts: pl.Series) -> Done:
        nothing = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
        return Done(nothing, pl.repeat("too odd", len(texts), eager=True))

    texts = pl.Series(["odd", None, *["even"] * 8])
    with pytest.raises(
        BadInput, match=r"9 of 10 .* 9 too odd \(counted from 0: 0, 2, 3, 4, 5 and 4 more\)"
    ) as caught:
        Work(Scope(), "", "raise").done(("x",), texts, never)
    assert "even" not in str(caught.value)
    assert caught.value.params["failed"] == 9
    work = Work(Scope(), "", "null")
    assert work.done(("x",), texts, never)[0].null_count() == 10
    assert work.words[0].endswith("they are null")


@pytest.mark.parametrize("wrong", [{"package": 3}, {"shared": "yes"}, {"on_failure": "keep"}])
def test_options_of_a_call_are_checked(home: object, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"package": "", "shared": False, "key": "", "on_failure": "raise"} | wrong
    with pytest.raises(BadInput, match="must be") as caught:
        begun(**given)
    assert caught.value.hint


def test_neither_key_nor_table_is_told() -> None:
    mapped = Mapped(table=pl.DataFrame(), source="a", target="b", then=Siv(key="k"))
    assert options(mapped) == {"source": "a", "target": "b"}
    assert options(Ff1(key="k", alphabet="upper")) == {"alphabet": "upper"}
