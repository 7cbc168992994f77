"""The best generalisation of a file found, and its keys as they become by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
import polars as pl

from stabbur.disclosure.microdata.anonymity.generalising import Levels, Paths, levels, paths
from stabbur.disclosure.microdata.anonymity.lattice import Kind, Lattice, Optimum, Sensitive, Wanted
from stabbur.disclosure.microdata.keys import Keys, encode, numbered
from stabbur.disclosure.microdata.persons import Persons, check_k, is_number
from stabbur.disclosure.microdata.risk.diversity import diversity
from stabbur.disclosure.microdata.step import Step
from stabbur.disclosure.tables.cells import Whole
from stabbur.errors import BadInput, meant

MOST_NODES = 2_000_000
"""The most generalisations that are gone through."""


@dataclass(frozen=True)
class Asked:
    """What `anonymise` was asked."""

    wanted: Wanted
    hierarchies: Mapping[str, object] = field(default_factory=dict)
    max_suppression: float = 0.0

    @property
    def options(self) -> dict[str, object]:
        """The options as a step has them, without the hierarchies."""
        wanted = self.wanted
        levelled = {"k": wanted.k, "l": wanted.l, "t": wanted.t, "max_suppression": self.max_suppression}
        return {**levelled, "diversity": wanted.kind, "c": wanted.c}


def anonymised(persons: Persons, asked: Asked) -> tuple[dict[str, pl.Series], Whole, Step]:
    """Return the keys as they become, the rows that stay, and the step.

    Raises
    ------
    BadInput
        An option cannot be right, a hierarchy lacks a value, or no generalisation reaches what is asked.
    """
    _check(persons, asked)
    known = {name: paths(name, source, persons.rows) for name, source in asked.hierarchies.items()}
    # counted as a category a class is smaller than under wildcards, so what is reached holds either way
    keys = encode(persons.rows, persons.layout.keys, "category")
    found = levels(keys, known)
    lattice = Lattice(keys, found, asked.wanted, _sensitive(persons, keys, asked.wanted))
    if lattice.nodes > MOST_NODES:
        raise BadInput(
            f"the hierarchies make {lattice.nodes} generalisations: at most {MOST_NODES} are gone through",
            hint="take levels out of the hierarchies, or name fewer keys",
            code="microdata-large",
        )
    limit = int(asked.max_suppression * persons.rows.height + 1e-9)
    best = lattice.best(limit)
    if not isinstance(best, Optimum):
        raise _unreached(persons, asked, best, limit)
    columns = {
        name: _generalised(one, level, keys.codes[keys.rows, place])
        for place, (name, one, level) in enumerate(zip(keys.names, found, best.levels, strict=True))
        if level
    }
    return columns, np.flatnonzero(best.kept[keys.rows]), _step(asked, keys, known, best)


def _generalised(one: Levels, level: int, codes: Whole) -> pl.Series:
    labels = one.labels[level]
    return pl.Series() if labels is None else labels[codes]


def _step(asked: Asked, keys: Keys, known: Mapping[str, Paths], best: Optimum) -> Step:
    figures = {
        "levels": dict(zip(keys.names, best.levels, strict=True)),
        "suppressed": best.suppressed,
        "loss": best.loss,
        "generalisations": best.nodes,
        "evaluated": best.evaluated,
    }
    return Step("anonymise", keys.names, {**asked.options, "hierarchies": known}, figures=figures)


def _sensitive(persons: Persons, keys: Keys, wanted: Wanted) -> list[Sensitive]:
    if wanted.l is None and wanted.t is None:
        return []
    made = []
    for name in persons.layout.sensitive:
        codes, known = numbered(persons.rows[name])
        if wanted.l is not None and wanted.l > len(np.unique(codes)):
            raise BadInput(
                f"l={wanted.l}: '{name}' has {len(np.unique(codes))} values, so no class can have as many",
                hint="ask for a lower l",
                code="option-value",
            )
        found = diversity(keys, codes, len(known) + 1, ordered=persons.rows[name].dtype.is_numeric())
        entries = (found.of, np.unique(codes)[found.value], found.count)
        made.append(Sensitive(entries, len(known) + 1, found.ordered))
    return made


def _check(persons: Persons, asked: Asked) -> None:
    wanted, layout = asked.wanted, persons.layout
    check_k(wanted.k, persons.rows.height)
    if not isinstance(asked.hierarchies, Mapping):
        raise BadInput(
            f"hierarchies is a {type(asked.hierarchies).__name__}: it must be a dictionary from key to hierarchy",
            hint='hierarchies={"alder": Microdata.bands(0, 120, (5, 10))}',
            code="option-value",
        )
    unknown = [name for name in asked.hierarchies if name not in layout.keys]
    if unknown:
        raise BadInput(
            f"a hierarchy for '{unknown[0]}': it must be one of the keys {list(layout.keys)}",
            hint=meant(unknown[0], layout.keys) or "name it in keys=, or leave its hierarchy out",
            code="key-unknown",
        )
    share, t, c = asked.max_suppression, wanted.t, wanted.c
    whole = isinstance(wanted.l, int) and not isinstance(wanted.l, bool) and wanted.l >= 1
    kinds, asks = get_args(Kind), (wanted.l, t) != (None, None)
    wrong = {
        f"max_suppression={share}: it must be a share from 0 to 1": not (
            is_number(share) and 0 <= share <= 1
        ),
        f"l={wanted.l}: it must be a whole number from 1": wanted.l is not None and not whole,
        f"t={t}: it must be a distance from 0 to 1": t is not None and not (is_number(t) and 0 <= t <= 1),
        f"diversity='{wanted.kind}': it must be one of {', '.join(kinds)}": wanted.kind not in kinds,
        f"c={c}: it must be a number above 0": not (is_number(c) and c > 0),
        "l and t are about sensitive columns: at least one must be named": asks and not layout.sensitive,
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            spelt = "" if wanted.kind in kinds else meant(wanted.kind, kinds)
            hint = spelt or "anonymise(k=5, l=2, t=0.3, max_suppression=0.05)"
            raise BadInput(message, hint=hint, code="option-value")


def _unreached(persons: Persons, asked: Asked, fewest: int, limit: int) -> BadInput:
    rows, bare = persons.rows.height, [name for name in persons.layout.keys if name not in asked.hierarchies]
    more = (
        f"give {', '.join(map(repr, bare))} a hierarchy"
        if bare
        else "let each hierarchy end in one label for all"
    )
    return BadInput(
        f"no generalisation reaches {' and '.join(asked.wanted.rules)} with at most {limit} of {rows} rows "
        f"suppressed: the nearest takes {fewest}",
        hint=f"{more}, or allow more: max_suppression={min(np.ceil(fewest / rows * 1000) / 1000, 1.0):g}",
        code="unreached",
    )
