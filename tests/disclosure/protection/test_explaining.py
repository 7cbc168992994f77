"""Why a cell is hidden: its rules, the sum of others that it is, and what it would betray."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import TableSpec, protect, rules
from stabbur.disclosure.protection.explaining import sum_of_others
from stabbur.disclosure.protection.result import Result
from stabbur.errors import BadInput, NotFound

ROWS = {"kommune": ["A", "A", "B", "B", "C", "C"], "kjonn": ["k", "m"] * 3, "freq": [2, 20, 30, 9, 8, 7]}
SPEC = TableSpec(dimensions={"kommune": None, "kjonn": None}, count="freq")


@pytest.fixture(scope="module")
def result() -> Result:
    return protect(pl.DataFrame(ROWS), SPEC, rules=[rules.minimum_count(4)])


def test_a_primary_cell_names_its_rule_and_the_cells_that_would_reveal_it(result: Result) -> None:
    found = result.explain(("A", "k"))
    assert found.status == "primary"
    assert "minimum_count(4" in found.rules
    assert found.published == (("A", "Total"),)
    assert found.others == (("A", "m"),)
    assert found.bounds is not None
    assert found.bounds[0] < found.bounds[1]
    assert "it is A × Total − A × m (secondary)" in str(found)


def test_bounds_that_are_only_witnessed_are_not_told_as_the_least_and_most(result: Result) -> None:
    quick = protect(pl.DataFrame(ROWS), SPEC, rules=[rules.minimum_count(4)], intervals=False)
    assert "a reader can find out that it is between 1 and 9" in str(result.explain(("A", "k")))
    assert "a reader cannot know it more closely than between" in str(quick.explain(("A", "k")))


def test_a_secondary_cell_names_the_primary_one_that_it_would_betray(result: Result) -> None:
    found = result.explain({"kjonn": "m", "kommune": "C"})
    assert found.status == "secondary"
    assert found.exposes == (("A", "k"),)
    assert "if it were published, one could find out about A × k" in str(found)


def test_a_published_cell_needs_no_reason(result: Result) -> None:
    found = result.explain(("Total", "Total"))
    assert (found.status, found.rules, found.terms, found.exposes) == ("published", "", (), ())


def test_the_sum_is_true(result: Result) -> None:
    cells = result.cells
    for at in np.flatnonzero(result.suppressed).tolist():
        which, times = sum_of_others(cells, result.suppressed, at)
        assert at not in which
        assert (cells.sums[:, which] @ times == cells.sums[:, [at]].toarray().ravel()).all()


def test_large_figures_are_told_to_the_last_digit() -> None:
    table = pl.DataFrame({"kommune": ["A", "B", "C", "Total"], "freq": [2, 1_234_567, 9_000_000, 10_234_569]})
    result = protect(table, TableSpec({"kommune": None}, count="freq"), rules=[rules.minimum_count(4)])
    assert "between 1 and 1234568" in str(result.explain("A"))


def test_a_text_names_a_cell_of_one_dimension() -> None:
    table = pl.DataFrame({"kommune": ["A", "B", "C"], "freq": [2, 20, 30]})
    result = protect(table, TableSpec({"kommune": None}, count="freq"), rules=[rules.minimum_count(4)])
    assert result.explain("A").status == "primary"


def test_a_row_of_the_table_names_its_cell(result: Result) -> None:
    row = result.table.filter(status="primary").row(0, named=True)
    assert result.explain(row).cell == ("A", "k")
    assert result.explain(pd.Series(row)).cell == ("A", "k")


def test_dimensions_that_a_linked_table_lacks_are_its_totals() -> None:
    ages = pl.DataFrame(ROWS | {"alder": ["ung", "gammel"] * 3})
    linked = SPEC & TableSpec(dimensions={"kommune": None, "alder": None}, count="freq")
    result = protect(ages, linked, rules=[rules.minimum_count(4)])
    assert result.explain({"kommune": "A", "alder": "ung"}).cell == ("A", "Total", "ung")
    assert result.explain({"kommune": "A", "kjonn": "k"}).cell == ("A", "k", "Total")


def test_a_cell_is_told_as_a_sum_that_a_reader_follows() -> None:
    every = [(a, b, c) for a in "ABCDEFGHIJ" for b in "wxyz" for c in "km"]
    rows = pl.DataFrame(every, schema=["kommune", "alder", "kjonn"], orient="row").with_columns(freq=50)
    spec = TableSpec(dimensions=dict.fromkeys(["kommune", "alder", "kjonn"]), count="freq")
    cells = protect(rows, spec, rules=[rules.minimum_count(4)]).cells
    # as a table of Rogaland by age and sex was hidden: the men of D and y were told as a sum of 27
    gone = "Aym Ayk Azm Azk Bwm Bwk By* Byk Bz* Bzm Bzk Cym Cyk Czm Czk Dwm Dwk Dy* Dym Dyk Dz* Dzm Dzk"
    names = [
        "".join("*" if code == "Total" else code for code in name)
        for name in cells.names(np.arange(cells.size))
    ]
    hidden = np.isin(names, gone.split())
    for at in (names.index("Dym"), names.index("Dzk")):
        which, times = sum_of_others(cells, hidden, at)
        assert len(which) <= 4
        assert (times % 1 == 0).all()


@pytest.mark.parametrize(
    ("cell", "error", "hint"),
    [
        (("A", "kk"), NotFound, "did you mean 'k'?"),
        ({"kommune": "A", "kjon": "k"}, BadInput, "did you mean 'kjonn'?"),
        ({"kommune": "A"}, BadInput, "give a code for each"),
        (("A",), BadInput, "result.explain"),
        (7.5, BadInput, "result.explain"),
    ],
)
def test_a_cell_that_is_not_there_is_named(
    result: Result, cell: object, error: type[Exception], hint: str
) -> None:
    with pytest.raises(error) as raised:
        result.explain(cell)
    assert hint in str(raised.value.__notes__)
