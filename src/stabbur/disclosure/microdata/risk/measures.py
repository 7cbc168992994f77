"""How risky a file of persons is, by the measures that the field has; each is computed when it is asked for."""

from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.keys import numbered
from stabbur.disclosure.microdata.matching import matched
from stabbur.disclosure.microdata.persons import Persons, is_number
from stabbur.disclosure.microdata.risk.diversity import Diversity, diversity
from stabbur.disclosure.microdata.risk.individual import household_risk, individual_risk
from stabbur.disclosure.microdata.risk.population import PopulationUniques, population_uniques
from stabbur.disclosure.microdata.risk.suda import Suda, suda
from stabbur.disclosure.tables.cells import Number, Whole
from stabbur.errors import BadInput

SAYS = {
    "wildcard": "a missing key may be any value, so it matches all (as sdcMicro counts)",
    "category": "a missing key is a value of its own (as ARX and pycanon count)",
}


class Risk:
    """The risk measures of a file of persons.

    Parameters
    ----------
    persons
        The file.
    population
        How many persons it was sampled from; None takes the sum of weights where there are weights.
    """

    def __init__(self, persons: Persons, population: float | None = None) -> None:
        rows = persons.rows.height
        if population is not None and not (is_number(population) and population >= rows):
            raise BadInput(
                f"population={population} for {rows} rows: it must be at least as many persons as there are rows",
                hint="leave it out where the file is a sample of unknown size",
                code="population-small",
            )
        self._persons = persons
        self._population = population

    @property
    def missing(self) -> str:
        """What a missing key was taken to be."""
        return SAYS[self._persons.layout.missing]

    @cached_property
    def sizes(self) -> Whole:
        """`n`: how many rows each row shares its keys with, itself among them (Samarati and Sweeney, 1998)."""
        return self._matches.astype(np.int64)[self._persons.keys.rows]

    @cached_property
    def _matches(self) -> Number:
        return matched(self._persons.keys, self._persons.keys.count.astype(np.float64))

    @property
    def k(self) -> int:
        """k-anonymity: the fewest rows that share their keys."""
        return int(self._matches.min())

    def below(self, k: int) -> int:
        """Return how many rows share their keys with fewer than k."""
        return int(self._persons.keys.count[self._matches < k].sum())

    @property
    def unique(self) -> int:
        """Sample uniques: how many rows are alone with their keys."""
        return self.below(2)

    @cached_property
    def population_sizes(self) -> Number:
        """`n`: how many persons of the population have the same keys, estimated by the sum of weights."""
        return self._matched_weights[self._persons.keys.rows]

    @cached_property
    def _matched_weights(self) -> Number:
        keys, weights = self._persons.keys, self._persons.weights
        if weights is not None:
            total: Number = np.bincount(keys.rows, weights, minlength=len(keys.count)).astype(np.float64)
            return matched(keys, total)
        raised = 1.0 if self._population is None else self._population / self._persons.rows.height
        return self._matches * raised

    @cached_property
    def individual(self) -> Number:
        """`n`: the chance that each row is recognised (Benedetti and Franconi, 1998); 1/k without weights."""
        return individual_risk(self._matches, self._matched_weights)[self._persons.keys.rows]

    @cached_property
    def household(self) -> Number | None:
        """`n`: the chance that anybody in the row's household is recognised; None without households."""
        homes = self._persons.household
        return None if homes is None else household_risk(self.individual, homes)

    @property
    def expected(self) -> float:
        """How many rows are expected to be recognised: the sum of the individual risks (the global risk)."""
        return float(self.individual.sum())

    @cached_property
    def population(self) -> PopulationUniques | None:
        """How many persons are alone in the population; None where neither weights nor its size are known."""
        size, keys = self._size, self._persons.keys
        if size is None:
            return None
        wild = keys.absent is not None
        count = _classes(np.repeat(self._matches, keys.count)) if wild else keys.count
        return population_uniques(count, max(size, float(count.sum())))

    @property
    def _size(self) -> float | None:
        weights = self._persons.weights
        return self._population or (None if weights is None else float(weights.sum()))

    @cached_property
    def suda(self) -> Suda:
        """Special uniques and their scores, one entry for each combination of keys.

        The chances take a sampling fraction of 0.01 where neither weights nor the population are known.
        """
        size = self._size
        fraction = 0.01 if size is None else min(self._persons.rows.height / size, 1.0)
        return suda(self._persons.keys, fraction=fraction)

    @cached_property
    def diversity(self) -> dict[str, Diversity]:
        """l-diversity, t-closeness and δ-disclosure of each sensitive column, one entry for each class."""
        found = {}
        for name in self._persons.layout.sensitive:
            column = self._persons.rows[name]
            codes, known = numbered(column)
            found[name] = diversity(
                self._persons.keys, codes, len(known) + 1, ordered=column.dtype.is_numeric()
            )
        return found

    @property
    def l(self) -> dict[str, int]:  # noqa: E743 - the field's name for it
        """Distinct l-diversity: the fewest sensitive values in a class, by column."""
        return {name: int(one.distinct.min()) for name, one in self.diversity.items()}

    @property
    def t(self) -> dict[str, float]:
        """t-closeness: the largest distance from a class to the whole file, by column."""
        return {name: float(one.t.max()) for name, one in self.diversity.items()}

    @property
    def delta(self) -> dict[str, float]:
        """δ-disclosure: the largest distance of ln(share in class / share in file) from 0, by column."""
        return {name: float(one.delta.max()) for name, one in self.diversity.items()}

    @property
    def frame(self) -> pl.DataFrame:
        """A polars frame with the measures of each row, in the order of the rows."""
        at = self._persons.keys.rows
        columns = {
            "k": self.sizes,
            "population": self.population_sizes,
            "risk": self.individual,
            "household_risk": self.household,
            "suda": self.suda.score[at],
            "dis_suda": self.suda.dis[at],
        }
        return pl.DataFrame({name: values for name, values in columns.items() if values is not None})

    def contributions(self) -> pl.DataFrame:
        """Return which keys make rows special: the share of all SUDA scores from sets that hold a key."""
        rows = self._persons.keys.count
        total = float(self.suda.score @ rows)
        parts = rows @ self.suda.contribution / total if total else np.zeros(len(self._persons.layout.keys))
        return pl.DataFrame({"key": self._persons.layout.keys, "share": parts})

    def as_dict(self) -> dict[str, Any]:
        """Return the measures of the whole file, as JSON has them; those of infinite size are None."""
        population = self.population
        found: dict[str, Any] = {
            "rows": self._persons.rows.height,
            "keys": list(self._persons.layout.keys),
            "missing": self.missing,
            "k": self.k,
            "unique": self.unique,
            "below_3": self.below(3),
            "below_5": self.below(5),
            "expected": self.expected,
            "largest_risk": float(self.individual.max()),
            "population_unique": None if population is None else population.estimate,
            "population_model": None if population is None else population.model,
        }
        for name, one in self.diversity.items():
            recursive = float(one.recursive(2).max())
            found[f"l_{name}"] = self.l[name]
            found[f"entropy_l_{name}"] = float(one.entropy.min())
            found[f"recursive_c_{name}"] = recursive if np.isfinite(recursive) else None
            found[f"t_{name}"] = self.t[name]
            found[f"delta_{name}"] = self.delta[name]
        return found

    def __repr__(self) -> str:
        facts = self.as_dict().items()
        return "\n".join(f"{name}: {round(one, 4) if isinstance(one, float) else one}" for name, one in facts)


def _classes(sizes: Number) -> Whole:
    """Return the sizes of classes that would give rows these numbers of matches; matching is no partition."""
    size, often = np.unique(sizes.astype(np.int64), return_counts=True)
    return np.repeat(size, np.maximum(np.round(often / size), 1).astype(np.int64))
