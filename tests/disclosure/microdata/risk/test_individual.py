"""Individual risk: the table of the literature, its closed forms, and the series summed to the end."""

import math

import numpy as np
import pytest

from stabbur.disclosure.microdata.risk.individual import household_risk, individual_risk

TEMPL = [  # Templ, Meindl, Kowarik, Chen: Introduction to Statistical Disclosure Control, 2014, table 2
    (2, 110.0, 0.017), (2, 84.5, 0.022), (1, 17.0, 0.177), (1, 541.0, 0.012), (1, 8.0, 0.297), (1, 5.0, 0.402),
]  # fmt: skip


@pytest.mark.parametrize(("count", "weight", "risk"), TEMPL)
def test_risk_is_that_of_the_literature(count: int, weight: float, risk: float) -> None:
    assert individual_risk(np.array([count]), np.array([weight]))[0].round(3) == risk


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_risk_is_the_mean_of_one_over_the_population_size(count: int, share: float) -> None:
    mean = 0.0
    for size in range(count, 20_000):
        ways = math.lgamma(size) - math.lgamma(count) - math.lgamma(size - count + 1)
        mean += math.exp(ways + count * math.log(share) + (size - count) * math.log1p(-share)) / size
    found = individual_risk(np.array([float(count)]), np.array([count / share]))[0]
    assert found == pytest.approx(mean, rel=1e-6)


def test_census_has_the_risk_of_one_in_f_and_so_have_weights_below_one() -> None:
    count = np.array([1.0, 4.0, 4.0])
    assert individual_risk(count, np.array([1.0, 4.0, 2.0])).tolist() == [1.0, 0.25, 0.25]


def test_household_is_as_risky_as_any_of_its_members() -> None:
    risk = household_risk(np.array([0.5, 0.5, 0.1, 1.0, 0.2]), np.array([0, 0, 1, 2, 2]))
    assert risk.round(12).tolist() == [0.75, 0.75, 0.1, 1.0, 1.0]
