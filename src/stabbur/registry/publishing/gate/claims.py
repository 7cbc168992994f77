"""Proofs as somebody may have written them by hand: what they claim is read only where it is whole."""

from collections.abc import Mapping
from typing import Any

from stabbur.errors import BadInput

ATTACKED = ("gauss", "optimal")
"""Methods whose proofs name the table, so that it can be attacked anew."""


def is_whole(proof: object) -> bool:
    """Say whether a proof tells enough, in the form that proofs have, to be held against its data.

    Examples
    --------
    >>> from stabbur.registry.publishing.gate.claims import is_whole
    >>> about = {"kind": "table", "dimensions": ["kommune"], "figures": ["personer"]}
    >>> is_whole(about), is_whole({**about, "figures": []}), is_whole({**about, "method": "gauss"})
    (True, False, False)
    """
    if not isinstance(proof, Mapping):
        return False
    names = [proof.get("dimensions"), proof.get("figures"), proof.get("uncovered") or []]
    if not all(isinstance(some, list) and all(isinstance(one, str) for one in some) for some in names):
        return False
    if proof.get("kind") == "microdata":
        return bool(proof["dimensions"])
    if not proof["dimensions"] or not proof["figures"]:
        return False
    if proof.get("method") in ATTACKED and proof.get("table") is None:
        return False
    return proof.get("table") is None or (_is_table(proof["table"]) and _is_reader(proof.get("attacker")))


def _is_table(told: object) -> bool:
    from stabbur.disclosure.tables.written import read

    if not isinstance(told, Mapping) or not told.get("tables"):
        return False
    try:
        read(told)
    except (BadInput, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False
    return True


def _is_reader(told: Any) -> bool:
    limits = told if isinstance(told, Mapping) else {}
    return all(isinstance(limits.get(one), int | float | None) for one in ("lower", "upper"))
