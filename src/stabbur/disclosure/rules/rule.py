"""What is asked of a rule, and what it answers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from stabbur.disclosure.rules.contributions import Shares, shares
from stabbur.disclosure.rules.primary import Zeros
from stabbur.disclosure.tables.cells import Cells, Mask, Number, Whole
from stabbur.errors import BadInput


@dataclass(frozen=True)
class Hits:
    """Which of `m` cells a rule hits, and how far from the true figure an attacker must be left."""

    mask: Mask
    below: Number
    above: Number


@dataclass(frozen=True)
class Judged:
    """A table that rules judge; what several of them ask is computed once."""

    cells: Cells

    @cached_property
    def shares(self) -> Shares:
        """What each contributor has in each cell."""
        if self.cells.records is None:
            raise BadInput(
                "the rules ask who contributes, and the table has no contributor",
                hint='TableSpec(…, contributor="orgnr") over the frame of units, not over sums',
                code="contributor-missing",
            )
        return shares(self.cells, self.cells.records)

    def counts(self, rule: object) -> Whole:
        """Return how many stand behind each of the `m` cells, or raise BadInput where a table of values does not tell."""
        if self.cells.count is None:
            raise BadInput(
                f"{rule} asks for counts, and the table has values alone",
                hint='TableSpec(…, count="column") beside value=, or rules.few_contributors',
                code="count-missing",
            )
        return self.cells.count


class Rule(Protocol):
    """A primary rule; its text is how it is written in a report."""

    @property
    def zeros(self) -> Zeros | None:
        """What the rule says that a zero is; None where it does not say."""

    def hits(self, table: Judged) -> Hits:
        """Return which cells are confidential by this rule."""


def plain_hits(mask: Mask) -> Hits:
    """Return hits that ask for no protection beside not being known exactly."""
    nothing = np.zeros(mask.size)
    return Hits(mask, nothing, nothing)


def need_number(rule: str, option: str, value: object, least: float, most: float = np.inf) -> None:
    """Raise BadInput unless an option of a rule is a number in its range."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not least <= float(str(value)) <= most:
        bound = f"{least:g} or more" if most == np.inf else f"from {least:g} to {most:g}"
        raise BadInput(
            f"{option} of {rule} is '{value}': it must be a number, {bound}",
            hint=f"write the number without quotes: rules.{rule}(…, {option}={value})"
            if isinstance(value, str)
            else f"help(rules.{rule}) says what {option} is",
            code="rule-option",
            option=option,
        )


def need_per_cent(rule: str, option: str, value: object) -> None:
    """Raise BadInput unless an option of a rule is a number of per cent: 0.8 is hardly ever meant as such."""
    need_number(rule, option, value, 0, 100)
    if float(str(value)) < 1:
        raise BadInput(
            f"{option} of {rule} is '{value}': it must be per cent, from 1 to 100, and no share",
            hint=f"{option}={100 * float(str(value)):g} says {value} of the whole"
            if value
            else f"{option}=15",
            code="rule-option",
            option=option,
        )
