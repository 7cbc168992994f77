"""The guarantee in each method's docstring, held against random columns."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stabbur.disclosure.microdata.methods.coding import bottom_code, top_code
from stabbur.disclosure.microdata.methods.mdav import SMALL, _loops, _plain, mdav
from stabbur.disclosure.microdata.methods.microaggregating import microaggregate
from stabbur.disclosure.microdata.methods.noise import add_noise
from stabbur.disclosure.microdata.methods.pram import pram, transition
from stabbur.disclosure.microdata.methods.recoding import recode
from stabbur.disclosure.microdata.methods.swapping import rank_swap

FEW = settings(max_examples=30, deadline=None)
NUMBERS = st.lists(st.integers(-50, 50), min_size=1, max_size=40)
HOLES = st.lists(st.none() | st.integers(-50, 50), min_size=1, max_size=40)


@FEW
@given(HOLES, st.integers(-50, 50))
def test_no_value_beyond_the_threshold_is_left(values: list[int | None], limit: int) -> None:
    rows = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    made, step = top_code(rows, ("n",), above=limit)
    assert made["n"].to_list() == [None if n is None else min(n, limit) for n in values]
    assert step.figures["changed"] == sum(n is not None and n > limit for n in values)
    made, _ = bottom_code(rows, ("n",), below=limit)
    assert made["n"].to_list() == [None if n is None else max(n, limit) for n in values]
    mean, _ = top_code(rows, ("n",), above=limit, replace_by="mean")
    assert mean["n"].sum() == pytest.approx(rows["n"].sum())


def test_a_share_of_rows_is_coded() -> None:
    rows = pl.DataFrame({"n": range(1, 101)})
    made, step = top_code(rows, ("n",), share=0.05)
    assert step.figures == {"changed": 5, "thresholds": {"n": 95.0}}
    assert made["n"].to_numpy().max() == 95
    made, step = bottom_code(rows, ("n",), share=0.05)
    assert step.figures["changed"] == 5


@FEW
@given(HOLES, st.lists(st.integers(-40, 40), min_size=1, max_size=4, unique=True))
def test_groups_are_joined_and_never_split(values: list[int | None], breaks: list[int]) -> None:
    rows = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    made, _ = recode(rows, ("n",), breaks=sorted(breaks))
    pairs: dict[int | None, str | None] = {}
    for old, new in zip(values, made["n"], strict=True):
        assert (old is None) == (new is None)
        assert pairs.setdefault(old, new) == new
    assert len(set(made["n"].drop_nulls())) <= len(breaks) + 1


def test_values_of_numbers_are_named_as_they_are_written() -> None:
    rows = pl.DataFrame({"code": [1, 2, None, 3]})
    made, _ = recode(rows, ("code",), values={1: "low", 2: "low"}, unknown="keep")  # type: ignore[dict-item]
    assert made["code"].to_list() == ["low", "low", None, "3"]
    made, _ = recode(rows, ("code",), values={"1": "low", "2": None}, unknown="missing")
    assert made["code"].to_list() == ["low", None, None, None]
    made, _ = recode(rows, ("code",), breaks=[2], labels=["few", "many"])
    assert made["code"].to_list() == ["few", "many", None, "many"]
    made, _ = recode(pl.DataFrame({"pay": [1_234_567, 2_000_000]}), ("pay",), breaks=[1_234_567, 1_234_569])
    assert made["pay"].to_list() == ["1234567–1234568", "1234569 or more"]


@FEW
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=40), st.integers(2, 5))
def test_each_average_stands_k_times_and_sums_are_kept(pairs: list[tuple[int, int]], k: int) -> None:
    assume(len(pairs) >= k)
    rows = pl.DataFrame(pairs, schema=["a", "b"], orient="row")
    made, step = microaggregate(rows, ("a", "b"), k=k)
    shown = pl.DataFrame(made)
    assert shown.group_by("a", "b").len()["len"].to_numpy().min() >= k
    for name in ("a", "b"):
        assert shown[name].sum() == pytest.approx(rows[name].sum())
    assert 0 <= step.figures["variance_lost"] <= 1


@FEW
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40), st.integers(2, 6))
def test_groups_are_the_same_compiled_or_not(pairs: list[tuple[int, int]], k: int) -> None:
    points = np.array(pairs, dtype=np.float64)
    group = _plain(points, k)
    assert (group == _loops(points, k)).all()
    sizes = np.bincount(group)
    assert len(points) < 2 * k or (sizes.min() >= k and sizes.max() < 2 * k)


def test_large_files_are_grouped_as_small_ones_are() -> None:
    points = np.random.default_rng(3).normal(size=(SMALL + 50, 3))
    group = mdav(points, 20)
    assert (group == _plain(points, 20)).all()
    assert np.bincount(group).min() >= 20


@FEW
@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.floats(0, 1))
def test_invariant_pram_keeps_expected_counts(counts: list[int], keep: float) -> None:
    held = np.array(counts, dtype=np.float64)
    matrix = transition(held, keep)
    assert np.allclose(matrix.sum(axis=1), 1)
    assert (matrix >= 0).all()
    assert np.allclose(held @ matrix, held)


def test_categories_change_as_often_as_the_matrix_says() -> None:
    rows = pl.DataFrame({"t": ["a"] * 6000 + ["b"] * 3000 + [None] + ["c"] * 1000})
    made, step = pram(rows, ("t",), seed=5, keep=0.7)
    matrix = transition(np.array([6000.0, 3000.0, 1000.0]), 0.7)
    stayed = (made["t"] == rows["t"])[:6000].mean()
    assert stayed == pytest.approx(matrix[0, 0], abs=0.02)
    assert made["t"].null_count() == 1
    counts = made["t"].drop_nulls().value_counts().sort("t")["count"].to_list()
    assert np.abs(np.array(counts) - [6000, 3000, 1000]).max() < 200
    assert step.figures["changed"]["t"] == int((made["t"] != rows["t"]).sum())
    shrunk, _ = pram(rows, ("t",), seed=5, keep=0.7, invariant=False)
    assert shrunk["t"].value_counts().sort("t")["count"].to_list()[-1] > 1500


@FEW
@given(HOLES, st.sampled_from([0.0, 0.1, 0.3]))
def test_multiplied_noise_stays_in_bounds(values: list[int | None], share: float) -> None:
    rows = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    made, _ = add_noise(rows, ("n",), seed=3, share=share, kind="multiplicative")
    for old, new in zip(values, made["n"], strict=True):
        assert (old is None) == (new is None)
        if old is not None:
            assert abs(new - old) <= 3 * share * abs(old) + 1e-9
            assert new * old >= 0


def test_correlated_noise_keeps_means_and_correlations() -> None:
    random = np.random.default_rng(8)
    a = random.normal(500, 80, 20_000)
    rows = pl.DataFrame({"a": a, "b": a * 2 + random.normal(0, 40, len(a))})
    before = np.corrcoef(rows.to_numpy().T)[0, 1]
    made, step = add_noise(rows, ("a", "b"), seed=4, share=0.5, kind="correlated")
    after = np.corrcoef(pl.DataFrame(made).to_numpy().T)[0, 1]
    assert after == pytest.approx(before, abs=0.01)
    assert made["a"].to_numpy().mean() == pytest.approx(500, abs=2)
    assert step.figures["mean_change"]["a"] > 20
    apart, _ = add_noise(rows, ("a", "b"), seed=4, share=0.5)
    assert np.corrcoef(pl.DataFrame(apart).to_numpy().T)[0, 1] < before - 0.1
    assert np.std(apart["a"].to_numpy() - a) == pytest.approx(0.5 * a.std(), rel=0.05)


@FEW
@given(HOLES, st.floats(0, 1), st.integers(0, 99))
def test_swaps_keep_all_values_and_stay_near_in_rank(
    values: list[int | None], share: float, seed: int
) -> None:
    known = [n for n in values if n is not None]
    rows = pl.DataFrame({"n": pl.Series(values, dtype=pl.Int64)})
    made, _ = rank_swap(rows, ("n",), seed=seed, share=share)
    assert made["n"].dtype == pl.Int64
    assert made["n"].sort().equals(rows["n"].sort())
    assert made["n"].is_null().equals(rows["n"].is_null())
    low = {n: sorted(known).index(n) for n in known}
    high = {n: len(known) - 1 - sorted(known, reverse=True).index(n) for n in known}
    for old, new in zip(known, made["n"].drop_nulls(), strict=True):
        # ties have several ranks: the nearest two of them count
        assert max(low[new] - high[old], low[old] - high[new]) <= int(share * len(known))
