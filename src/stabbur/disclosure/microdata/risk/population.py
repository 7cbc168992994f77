"""How many persons are alone with their keys in the whole population, estimated from a sample of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from stabbur.disclosure.tables.cells import Number, Whole

Model = Literal["pitman", "zayatz", "snb", "none unique"]
"""The models, as ARX has them; `none unique` where the sample itself has no row that is alone."""


@dataclass(frozen=True)
class PopulationUniques:
    """How many persons of a population are alone with their keys, by three models and by the one to trust."""

    population: float
    """How many persons there are."""
    sampled: int
    """How many of them are in the sample."""
    pitman: float | None
    """Estimates by model; None where one has no solution."""
    zayatz: float | None
    snb: float | None
    model: Model
    """Which is taken: Dankar et al. (2012) found which does best at which sampling fraction."""

    @property
    def estimate(self) -> float:
        """How many persons are estimated to be alone, by the model that is taken."""
        return 0.0 if self.model == "none unique" else float(getattr(self, self.model))

    @property
    def share(self) -> float:
        """The same as a share of the population."""
        return self.estimate / self.population


def population_uniques(count: Whole, population: float) -> PopulationUniques:
    """Estimate the population's uniques from the sizes of the classes of a sample.

    The rule is that of Dankar, El Emam, Neisa and Roffey (BMC Medical Informatics and Decision Making 12:66,
    2012) as ARX applies it: up to a sampling fraction of 0.1 Pitman's model (else Zayatz's where it has no
    solution); above, the lesser of SNB's and Zayatz's.

    Parameters
    ----------
    count
        `d`: how many rows of the sample share each combination of keys.
    population
        How many persons there are; at least as many as rows.

    Examples
    --------
    >>> import numpy as np
    >>> from stabbur.disclosure.microdata.risk.population import population_uniques
    >>> found = population_uniques(np.repeat([1, 2, 5], [40, 20, 10]), 1000.0)
    >>> found.model, round(found.share, 2)
    ('snb', 0.04)
    """
    sampled = int(count.sum())
    sizes, classes = np.unique(count, return_counts=True)
    size, often = sizes.astype(np.float64), classes.astype(np.float64)
    if sizes[0] != 1:
        return PopulationUniques(population, sampled, 0.0, 0.0, 0.0, "none unique")
    least = zayatz(size, often, population)
    by_pitman, by_snb = pitman(size, often, population), snb(size, often, population)
    model: Model = "zayatz"
    if sampled / population <= 0.1:
        model = "zayatz" if by_pitman is None else "pitman"
    elif by_snb is not None and by_snb <= least:
        model = "snb"
    return PopulationUniques(population, sampled, by_pitman, least, by_snb, model)


def zayatz(size: Number, often: Number, population: float) -> float:
    """Return Zayatz's estimate (US Bureau of the Census, 1991): classes of the population are as those of the sample."""
    from scipy.special import gammaln

    sampled = float(size @ often)
    rest = population - size
    with np.errstate(invalid="ignore", divide="ignore"):
        log = (
            np.log(size) + gammaln(rest + 1) - gammaln(sampled) - gammaln(rest - sampled + 2)
            - gammaln(population + 1) + gammaln(sampled + 1) + gammaln(population - sampled + 1)
        )  # fmt: skip
    once = np.where(rest - sampled + 1 >= 0, np.exp(log), 0.0)
    shares = often / often.sum()
    return float(often[0] * (shares[0] * once[0] / (shares @ once)) * population / sampled)


def pitman(size: Number, often: Number, population: float) -> float | None:
    """Return the estimate of Pitman's model by greatest likelihood (Hoshino, Journal of Official Statistics, 2001)."""
    from scipy.optimize import minimize
    from scipy.special import expit, gammaln

    classes, sampled = float(often.sum()), float(size @ often)
    if classes == sampled:
        return None  # every row alone: the likelihood has no greatest point

    def loss(point: Number) -> float:
        theta, alpha = float(np.exp(point[0])), float(expit(point[1]))
        first = (classes - 1) * np.log(alpha) + gammaln(classes + theta / alpha) - gammaln(1 + theta / alpha)
        second = gammaln(theta + sampled) - gammaln(theta + 1)
        third = often @ (gammaln(size - alpha) - gammaln(1 - alpha))
        return float(-(first - second + third) / sampled)

    options = {"xatol": 1e-7, "fatol": 1e-12, "maxiter": 4000}
    found = minimize(loss, np.array([np.log(classes), 0.0]), method="Nelder-Mead", options=options)
    theta, alpha = float(np.exp(found.x[0])), float(expit(found.x[1]))
    uniques = float(np.exp(gammaln(theta + 1) - gammaln(theta + alpha) + alpha * np.log(population)))
    return uniques if found.success and 0 < uniques <= population else None


def snb(size: Number, often: Number, population: float) -> float | None:
    """Return the estimate of the shifted negative binomial model (Chen, Keller-McNulty, 1998).

    How many classes the population has is Shlosser's estimator as Haas and Stokes (1998) amended it.
    """
    from scipy.optimize import least_squares
    from scipy.special import expit

    fraction = float(size @ often) / population
    twice = float(often[size == 2].sum())
    if fraction >= 1 or not twice:
        return None
    gone = (1 - fraction) ** size
    first = (size * fraction**2 * (1 - fraction**2) ** (size - 1)) @ often
    second = (gone * ((1 + fraction) ** size - 1)) @ often
    third = (gone @ often) / ((size * fraction * (1 - fraction) ** (size - 1)) @ often)
    classes = float(often.sum() + often[0] * first / second * third**2)

    def wrong(point: Number) -> Number:
        alpha, beta = float(np.exp(point[0])), float(expit(point[1]))
        away = (1 - fraction) * (1 - beta)
        once = classes * fraction * (beta / (1 - away)) ** alpha * (alpha * away / (1 - away) + 1)
        pairs = classes * alpha * beta**alpha * fraction**2 * (1 - beta) / (2 * (1 - away) ** (alpha + 2))
        return np.array([once / often[0] - 1, pairs * (2 - (1 - alpha) * away) / twice - 1])

    found = least_squares(wrong, np.zeros(2), bounds=(-20.0, 20.0), xtol=1e-14, ftol=1e-14, gtol=1e-14)
    uniques = classes * float(expit(found.x[1])) ** float(np.exp(found.x[0]))
    return uniques if float(np.abs(found.fun).max()) < 1e-6 and 0 < uniques <= population else None
