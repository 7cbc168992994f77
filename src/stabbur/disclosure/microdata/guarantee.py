"""What protected microdata promise, measured on what is published, in the form that goes with data into a package."""

from dataclasses import asdict, dataclass
from typing import Any

from stabbur.disclosure.microdata.persons import Persons
from stabbur.disclosure.microdata.risk.measures import SAYS, Risk
from stabbur.disclosure.microdata.step import Step
from stabbur.disclosure.protection.proof import Proof, record

ATTACKER = "knows the keys of a person and that the person is in the file; knows no sensitive value of others"


@dataclass(frozen=True)
class Promise:
    """What every row was made to reach."""

    k: int
    l: int | None = None  # noqa: E741 - the field's name for it
    t: float | None = None
    kind: str = "distinct"
    c: float = 1.0

    @property
    def rules(self) -> list[str]:
        """The promise as a report has it."""
        level = f"(c={self.c:g}, l={self.l})" if self.kind == "recursive" else f"l={self.l}"
        said = [f"k-anonymity k={self.k}"]
        said += [] if self.l is None else [f"{self.kind} l-diversity {level}"]
        return said + ([] if self.t is None else [f"t-closeness t={self.t:g}"])

    def held(self, risk: Risk) -> bool:
        """Say whether the published rows reach it."""
        reached = risk.k >= self.k
        for one in risk.diversity.values():
            if self.l is not None:
                values = one.entropy + 1e-9 if self.kind == "entropy" else one.distinct
                reached &= bool((values >= self.l).all())
            if self.l is not None and self.kind == "recursive":
                reached &= bool((one.recursive(self.l) < self.c).all())
            reached &= self.t is None or bool((one.t <= self.t + 1e-9).all())
        return reached


def guarantee(persons: Persons, steps: tuple[Step, ...], promise: Promise | None) -> Proof:
    """Return the proof of some rows and remember it, so that the same content is recognised when it is packaged.

    Seeds are left out, for who has them can take noise away again, and so are hierarchies, for they are long.
    A file without a promise is never audited.
    """
    risk, layout = Risk(persons), persons.layout
    hidden = sum(persons.rows[name].null_count() for name in layout.keys)
    cells = persons.rows.height * len(layout.keys)
    facts: dict[str, Any] = {
        "kind": "microdata",
        "method": " + ".join(dict.fromkeys(step.name for step in steps)) or "none",
        "rules": promise.rules if promise else [],
        "promise": asdict(promise) if promise else None,
        "cells": cells,
        "primary": hidden,
        "secondary": 0,
        "share_hidden": hidden / cells,
        "attacker": ATTACKER,
        "missing": SAYS[layout.missing],
        "audited": promise is not None,
        "safe": promise is not None and promise.held(risk),
        "reached": {"k": risk.k, "l": risk.l, "t": risk.t},
        "steps": [_shown(step) for step in steps],
    }
    return record(persons.rows, [*layout.keys, *layout.sensitive], [], facts)


def _shown(step: Step) -> dict[str, Any]:
    shown = step.as_dict()
    options = {name: value for name, value in shown["options"].items() if name != "hierarchies"}
    return {**shown, "options": options, "seed": None}
