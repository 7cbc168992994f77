"""What protected microdata promise, measured on what is published, in the form that goes with data into a package."""

from dataclasses import asdict
from typing import Any

from stabbur.disclosure.microdata.anonymity.lattice import Wanted
from stabbur.disclosure.microdata.persons import Persons
from stabbur.disclosure.microdata.risk.measures import SAYS, Risk
from stabbur.disclosure.microdata.step import Step
from stabbur.disclosure.protection.proof import Proof, hidden, record

ATTACKER = "knows the keys of a person and that the person is in the file; knows no sensitive value of others"


def held(wanted: Wanted, risk: Risk) -> bool:
    """Say whether published rows reach what was wanted."""
    return risk.k >= wanted.k and all(bool(wanted.reached(one).all()) for one in risk.diversity.values())


def guarantee(persons: Persons, steps: tuple[Step, ...], promise: Wanted | None) -> Proof:
    """Return the proof of some rows and remember it, so that the same content is recognised when it is packaged.

    Seeds are left out, for who has them can take noise away again, and so are hierarchies, for they are long.
    A file without a promise is never audited.
    """
    risk, layout = Risk(persons), persons.layout
    missing = sum(persons.rows[name].null_count() for name in layout.keys)
    cells = persons.rows.height * len(layout.keys)
    facts: dict[str, Any] = {
        "kind": "microdata",
        "method": "microdata" if promise else "none",
        "rules": promise.rules if promise else [],
        "promise": asdict(promise) if promise else None,
        "cells": cells,
        "hidden": hidden(missing, cells),
        "attacker": {"knows": ATTACKER},
        "missing": SAYS[layout.missing],
        "audited": promise is not None,
        "safe": promise is not None and held(promise, risk),
        "reached": {"k": risk.k, "l": risk.l, "t": risk.t},
        "steps": [_shown(step) for step in steps],
    }
    return record(persons.rows, [*layout.keys, *layout.sensitive], [], facts)


def _shown(step: Step) -> dict[str, Any]:
    shown = step.as_dict()
    options = {name: value for name, value in shown["options"].items() if name != "hierarchies"}
    return {**shown, "options": options, "seed": None}
