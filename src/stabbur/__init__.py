"""Stabbur: from raw data to a published data package. Names load when they are first used."""

from importlib import import_module

__version__ = "0.1.0"

# names and where they live: nothing is imported until a name is used
PUBLIC = {
    "BadInput": "stabbur.errors",
    "Conflict": "stabbur.errors",
    "Damaged": "stabbur.errors",
    "DataWarning": "stabbur.errors",
    "Datapackage": "stabbur.packages",
    "MissingExtra": "stabbur.errors",
    "NoRoom": "stabbur.errors",
    "NotAllowed": "stabbur.errors",
    "NotFound": "stabbur.errors",
    "StabburError": "stabbur.errors",
    "Unavailable": "stabbur.errors",
    "anonymise": "stabbur.disclosure",
    "audit": "stabbur.disclosure",
    "connect": "stabbur.io",
    "depseudonymise": "stabbur.registry.reidentifying",
    "pseudonymise": "stabbur.disclosure.pseudonyms.pseudonymising",
    "publish": "stabbur.registry",
    "publish_story": "stabbur.registry",
    "read_dp": "stabbur.registry",
    "read_file": "stabbur.io",
    "read_service": "stabbur.io",
    "read_sql": "stabbur.io",
    "round_counts": "stabbur.disclosure",
    "scan": "stabbur.disclosure.scanning.scan",
    "suppress": "stabbur.disclosure.protection.suppressing",
    "to_file": "stabbur.io",
    "to_sql": "stabbur.io",
}

__all__ = sorted(PUBLIC)


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted([*PUBLIC, "__version__"])
