"""Read the settings that hold in a folder: environment, then project, person and installation."""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stabbur.errors import BadInput
from stabbur.settings import environment, protection
from stabbur.settings.lines import key_lines, line_of
from stabbur.settings.mistakes import first_mistake
from stabbur.settings.models import Settings
from stabbur.settings.places import INSTALLATION, Origin, files
from stabbur.settings.section import Section

Key = tuple[str, ...]


@dataclass(frozen=True)
class Explained:
    """One setting with the place that its value came from."""

    key: str
    value: object
    level: str
    place: str


@dataclass
class Layer:
    """What one level says."""

    level: str
    values: dict[Key, Any] = field(default_factory=dict)
    origins: dict[Key, Origin] = field(default_factory=dict)
    file: Path | None = None
    lines: dict[Key, int] = field(default_factory=dict)

    def origin(self, key: Key) -> Origin:
        """Return where a key stands; the nearest key around it when it does not stand by itself."""
        for depth in range(len(key), 0, -1):
            if key[:depth] in self.origins:
                return self.origins[key[:depth]]
        inside = [origin for known, origin in self.origins.items() if known[: len(key)] == key]
        return inside[0] if inside else Origin(self.level, self.file, line_of(self.lines, key))


def load(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings that hold in a folder.

    Raises
    ------
    BadInput
        A key that is unknown, a wrong type, a secret in plain text or a protected source;
        the message names file, line and key.
    """
    settings, _ = read(folder, environ)
    return settings


def explain(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> list[Explained]:
    """Return every setting with its value and where that came from, in the order of the table."""
    settings, origins = read(folder, environ)
    return [
        Explained(".".join(key), value, origin.level, str(origin) if origin.level != "default" else "")
        for key, value in _leaves(settings)
        for origin in [origins.get(key, Origin("default"))]
    ]


def read(
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    installation: Path = INSTALLATION,
) -> tuple[Settings, dict[Key, Origin]]:
    """Return the settings and where each value came from."""
    environ = os.environ if environ is None else environ
    layers = [_from_file(level, file) for level, file in files(folder or Path.cwd(), environ, installation)]
    layers.insert(0, _from_environment(environ, [key for layer in layers for key in layer.values]))
    # each by itself: a mistake that a nearer level covers would come up on another machine
    for layer in layers:
        _check(layer)
    protection.check(layers)
    values: dict[Key, Any] = {}
    origins: dict[Key, Origin] = {}
    for layer in reversed(layers):
        values |= layer.values
        origins |= {key: layer.origin(key) for key in layer.values}
    settings = _valid(_nested(values), lambda key: _nearest(key, origins))
    for name, source in settings.sources.items():
        for key, reference in source.references().items():
            path = ("sources", name, *key.split("."))
            reference.note(f"'{'.'.join(path)}' in {_nearest(path, origins)}")
    for section, asked in (("state", settings.state.password), ("packages", settings.packages.password)):
        if asked:
            asked.note(f"'{section}.password' in {_nearest((section, 'password'), origins)}")
    return settings, origins


def _from_file(level: str, file: Path) -> Layer:
    try:
        # editors on Windows put a byte order mark first
        text = file.read_text(encoding="utf-8-sig")
        parsed = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not UTF-8 text: byte {error.start}", code="settings-unreadable") from None
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}", code="settings-unreadable") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise BadInput(
            f"{file} line {line} is not TOML: {reason[:1].lower()}{reason[1:]}",
            hint="text stands in quotes, true and false do not",
            code="settings-not-toml",
            file=str(file),
            line=line,
        ) from None
    lines = key_lines(text)
    layer = Layer(level, file=file, lines=lines)
    for key, value in _flat(parsed):
        layer.values[key] = _seen_from(file.parent, key, value, parsed)
        layer.origins[key] = Origin(level, file, line_of(lines, key))
    return layer


def _from_environment(environ: Mapping[str, str], known: list[Key]) -> Layer:
    layer = Layer("environment")
    for path, (variable, value) in environment.variables(environ, known).items():
        for key, part in _flat(value, path) if isinstance(value, dict) else [(path, value)]:
            layer.values[key] = part
            layer.origins[key] = Origin("environment", variable=variable)
    return layer


def _check(layer: Layer) -> None:
    """Look at a level by itself; what it leaves out another level may give."""
    found = _tried(_nested(layer.values))
    if isinstance(found, ValidationError) and any(one["type"] != "missing" for one in found.errors()):
        raise first_mistake(found, layer.origin)


def _valid(values: dict[str, Any], origin: Callable[[Key], Origin]) -> Settings:
    found = _tried(values)
    if isinstance(found, ValidationError):
        raise first_mistake(found, origin)
    return found


def _tried(values: dict[str, Any]) -> Settings | ValidationError:
    """Return the settings, or what is wrong: raised outside, so that no error drags the given values along."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        return error


def _flat(table: Mapping[str, Any], before: Key = ()) -> list[tuple[Key, Any]]:
    """Return the leaves of nested tables; a reference to a secret is one leaf, so is an empty table."""
    found: list[tuple[Key, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict) and value and set(value) != {"secret"}:
            found += _flat(value, (*before, name))
        else:
            found.append(((*before, name), value))
    return found


def _nested(values: Mapping[Key, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in values.items():
        table = made
        for part in key[:-1]:
            inner = table.get(part)
            table[part] = table = inner if isinstance(inner, dict) else {}
        if not (value == {} and isinstance(table.get(key[-1]), dict)):
            table[key[-1]] = value
    return made


def _seen_from(folder: Path, key: Key, value: Any, parsed: Mapping[str, Any]) -> Any:
    """Return the path of a local source or bucket as seen from the file that names it."""
    if len(key) != 3 or key[0] not in ("sources", "buckets") or key[2] != "address":
        return value
    kind = parsed[key[0]][key[1]].get("kind", "local" if key[0] == "buckets" else "")
    if kind not in ("local", "sqlite", "duckdb") or not isinstance(value, str):
        return value
    if not value or "://" in value or value.startswith(":"):
        return value
    return str(folder / Path(value).expanduser())


def _leaves(section: Section, before: Key = ()) -> list[tuple[Key, Any]]:
    found: list[tuple[Key, Any]] = []
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, dict):
            for key, item in value.items():
                inner = (*before, name, key)
                found += (
                    _leaves(item, inner) if isinstance(item, Section) and _is_table(item) else [(inner, item)]
                )
        elif isinstance(value, Section) and _is_table(value):
            found += _leaves(value, (*before, name))
        else:
            found.append(((*before, name), value))
    return found


def _is_table(section: Section) -> bool:
    return "secret" not in type(section).model_fields


def _nearest(key: Key, origins: Mapping[Key, Origin]) -> Origin:
    for depth in range(len(key), 0, -1):
        for known, origin in origins.items():
            if known[:depth] == key[:depth]:
                return origin
    return Origin("default")
