"""The risk that one person in a sample is recognised, and that a household is through any of its members."""

import numpy as np

from stabbur.disclosure.tables.cells import Number, Whole


def individual_risk(count: Number, weight: Number) -> Number:
    """Return the chance that a row is recognised: the mean of 1/F when f of F such persons are in the sample.

    Benedetti and Franconi (1998): given f, F follows a negative binomial distribution whose chance of success is
    estimated by f divided by the sum of weights. Written with the hypergeometric function as Polettini (2003)
    does, and transformed so that its sum converges; exact for every f (sdcMicro and μ-ARGUS take approximations
    from f = 3 on).

    Parameters
    ----------
    count
        `d`: f, how many rows of the sample share the keys.
    weight
        `d`: the sum of their sampling weights, an estimate of F; below f it counts as f (a census).

    Examples
    --------
    >>> import numpy as np
    >>> from stabbur.disclosure.microdata.risk.individual import individual_risk
    >>> individual_risk(np.array([1.0, 2.0]), np.array([1.0, 100.0])).round(4).tolist()
    [1.0, 0.0188]
    """
    from scipy.special import hyp2f1  # takes a fifth of a second to import

    share = np.minimum(count / weight, 1.0)
    risk: Number = share / count * hyp2f1(1.0, 1.0, count + 1.0, 1.0 - share)
    return np.minimum(risk, 1.0 / count)


def household_risk(risk: Number, household: Whole) -> Number:
    """Return for each row the chance that anybody in the household is recognised, and so all: Franconi and Polettini (2004).

    Parameters
    ----------
    risk
        `n`: the individual risk of each row.
    household
        `n`: the number of each row's household.
    """
    with np.errstate(divide="ignore"):
        safe = np.bincount(household, np.log1p(-risk))
    return -np.expm1(safe)[household]
