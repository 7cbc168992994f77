"""How a table is to be protected: every choice, made and checked before anything is done."""

from dataclasses import dataclass
from typing import Any, TypedDict

from stabbur.disclosure.attack.knowledge import Attacker, need_attacker
from stabbur.disclosure.elimination.secondary import Choice, Singletons
from stabbur.errors import BadInput, meant
from stabbur.frames.given import one_of, shown

METHODS = ("gauss", "optimal", "none")


class Options(TypedDict, total=False):
    """What can be said of a protection beside its rules."""

    method: str
    """`"gauss"` (Langsrud's elimination), `"optimal"` (a mixed integer program, small tables), `"none"`."""
    attacker: Attacker | None
    """What a reader is taken to know; None follows the policy for zeros."""
    cost: Any
    """What it costs to hide a cell: a frame of codes with a column `cost`; other cells cost their default."""
    forced: Any
    """Cells that must be hidden: a frame of codes."""
    frozen: Any
    """Cells that must be published: a frame of codes."""
    engine: Choice
    """`"auto"`, `"compiled"` (numba) or `"plain"` (NumPy): the same answer."""
    intervals: bool | None
    """Whether exact intervals are computed; None does it for tables of up to 2 000 cells."""


@dataclass(frozen=True)
class Plan:
    """How a table is protected, every choice made and checked."""

    method: str
    singletons: Singletons
    verify: bool
    engine: Choice
    attacker: Attacker
    intervals: bool | None


def plan_of(singletons: Singletons, verify: bool, options: Options) -> Plan:
    """Return how a table is to be protected, or say which option cannot be right."""
    for name in options:
        if name not in Options.__annotations__:
            raise BadInput(
                f"protect takes no '{name}': it takes rules, singletons, verify, {', '.join(Options.__annotations__)}",
                hint=meant(name, [*Options.__annotations__, "rules", "singletons", "verify"])
                or "leave it out",
                code="option-unknown",
                option=name,
            )
    method = options.get("method", "gauss")
    if not one_of(method, METHODS):
        raise BadInput(
            f"method is '{shown(method)}': it must be {' or '.join(map(repr, METHODS))}",
            hint=meant(method, METHODS) or "method='gauss'",
            code="option-value",
            option="method",
        )
    attacker = need_attacker(options.get("attacker") or Attacker())
    for name, value in (("verify", verify), ("intervals", options.get("intervals"))):
        if not isinstance(value, bool) and (name == "verify" or value is not None):
            raise BadInput(
                f"{name} is '{shown(value)}': it must be True or False",
                hint=f"{name}=True",
                code="option-value",
                option=name,
            )
    return Plan(method, singletons, verify, options.get("engine", "auto"), attacker, options.get("intervals"))
