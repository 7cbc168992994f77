"""The small tables that GaussSuppression, its users and the manual of τ-ARGUS are known by: C1 to C8, C10 to C12, C15."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure import Hierarchy, TableSpec
from stabbur.disclosure.elimination.secondary import secondary
from stabbur.disclosure.rules import dominance, few_contributors, minimum_count
from stabbur.disclosure.rules.applying import apply
from stabbur.disclosure.rules.rule import Rule
from stabbur.disclosure.tables.building import build
from tests.disclosure.elimination.tables import DATA, called, spanned, table

Engines = Literal["compiled", "plain"]
ENGINES = pytest.mark.parametrize("engine", ["compiled", "plain"])
EXAMPLE = pl.read_csv(DATA / "example1.csv").with_columns(pl.col("year").cast(pl.String))
FLAT = TableSpec({"age": None, "geo": None}, count="freq")
UNION = TableSpec({"age": None, "geo": Hierarchy.from_columns("geo", "eu")}, count="freq")


@ENGINES
@pytest.mark.parametrize(
    ("year", "spec", "rule", "primary", "hidden"),
    [
        pytest.param(
            "2014",
            FLAT,
            minimum_count(2, zeros="protect"),
            "young:Portugal",
            "old:Iceland old:Portugal young:Iceland",
            id="test_sdc_C1",
        ),
        pytest.param(
            "2014",
            UNION,
            minimum_count(3, zeros="protect"),
            "young:nonEU young:Iceland young:Portugal",
            "old:EU old:nonEU old:Iceland old:Portugal young:EU",
            id="test_sdc_C2",
        ),
        pytest.param(
            "2014",
            UNION,
            minimum_count(5, zeros="public"),
            "Total:Portugal old:nonEU old:Iceland old:Portugal young:nonEU young:Iceland",
            "Total:Spain old:EU young:EU young:Spain",
            id="test_sdc_C3",
        ),
        pytest.param(
            "2014",
            UNION,
            minimum_count(4, zeros="secondary"),
            "old:nonEU old:Iceland young:nonEU young:Iceland",
            "old:EU old:Portugal young:EU young:Portugal",
            id="test_sdc_C4",
        ),
        pytest.param(
            "2015",
            UNION,
            minimum_count(3, zeros="protect"),
            "young:nonEU young:Iceland young:Portugal",
            "old:EU old:nonEU old:Iceland old:Portugal old:Spain young:Spain young:EU",
            id="test_sdc_C5",
        ),
    ],
)
def test_sdc_C1_to_C5_counts_with_zeros(
    engine: Engines, year: str, spec: TableSpec, rule: Rule, primary: str, hidden: str
) -> None:
    cells = build(EXAMPLE.filter(year=year), spec)
    found = apply(cells, [rule])
    assert called(cells, found.mask) == set(primary.split())
    assert called(cells, secondary(cells, found, engine=engine)) == set(hidden.split())


def test_sdc_C5_without_the_rule_of_zeros_Spain_is_published() -> None:
    cells, primary = table(EXAMPLE.filter(year="2015"), UNION, minimum_count(3, zeros="protect"))
    found = called(cells, secondary(cells, primary, singletons="none"))
    assert found == {"old:EU", "old:nonEU", "old:Iceland", "old:Portugal", "young:EU"}


@ENGINES
def test_sdc_C6_two_crossings_in_one_formula(engine: Engines) -> None:
    spec = TableSpec(
        {"age": None, "geo": None, "eu": None, "year": None},
        count="freq",
        formula="age*geo*year + eu*year",
        impossible="absent",
    )
    cells, primary = table(EXAMPLE, spec, minimum_count(2, zeros="public"))
    none = called(cells, secondary(cells, primary, singletons="none", engine=engine) | primary.mask)
    assert none == {
        "old:Iceland:Total:Total",
        "old:Portugal:Total:Total",
        "young:Iceland:Total:Total",
        "young:Portugal:Total:Total",
        "old:Iceland:Total:2016",
        "old:Portugal:Total:2016",
        "young:Iceland:Total:2016",
        "young:Portugal:Total:2016",
    }
    sums = called(cells, secondary(cells, primary, engine=engine) | primary.mask)
    assert sums - none == {
        "old:Iceland:Total:2014",
        "old:Spain:Total:2014",
        "old:Spain:Total:2016",
        "young:Iceland:Total:2014",
        "young:Spain:Total:2014",
        "young:Spain:Total:2016",
    }
    assert none < sums


@ENGINES
def test_sdc_C7_two_hierarchies_of_one_dimension_are_protected_as_one(engine: Engines) -> None:
    frame = pl.DataFrame(
        {
            "region": list("ABIJKLMN"),
            "county": ["county-1"] * 4 + ["county-2"] * 4,
            "size": ["small"] * 5 + ["BIG"] * 2 + ["small"],
            "n": [2, 2, 8, 8, 3, 3, 3, 7],
        }
    )
    ways = [Hierarchy.from_columns("region", group) for group in ("county", "size")]
    cells, primary = table(frame, TableSpec({"region": ways}, count="n"), minimum_count(4, zeros="public"))
    assert called(cells, primary.mask) == set("ABKLM")
    assert called(cells, secondary(cells, primary, engine=engine)) == {"N"}


@ENGINES
def test_sdc_C8_three_singletons_in_a_row(engine: Engines) -> None:
    frame = pl.DataFrame(
        {"v1": ["1"] * 5 + ["2"] * 5, "v2": list("ABHMW") * 2, "n": [1, 1, 7, 1, 0, 1, 0, 0, 2, 8]}
    )
    spec = TableSpec({"v1": None, "v2": None}, count="n")
    cells, primary = table(frame, spec, minimum_count(3, zeros="public"))
    assert not secondary(cells, primary, singletons="none", engine=engine).any()
    assert called(cells, secondary(cells, primary, engine=engine)) == {"Total:H", "1:H"}


VALUES = pl.read_csv(DATA / "magnitude1.csv").with_row_index("unit")
SECTORS = TableSpec({"sector4": None, "geo": None}, value="value", contributor="company")


def _values(spec: TableSpec, rules: Sequence[Rule], engine: Engines) -> tuple[set[str], set[str], set[str]]:
    cells = build(VALUES, spec)
    primary = apply(cells, rules)
    none, own = (secondary(cells, primary, singletons=one, engine=engine) for one in ("none", "any_sum"))
    return called(cells, primary.mask), called(cells, none), called(cells, own)


@ENGINES
def test_sdc_C10_a_company_alone_does_not_learn_of_another_alone(engine: Engines) -> None:
    primary, none, own = _values(SECTORS, [few_contributors(2)], engine)
    assert primary == {"Entertainment:Iceland", "Industry:Spain"}
    assert none == {
        "Entertainment:Portugal",
        "Governmental:Portugal",
        "Governmental:Spain",
        "Industry:Iceland",
    }
    assert own == none | {"Industry:Portugal"}


@ENGINES
def test_sdc_C11_dominance_of_one(engine: Engines) -> None:
    primary, _, own = _values(SECTORS, [dominance((1, 80))], engine)
    assert primary == {
        "Entertainment:Iceland",
        "Governmental:Portugal",
        "Industry:Portugal",
        "Industry:Spain",
    }
    assert own == {
        "Entertainment:Portugal",
        "Governmental:Spain",
        "Governmental:Total",
        "Industry:Iceland",
        "Industry:Total",
    }


@ENGINES
def test_sdc_C12_dominance_of_one_and_two_under_hierarchies(engine: Engines) -> None:
    spec = TableSpec(
        {"sector4": Hierarchy.from_columns("sector4", "sector2"), "geo": Hierarchy.from_columns("geo", "eu")},
        value="value",
        contributor="unit",
    )
    primary, _, own = _values(spec, [dominance((1, 80), (2, 99))], engine)
    assert primary == {
        "public:Portugal",
        "public:Spain",
        "Agriculture:Portugal",
        "Agriculture:Spain",
        "Entertainment:nonEU",
        "Entertainment:Iceland",
        "Entertainment:Portugal",
        "Governmental:Portugal",
        "Governmental:Spain",
        "Industry:Portugal",
        "Industry:Spain",
    }
    assert own == {
        "private:Portugal",
        "private:Spain",
        "Entertainment:EU",
        "Entertainment:Spain",
        "Industry:EU",
        "Industry:nonEU",
        "Industry:Iceland",
    }


@ENGINES
def test_sdc_C15_a_contributor_alone_and_an_unsafe_cell_do_not_stand_by_themselves(engine: Engines) -> None:
    """The manual of τ-ARGUS, 2.10: whoever is A:X2 would take 15 from the 32 that is left and know A:X4."""
    figures = {"A": [52, 15, 62, 17], "B": [24, 18, 31, 8]}
    parts = {("A", 1): [15.0], ("A", 3): [16.0, 1.0]}
    rows = [
        {"row": row, "column": f"X{at + 1}", "value": part, "unit": f"{row}{at}{k}"}
        for row, values in figures.items()
        for at, value in enumerate(values)
        for k, part in enumerate(parts.get((row, at), [value / 4] * 4))
    ]
    spec = TableSpec({"row": None, "column": None}, value="value", contributor="unit")
    cells, primary = table(pl.DataFrame(rows), spec, dominance((1, 80)))
    assert called(cells, primary.mask) == {"A:X2", "A:X4"}
    both = (cells.inner_codes["row"] == "A") & cells.inner_codes["column"].is_in(["X2", "X4"])
    told = [
        spanned(
            cells,
            primary.mask | secondary(cells, primary, singletons=singletons, engine=engine),
            both.cast(int).to_list(),
        )
        for singletons in ("none", "any_sum")
    ]
    assert told == [True, False]


def _knows(cells_sums: np.ndarray, hidden: np.ndarray, own: np.ndarray, column: np.ndarray) -> bool:
    """Whether a column is in the span of published ones and of rows that somebody knows."""
    known = np.concatenate([cells_sums[:, ~hidden], np.eye(len(cells_sums))[:, own]], axis=1)
    rank = np.linalg.matrix_rank
    return bool(rank(np.column_stack([known, column])) == rank(known))


@pytest.mark.parametrize("units", [60, 12, 4])
@pytest.mark.parametrize("seed", range(4))
def test_no_contributor_computes_anothers_figure(seed: int, units: int) -> None:
    random = np.random.default_rng(seed)
    size = 60
    frame = pl.DataFrame(
        {
            "a": [f"a{i}" for i in random.integers(0, 4, size)],
            "b": [f"b{i}" for i in random.integers(0, 7, size)],
            "unit": np.arange(size) if units == size else random.integers(0, units, size),
            "value": random.integers(1, 100, size).astype(float),
        }
    )
    spec = TableSpec({"a": None, "b": None}, value="value", contributor="unit")
    cells, primary = table(frame, spec, few_contributors(2))
    plain, compiled = (secondary(cells, primary, engine=one) for one in ("plain", "compiled"))
    assert (plain == compiled).all()
    assert primary.single_contributor is not None
    hidden, sums = plain | primary.mask, np.asarray(cells.sums.todense())
    # rows that nobody stands behind are known to be nothing
    some = np.bincount(frame.height and cells.records.inner if cells.records else [], minlength=len(sums)) > 0
    sums[~some] = 0
    alone = primary.single_contributor
    for who in np.unique(alone[alone >= 0]).tolist():
        for column in np.flatnonzero(primary.mask).tolist():
            if not (alone[sums[:, column] > 0] == who).all():
                assert not _knows(sums, hidden, alone == who, sums[:, column])
