"""Reference tables and the Norwegian population: nothing that is hidden can be computed once it is verified."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from stabbur.disclosure import Hierarchy, TableSpec, protect, rules
from stabbur.disclosure.elimination.secondary import Singletons
from stabbur.disclosure.protection.result import Result
from stabbur.disclosure.protection.suppressing import suppress
from stabbur.disclosure.rules.rule import Rule

DATA = Path(__file__).parents[2] / "data"
ABOVE = {"kommune": "fylke", "nace": "naering", "aldersgr": "alder"}
SMALL = [rules.minimum_count(4, zeros="public")]


def golden(name: str) -> tuple[pl.DataFrame, TableSpec]:
    """Return the rows and the table of a reference pattern."""
    rows = pl.read_csv(DATA / "sdc" / f"{name}.csv.gz")
    dimensions = {
        leaf: Hierarchy.from_columns(leaf, top) for leaf, top in ABOVE.items() if leaf in rows.columns
    }
    return rows, TableSpec(dimensions, count="freq")


def known_exactly(result: Result) -> Iterator[int]:
    """Yield primary cells that linear programs of this test's own find one value for."""
    cells, hidden = result.cells, result.suppressed
    sums = cells.sums.toarray().astype(float)
    shown = np.flatnonzero(~hidden)
    low = np.zeros(sums.shape[0])
    options = {
        "A_eq": sums[:, shown].T, "b_eq": cells.figures[shown],
        "A_ub": -sums[:, hidden].T, "b_ub": -np.ones(int(hidden.sum())),
        "bounds": [(bound, None) for bound in low], "method": "highs",
    }  # fmt: skip
    for cell in np.flatnonzero(result.primary.mask).tolist():
        most = -linprog(-sums[:, cell], **options).fun
        least = linprog(sums[:, cell], **options).fun
        if np.floor(most + 1e-6) - np.ceil(least - 1e-6) < 1:
            yield cell


@pytest.mark.parametrize(
    ("name", "singletons"),
    [(name, "any_sum") for name in ("t2_1k", "t3_1k", "t2_10k", "t3_10k")]
    + [(name, "none") for name in ("t2_1k", "t3_1k", "t2_10k")],
)
def test_sdc_C21_nothing_is_exactly_known_once_a_table_is_verified(name: str, singletons: Singletons) -> None:
    rows, spec = golden(name)
    result = protect(rows, spec, rules=SMALL, singletons=singletons)
    assert result.audit is not None
    assert result.audit.safe
    assert len(result.audit.exact) == 0
    small = (result.cells.figures > 0) & (result.cells.figures < 4)
    assert (result.primary.mask == small).all()
    assert result.suppressed[small].all()


def test_sdc_C21_a_pattern_that_nobody_verified_is_the_reference_cell_for_cell() -> None:
    rows, spec = golden("t3_1k")
    table = protect(rows, spec, rules=SMALL, singletons="none", verify=False).table
    reference = pl.read_csv(DATA / "sdc" / "t3_1k-gausssuppression-none.csv.gz")
    joined = table.join(reference, on=list(spec.dimensions), how="inner", suffix="_r")
    assert joined.height == reference.height == table.height
    assert ((joined["status"] != "published") == joined["suppressed"]).all()


def test_sdc_V3_linear_programs_of_somebody_else_find_nothing() -> None:
    rows, spec = golden("t3_1k")
    open_ = protect(rows, spec, rules=SMALL, singletons="none", verify=False)
    assert next(known_exactly(open_), None) is not None
    assert list(known_exactly(protect(rows, spec, rules=SMALL, singletons="none"))) == []


def population() -> pl.DataFrame:
    """Return persons by municipality and age of StatBank table 07459, five municipalities of 2021."""
    path = DATA / "norway" / "population-2021-cut.csv"
    rows = pl.read_csv(path, separator=";", skip_rows=2, encoding="iso-8859-1").rename(
        {"Persons 2021": "persons"}
    )
    return rows.with_columns(county=pl.col("region").str.slice(2, 2))


def test_the_norwegian_population_by_municipality_and_age() -> None:
    rows = population()
    spec = TableSpec({"region": Hierarchy.from_columns("region", "county"), "age": None}, count="persons")
    result = protect(rows, spec, rules=[rules.minimum_count(3, zeros="public")])
    assert result.audit is not None
    assert len(result.audit.exact) == 0
    ones = result.table.filter(pl.col("persons") < 3)
    assert ones.filter(pl.col("persons") > 0).height == 0
    assert result.primary.mask.sum() > 10


def test_the_short_way_gives_the_same_pattern_as_the_long_one() -> None:
    rows = population().drop("county")
    spec = TableSpec({"region": None, "age": None}, count="persons")
    long = protect(rows, spec, rules=[rules.minimum_count(3)])
    whole = long.table.select("region", "age").with_columns(persons=pl.Series(long.cells.count))
    short = suppress(whole, ["region", "age"], "persons", 3)
    assert short["status"].to_list() == long.table["status"].to_list()


@pytest.mark.parametrize(
    "rule",
    [
        rules.few_contributors(2),
        rules.dominance((1, 80)),
        rules.dominance((1, 80), (2, 99)),
        rules.p_percent(15),
    ],
)
def test_sdc_C10_to_C12_sums_of_businesses_are_left_as_uncertain_as_the_rule_asks(rule: Rule) -> None:
    rows = pl.read_csv(DATA / "sdc" / "magnitude1.csv")
    sector, geo = Hierarchy.from_columns("sector4", "sector2"), Hierarchy.from_columns("geo", "eu")
    spec = TableSpec({"sector4": sector, "geo": geo}, value="value", contributor="company")
    result = protect(rows, spec, rules=[rule])
    assert result.audit is not None
    assert result.bounds is not None
    assert len(result.audit.exact) == 0
    primary = result.primary.mask
    figures, near = result.cells.figures[primary], 1e-6 * result.cells.figures.max()
    assert (result.bounds.lower[primary] <= figures - result.primary.below[primary] + near).all()
    assert (result.bounds.upper[primary] >= figures + result.primary.above[primary] - near).all()
    assert result.table["value"].dtype == pl.Float64
