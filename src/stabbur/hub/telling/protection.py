"""How the tables of a version are protected, in words: method, what was confidential, how much is hidden, audited or not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stabbur.hub.telling.formats import Formats
from stabbur.hub.telling.words import Text, dicts

RULE = re.compile(r"(\w+)\((\d+)?")


@dataclass(frozen=True)
class Protected:
    """One table: what was done, what was confidential in it, and whether somebody has attacked it in vain."""

    table: str
    method: str
    rules: tuple[str, ...]
    hidden: str
    audited: bool
    audit: str
    uncovered: tuple[str, ...]
    """Columns of figures that the protection does not cover."""


def protections(descriptor: Mapping[str, Any], text: Text, formats: Formats) -> list[Protected]:
    """Return how each protected table of a package is protected, in the reader's language."""
    return [
        _protected(str(one.get("name")), one["protection"], text, formats)
        for one in dicts(descriptor.get("resources"))
        if isinstance(one.get("protection"), Mapping)
    ]


def overridden(lineage: Mapping[str, Any]) -> tuple[str, str]:
    """Return why a version was published although the gate refused it, and by whom; empty when it was not."""
    found = lineage.get("override")
    reason = found.get("reason") if isinstance(found, Mapping) else None
    return (reason, str(lineage.get("actor") or "")) if isinstance(reason, str) else ("", "")


def _protected(table: str, proof: Mapping[str, Any], text: Text, formats: Formats) -> Protected:
    safe = proof.get("audited") is True and proof.get("safe") is True
    kind, method = str(proof.get("kind")), str(proof.get("method") or "")
    told = _METHODS.get("microdata" if kind == "microdata" else method)
    rules = proof.get("rules")
    uncovered = proof.get("uncovered")
    return Protected(
        table,
        told(text) if told else method,
        tuple(dict.fromkeys(_rule(str(one), text) for one in rules)) if isinstance(rules, list) else (),
        _hidden(proof, text, formats),
        safe,
        _audit(proof, text, safe=safe),
        tuple(map(str, uncovered)) if isinstance(uncovered, list) else (),
    )


_METHODS: dict[str, Callable[[Text], str]] = {
    "gauss": lambda text: text(
        "Figures that could tell of somebody are hidden, and others with them so that these cannot be computed."
    ),
    "none": lambda text: text(
        "Figures that could tell of somebody are hidden, but nothing keeps them from being computed from the others."
    ),
    "small": lambda text: text("Small counts are rounded, so that none can be taken for what it was."),
    "controlled": lambda text: text("All counts are rounded, and the sums still hold."),
    "cell_key": lambda text: text(
        "Each figure is a little wrong on purpose, the same way wherever it stands."
    ),
    "microdata": lambda text: text("Rows are made alike, so that nobody can be told from the others."),
}
_METHODS["optimal"] = _METHODS["gauss"]


def _rule(rule: str, text: Text) -> str:
    """Return what a rule holds confidential; the limits of rules for sums of money help attackers and are not told."""
    found = RULE.match(rule)
    name, number = (found[1], found[2] or "") if found else (rule, "")
    words = {
        "minimum_count": text("counts below %(number)s", number=number) if number else "",
        "few_contributors": text("sums of few contributors"),
        "dominance": text("sums that a few contributors dominate"),
        "p_percent": text("sums that give a contributor's figure too closely"),
        "pq": text("sums that give a contributor's figure too closely"),
        "k_disclosure": text("counts that tell something of all in a group"),
        "request": text("figures that a contributor has asked to have hidden"),
        "forced": text("figures chosen by hand"),
    }
    return words.get(name) or rule


def _hidden(proof: Mapping[str, Any], text: Text, formats: Formats) -> str:
    hidden, cells = proof.get("hidden"), proof.get("cells")
    if not isinstance(hidden, Mapping) or not isinstance(cells, int):
        return ""
    count = sum(value for key in ("primary", "secondary") if isinstance(value := hidden.get(key), int))
    share = formats.percent(count / cells if cells else 0.0)
    return text(
        "%(count)s of %(cells)s figures are hidden (%(share)s). They are shown as the word “suppressed”, not as 0.",
        count=formats.number(count),
        cells=formats.number(cells),
        share=share,
    )


def _audit(proof: Mapping[str, Any], text: Text, *, safe: bool) -> str:
    if safe:
        return text("Audited: no confidential figure can be computed from what is published")
    if proof.get("audited") is True:
        return text("The audit found figures that can be computed")
    return text("Not audited")
