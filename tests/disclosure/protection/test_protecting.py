"""Tables protected in one call: what is hidden is enough, and what cannot be made safe is not handed back."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

from stabbur.disclosure import Attacker, Hierarchy, TableSpec, audit, protect, round_counts, rules
from stabbur.disclosure.protection import proof
from stabbur.errors import BadInput

ROWS = {"kommune": ["A", "A", "B", "B", "C", "C"], "kjonn": ["k", "m"] * 3, "freq": [2, 20, 30, 9, 8, 7]}
SPEC = TableSpec(dimensions={"kommune": None, "kjonn": None}, count="freq")
SMALL = [rules.minimum_count(4)]

GEO = {"Spain": "EU", "Portugal": "EU", "Iceland": "nonEU"}
E = {
    2014: {("young", "Spain"): 5, ("young", "Iceland"): 2, ("young", "Portugal"): 0,
           ("old", "Spain"): 6, ("old", "Iceland"): 3, ("old", "Portugal"): 4},
    2015: {("young", "Spain"): 5, ("young", "Iceland"): 0, ("young", "Portugal"): 0,
           ("old", "Spain"): 6, ("old", "Iceland"): 3, ("old", "Portugal"): 4},
}  # fmt: skip


def europe(year: int) -> tuple[pl.DataFrame, TableSpec]:
    """Return example1 of SSBtools (MIT) for one year, and its table by age and country in two levels."""
    rows = [{"age": age, "geo": geo, "eu": GEO[geo], "freq": n} for (age, geo), n in E[year].items()]
    geo = Hierarchy.from_columns("geo", "eu", total="Total")
    return pl.DataFrame(rows), TableSpec({"age": None, "geo": geo}, count="freq")


def test_the_long_way_reads_as_the_contract_has_it() -> None:
    result = protect(pd.DataFrame(ROWS), SPEC, rules=SMALL, singletons="any_sum", verify=True)
    assert list(result.table.columns) == ["kommune", "kjonn", "freq", "status"]
    assert isinstance(result.table, pd.DataFrame)
    assert str(result.table["freq"].dtype) == "Int64"
    assert result.table["status"].value_counts().to_dict() == {"published": 8, "secondary": 3, "primary": 1}
    assert result.audit is not None
    assert result.audit.safe
    assert len(result.audit.exact) == 0
    assert {"lower", "upper"} <= set(result.audit.intervals.columns)
    assert "safe" in repr(result)


def test_a_hidden_figure_is_null_and_a_published_one_is_true() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL)
    shown = result.table.filter(pl.col("status") == "published")
    assert result.table.filter(pl.col("status") != "published")["freq"].is_null().all()
    assert shown.filter(kommune="B", kjonn="k")["freq"].item() == 30
    assert shown.filter(kommune="Total", kjonn="Total")["freq"].item() == 76


def test_readers_see_that_a_cell_is_hidden_and_no_more() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL)
    assert set(result.published["status"]) == {"published", "suppressed"}
    assert set(result.table["status"]) == {"published", "primary", "secondary"}


def test_microdata_are_counted() -> None:
    persons = pl.DataFrame({"kommune": ["A"] * 2 + ["B"] * 20 + ["C"] * 30})
    table = protect(persons, TableSpec({"kommune": None}), rules=SMALL).table
    assert table.columns == ["kommune", "freq", "status"]
    assert table.filter(status="primary")["kommune"].to_list() == ["A"]


@pytest.mark.parametrize("year", [2014, 2015])
@pytest.mark.parametrize("zeros", ["public", "protect"])
@pytest.mark.parametrize("least", [2, 3, 5])
def test_sdc_C1_to_C5_example1_is_safe_whatever_the_rule(year: int, zeros: Any, least: int) -> None:
    frame, spec = europe(year)
    result = protect(frame, spec, rules=[rules.minimum_count(least, zeros=zeros)])
    assert result.audit is not None
    assert result.audit.safe
    assert len(result.audit.exact) == 0


def test_sdc_C7_linked_regions_are_protected_as_one() -> None:
    regions = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
    frame = pl.DataFrame(
        {"region": list(regions), "freq": list(regions.values()),
         "county": ["county-1"] * 4 + ["county-2"] * 4, "size": ["BIG" if r in "LM" else "small" for r in regions]}
    )  # fmt: skip
    by_county, by_size = (Hierarchy.from_columns("region", level) for level in ("county", "size"))
    spec = TableSpec({"region": [by_county, by_size]}, count="freq")
    result = protect(frame, spec, rules=SMALL)
    assert result.audit is not None
    assert len(result.audit.exact) == 0
    hidden = result.table.filter(pl.col("status") == "secondary")["region"].to_list()
    assert "N" in hidden


def test_without_verification_there_is_no_audit_and_no_proof_of_safety() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, verify=False)
    assert result.audit is None
    assert (result.proof["audited"], result.proof["safe"]) == (False, False)
    assert "not verified" in repr(result)


def test_primary_cells_alone_never_count_as_audited() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, method="none")
    assert result.audit is None
    assert not result.proof["audited"]
    assert set(result.table["status"]) == {"published", "primary"}


def test_the_best_pattern_hides_no_more_than_elimination_does() -> None:
    frame = pl.DataFrame(ROWS)
    best, quick = (protect(frame, SPEC, rules=SMALL, method=method) for method in ("optimal", "gauss"))
    assert best.audit is not None
    assert best.audit.safe
    assert best.suppressed.sum() <= quick.suppressed.sum()


def test_costs_steer_what_is_hidden() -> None:
    cost = pl.DataFrame({"kommune": ["C", "C"], "kjonn": ["k", "m"], "cost": [1000.0, 1000.0]})
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, cost=cost)
    assert not result.table.filter((pl.col("kommune") == "C") & (pl.col("status") == "secondary")).height
    with pytest.raises(BadInput, match="C × k"):
        protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, cost=cost.with_columns(cost=pl.lit(-1.0)))


def test_forced_cells_are_hidden_and_frozen_ones_are_not() -> None:
    forced, frozen = (pl.DataFrame({"kommune": [k], "kjonn": ["m"]}) for k in ("B", "C"))
    table = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, forced=forced, frozen=frozen).table
    assert table.filter(kommune="B", kjonn="m")["status"].item() == "primary"
    assert table.filter(kommune="C", kjonn="m")["status"].item() == "published"


def test_what_cannot_be_made_safe_raises_and_nothing_comes_back() -> None:
    # all others are frozen, so the small one follows from the total
    frame = pl.DataFrame({"kommune": ["A", "B", "C"], "freq": [2, 20, 30]})
    frozen = pl.DataFrame({"kommune": ["B", "C", "Total"]})
    with pytest.raises(BadInput) as raised:
        protect(frame, TableSpec({"kommune": None}, count="freq"), rules=SMALL, frozen=frozen)
    assert raised.value.hint


def test_the_attacker_that_was_named_stands_in_the_proof() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, attacker=Attacker(lower=0, upper=100))
    assert result.proof["attacker"]["upper"] == 100
    assert result.proof["safe"]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"metod": "gauss"}, "did you mean 'method'?"),
        ({"method": "gaus"}, "did you mean 'gauss'?"),
        ({"singletons": "anysum"}, "any_sum"),
        ({"engine": "compild"}, "compiled"),
        ({"attacker": {"lower": 1}}, "Attacker("),
        ({"verify": "no"}, "verify=True"),
        ({"intervals": "x"}, "intervals=True"),
    ],
)
def test_a_misspelt_option_is_named(options: dict[str, Any], hint: str) -> None:
    with pytest.raises(BadInput) as raised:
        protect(pl.DataFrame(ROWS), SPEC, rules=SMALL, **options)
    assert hint in str(raised.value.__notes__)


def test_the_callers_frame_is_not_changed() -> None:
    frame = pd.DataFrame(ROWS, index=[5, 5, 5, 1, 2, 3])
    before = frame.copy()
    protect(frame, SPEC, rules=SMALL)
    pd.testing.assert_frame_equal(frame, before)


def test_the_same_table_gets_the_same_pattern_whatever_the_order_of_its_rows() -> None:
    one = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL)
    two = protect(pl.DataFrame(ROWS)[::-1], SPEC, rules=SMALL)
    assert one.proof["fingerprint"] == two.proof["fingerprint"]
    assert proof.check(two.table, one.proof)


def test_audit_takes_what_protect_and_a_rounding_return_as_its_readers_see_it() -> None:
    result = protect(pl.DataFrame(ROWS), SPEC, rules=SMALL)
    assert audit(result, SPEC).exact.equals(audit(result.published, SPEC).exact)
    spec = TableSpec({"geo": None}, count="published")  # a column of that name is a column
    rounded = round_counts(pl.DataFrame({"geo": ["A", "B", "C"], "published": [1, 2, 30]}), spec)
    assert audit(rounded, spec).exact.height == audit(rounded.table.to_pandas(), spec).exact.shape[0]


def test_linked_tables_hide_the_same_cell_alike() -> None:
    rows = pl.DataFrame(ROWS | {"naering": ["x", "y", "x", "y", "y", "x"]})
    spec = SPEC & TableSpec({"kjonn": None, "naering": None}, count="freq")
    result = protect(rows, spec, rules=SMALL)
    assert result.audit is not None
    assert result.audit.safe
    assert result.table["table"].unique().sort().to_list() == ["kjonn*naering", "kommune*kjonn"]
    alike = result.table.group_by("kommune", "kjonn", "naering").agg(pl.col("status").n_unique())
    assert alike["status"].max() == 1
    assert alike.height < result.table.height
