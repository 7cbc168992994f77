"""What suppress was asked for is looked at first, and told in the words that it was asked in."""

from typing import Any

import pandas as pd
import pytest

from stabbur.disclosure.protection.suppressing import suppress
from stabbur.errors import BadInput, DataWarning

ROWS = pd.DataFrame({"kommune": ["A", "B", "C", "Total"], "personer": [2, 20, 30, 52]})


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ((["kommune"], ["k", "m"]), "count is 'k', 'm': it must be the name of one column", "frame.melt"),
        ((["kommune"], ["personer"]), "count is 'personer': it must be the name of one column", "count='…'"),
        (("kommune, personer", "personer"), "no column 'kommune, personer'", "['kommune', 'personer']"),
        (("kommune", "personer", 3.5), "threshold is 3.5: it must be a whole number", "threshold=4"),
    ],
)
def test_bad_input_columns_and_thresholds_are_told_of_as_they_were_asked_for(
    asked: tuple[Any, ...], message: str, hint: str
) -> None:
    with pytest.raises(BadInput) as told:
        suppress(ROWS, *asked)
    assert message in str(told.value)
    assert hint in str(told.value.hint)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"total": "Totalt"}, "total is 'Totalt', which is no code of 'kommune'"),
        ({"hierarchies": ["kommune"]}, "hierarchies is a list: it must be a dictionary"),
        ({"hierarchies": {"komune": None}}, "hierarchies has 'komune', which is no dimension"),
    ],
)
def test_bad_input_what_would_do_nothing_in_silence_is_told_of(options: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message) as told:
        suppress(ROWS, "kommune", "personer", **options)
    assert told.value.hint


def test_shares_beside_hidden_figures_are_warned_of() -> None:
    with pytest.warns(DataWarning, match="beside hidden figures in 'andel'"):
        suppress(ROWS.assign(andel=[3.8, 38.5, 57.7, 100.0]), "kommune", "personer")


def test_a_total_with_a_fault_and_a_name_of_its_own_is_warned_of_and_refused_when_it_is_named() -> None:
    rows = pd.DataFrame({"kommune": ["A", "B", "C", "Norge"], "personer": [2, 20, 30, 53]})
    with pytest.warns(DataWarning, match="total='Norge'"):
        suppress(rows, "kommune", "personer")
    with pytest.raises(BadInput, match="'Norge' is 53, its parts sum to 52"):
        suppress(rows, "kommune", "personer", total="Norge")
