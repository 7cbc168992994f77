"""Uniques of a population estimated from samples of one that is known, and the rule that chooses the model."""

import numpy as np
import polars as pl
import pytest

from stabbur.disclosure.microdata.keys import encode
from stabbur.disclosure.microdata.risk.population import population_uniques
from tests.disclosure.microdata.conftest import KEYS


@pytest.mark.parametrize(("share", "off"), [(0.2, 0.1), (0.5, 0.1), (0.8, 0.1)])
def test_sample_of_adult_tells_about_how_many_are_alone_in_all_of_it(
    adult: pl.DataFrame, share: float, off: float
) -> None:
    true = int((encode(adult, KEYS, "category").count == 1).sum())
    sample = encode(adult.sample(fraction=share, seed=3), KEYS, "category")
    assert population_uniques(sample.count, adult.height).estimate == pytest.approx(true, rel=off)


def test_model_is_the_one_of_dankar_and_is_named(adult: pl.DataFrame) -> None:
    count = encode(adult, KEYS, "category").count
    few, many = population_uniques(count, adult.height * 20.0), population_uniques(count, adult.height * 3.0)
    assert (few.model, few.estimate) == ("pitman", few.pitman)
    assert many.model == ("snb" if (many.snb or 0) <= (many.zayatz or 0) else "zayatz")
    assert many.estimate == min(many.snb or 0, many.zayatz or 0)
    assert 0 < few.share < 1


def test_zayatz_of_a_census_is_the_number_of_uniques() -> None:
    found = population_uniques(np.array([1, 1, 1, 2, 5]), 10.0)
    assert found.zayatz == pytest.approx(3)
    assert found.estimate == pytest.approx(3)


def test_zayatz_is_the_formula_with_hypergeometric_chances() -> None:
    from scipy.stats import hypergeom

    sizes, often, population, sampled = [1, 2, 4], [6, 3, 1], 64, 16
    once = [hypergeom.pmf(1, population, size, sampled) for size in sizes]
    chance = often[0] * once[0] / np.dot(often, once)
    found = population_uniques(np.repeat(sizes, often), float(population))
    assert found.zayatz == pytest.approx(6 * chance * population / sampled)


def test_nobody_alone_in_the_sample_is_nobody_alone_at_all() -> None:
    found = population_uniques(np.array([2, 3]), 100.0)
    assert (found.model, found.estimate) == ("none unique", 0.0)


def test_everybody_alone_leaves_the_model_that_still_has_an_answer() -> None:
    found = population_uniques(np.ones(5, dtype=np.int64), 100.0)
    assert (found.pitman, found.snb, found.model) == (None, None, "zayatz")
    assert found.estimate == pytest.approx(100)
