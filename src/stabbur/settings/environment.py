"""Settings in the environment: STABBUR_ and the path of the setting, joined by two underscores."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from stabbur.settings.models import Settings
from stabbur.settings.places import RESERVED

PREFIX = "STABBUR_"
CLOAKED = "STABBUR_SECRET_"
Path = tuple[str, ...]


def variables(environ: Mapping[str, str], known: Iterable[Path]) -> dict[Path, tuple[str, Any]]:
    """Return path -> (variable, value) for each variable that is a setting.

    A name that the files know, such as the source `dvh-test`, is found by DVH_TEST.
    """
    names = list(known)
    found = {}
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX) and not is_reserved(variable):
            path = _named(tuple(variable.removeprefix(PREFIX).lower().split("__")), names)
            found[path] = (variable, _value(path, text))
    return found


def is_reserved(variable: str) -> bool:
    """Say whether a variable means something else than a setting."""
    return variable in RESERVED or variable.startswith(CLOAKED)


def variable_name(path: Path) -> str:
    """Return the name of the variable that sets a path."""
    return PREFIX + "__".join(part.replace("-", "_").upper() for part in path)


def unnamed(key: str) -> str:
    """Return a key without the names that people chose: `sources.dvh.kind` as `sources.*.kind`."""
    parts = key.split(".")
    if get_origin(type_at(tuple(parts[:1]))) is dict:
        parts[1:2] = ["*"]
    return ".".join(parts[:3])


def type_at(path: Path) -> Any:
    """Return the type of the setting at a path, or None when there is no such setting."""
    kind: Any = Settings
    for part in path:
        if get_origin(kind) is dict:
            kind = get_args(kind)[1]
        elif isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
            kind = kind.model_fields[part].annotation
        else:
            return None
    return kind


def section_at(path: Path) -> type[BaseModel] | None:
    """Return the section at a path, `X | None` counted as X."""
    kind = type_at(path)
    found = [k for k in (kind, *get_args(kind)) if isinstance(k, type) and issubclass(k, BaseModel)]
    return found[0] if found and get_origin(kind) is not dict else None


def _named(path: Path, known: list[Path]) -> Path:
    if len(path) > 1 and get_origin(type_at(path[:1])) is dict:
        for other in known:
            if len(other) > 1 and other[0] == path[0] and other[1].replace("-", "_").lower() == path[1]:
                return (path[0], other[1], *path[2:])
    return path


def _value(path: Path, text: str) -> Any:
    kind = type_at(path)
    # text stays as it is: quotes around it would have to be escaped for the shell
    if get_origin(kind) is not tuple and any(k is str or isinstance(k, str) for k in (kind, *get_args(kind))):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
