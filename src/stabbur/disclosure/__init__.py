"""Disclosure control: pseudonymise, anonymise, suppress, round, audit, scan. Names load when they are first used."""

from importlib import import_module

PUBLIC = {
    "Attacker": "stabbur.disclosure.attack.knowledge",
    "Hierarchy": "stabbur.disclosure.tables.hierarchy",
    "Microdata": "stabbur.disclosure.microdata.microdata",
    "PTable": "stabbur.disclosure.rounding.ptable",
    "TableSpec": "stabbur.disclosure.tables.specification",
    "anonymise": "stabbur.disclosure.replacing",
    "audit": "stabbur.disclosure.attack.auditing",
    "cell_key": "stabbur.disclosure.rounding.cell_key",
    "protect": "stabbur.disclosure.protection.protecting",
    "pseudonymise": "stabbur.disclosure.pseudonyms.pseudonymising",
    "round_counts": "stabbur.disclosure.rounding.counts",
    "rules": "stabbur.disclosure.rules",
    "scan": "stabbur.disclosure.scanning.scan",
    "suppress": "stabbur.disclosure.protection.suppressing",
}

__all__ = sorted(PUBLIC)


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur.disclosure has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    if name == "rules":
        return import_module(PUBLIC[name])
    return getattr(import_module(PUBLIC[name]), name)
