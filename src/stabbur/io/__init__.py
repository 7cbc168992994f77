"""The world to and from frames: files, databases and services. Names load when they are first used."""

from importlib import import_module

PUBLIC = {
    "connect": "stabbur.io.database",
    "read_file": "stabbur.io.file",
    "read_service": "stabbur.io.service",
    "read_sql": "stabbur.io.database",
    "to_file": "stabbur.io.file",
    "to_sql": "stabbur.io.database",
}

__all__ = sorted(PUBLIC)


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(f"stabbur.io has no '{name}': it has {', '.join(sorted(PUBLIC))}")
    return getattr(import_module(PUBLIC[name]), name)
