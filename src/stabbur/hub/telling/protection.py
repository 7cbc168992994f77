"""How the data of a version are protected, in words: method, what was confidential, how much is hidden, audited or not.

Only where an attack was run on a table is it said that nothing can be computed: each kind of method has its own words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stabbur.hub.telling.formats import Formats
from stabbur.hub.telling.words import Text, dicts

RULE = re.compile(r"(\w+)\((\d+)?")
REACHED = re.compile(r"(k-anonymity|distinct l-diversity|t-closeness) [klt]=([\d.]+)")


@dataclass(frozen=True)
class Protected:
    """One resource: what was done, what was confidential in it, and whether a check of it held."""

    table: str
    method: str
    asked: str
    """What the rules say: what is confidential, or what rows must reach."""
    rules: tuple[str, ...]
    hidden: str
    audited: bool
    audit: str
    uncovered: tuple[str, ...]
    """Columns of figures that the protection does not cover."""


def protections(descriptor: Mapping[str, Any], text: Text, formats: Formats) -> list[Protected]:
    """Return how each protected resource of a package is protected, in the reader's language."""
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
    method = str(proof.get("method") or "")
    kind = _kind(proof)
    told = _METHODS.get(_MICRODATA if kind == _MICRODATA else method)
    rules = proof.get("rules")
    uncovered = proof.get("uncovered")
    return Protected(
        table,
        told(text) if told else method,
        text("Asked of the rows:") if kind == _MICRODATA else text("Confidential:"),
        tuple(dict.fromkeys(_rule(str(one), proof, text, formats) for one in rules))
        if isinstance(rules, list)
        else (),
        _amount(kind, proof, text, formats),
        safe,
        _audit(kind, proof, text, safe=safe),
        tuple(map(str, uncovered)) if isinstance(uncovered, list) else (),
    )


_SUPPRESSION, _ROUNDING, _NOISE, _MICRODATA = "suppression", "rounding", "noise", "microdata"
_KINDS = {"small": _ROUNDING, "controlled": _ROUNDING, "cell_key": _NOISE}


def _kind(proof: Mapping[str, Any]) -> str:
    if proof.get("kind") == _MICRODATA:
        return _MICRODATA
    return _KINDS.get(str(proof.get("method")), _SUPPRESSION)


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
    _MICRODATA: lambda text: text("Rows are made alike, so that nobody can be told from the others."),
}
_METHODS["optimal"] = _METHODS["gauss"]


def _rule(rule: str, proof: Mapping[str, Any], text: Text, formats: Formats) -> str:
    """Return what a rule holds confidential, or what rows of persons reach."""
    found = RULE.match(rule)
    name, number = (found[1], found[2] or "") if found else (rule, "")
    words = {
        "minimum_count": _small(int(number), proof, text) if number else "",
        "few_contributors": text("sums of few contributors"),
        "dominance": text("sums that a few contributors dominate"),
        "p_percent": text("sums that give a contributor's figure too closely"),
        "pq": text("sums that give a contributor's figure too closely"),
        "k_disclosure": text("counts that tell something of all in a group"),
        "request": text("figures that a contributor has asked to have hidden"),
        "forced": text("figures chosen by hand"),
    }
    return words.get(name) or _reached(rule, text, formats) or rule


def _small(least: int, proof: Mapping[str, Any], text: Text) -> str:
    if proof.get("zeros") not in ("public", "secondary") or least < 2:
        return text("counts below %(number)s", number=least)
    if least == 2:
        return text("counts of 1")
    return text("counts from 1 to %(number)s", number=least - 1)


def _reached(rule: str, text: Text, formats: Formats) -> str:
    found = REACHED.fullmatch(rule)
    if found is None:
        return ""
    number = formats.number(float(found[2]))
    return {
        "k-anonymity": text("at least %(number)s rows share what a person could be known by", number=number),
        "distinct l-diversity": text(
            "they have at least %(number)s different sensitive values", number=number
        ),
        "t-closeness": text(
            "their sensitive values are spread nearly as in the whole file (t = %(number)s)", number=number
        ),
    }[found[1]]


def _amount(kind: str, proof: Mapping[str, Any], text: Text, formats: Formats) -> str:
    """Return how much is hidden or changed, as far as the proof tells."""
    cells, part = proof.get("cells"), _part(kind, proof)
    if part is None or not isinstance(cells, int):
        return ""
    said = {
        "count": formats.number(part),
        "cells": formats.number(cells),
        "share": formats.percent(part / cells if cells else 0.0),
    }
    if kind == _MICRODATA:
        return text(
            "%(count)s of %(cells)s values that a person could be known by are missing (%(share)s).", **said
        )
    if kind != _SUPPRESSION:
        return text("%(count)s of %(cells)s figures are changed (%(share)s); none is hidden.", **said)
    return text(
        "%(count)s of %(cells)s figures are hidden (%(share)s). They are shown as the word “suppressed”, not as 0.",
        **said,
    )


def _part(kind: str, proof: Mapping[str, Any]) -> int | None:
    place, name = ("measures", "changed") if kind in (_ROUNDING, _NOISE) else ("hidden", "count")
    found = proof.get(place)
    count = found.get(name) if isinstance(found, Mapping) else None
    return count if isinstance(count, int) else None


def _audit(kind: str, proof: Mapping[str, Any], text: Text, *, safe: bool) -> str:
    if proof.get("audited") is not True:
        return text("Not audited")
    words = {
        _SUPPRESSION: (
            text("Audited: no confidential figure can be computed from what is published"),
            text("The audit found figures that can be computed"),
        ),
        _ROUNDING: (
            text("Checked: the counts are rounded as the method promises, and they add up"),
            text("The check found counts that are not rounded as the method promises"),
        ),
        _NOISE: (
            text("Checked: the figures are changed as the method promises"),
            text("The check found counts that a reader can be sure of"),
        ),
        _MICRODATA: (
            text("Checked: the rows reach what was asked for"),
            text("The check found that the rows do not reach what was asked for"),
        ),
    }
    return words[kind][0 if safe else 1]
