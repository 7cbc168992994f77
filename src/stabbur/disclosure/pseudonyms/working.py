"""One call's work on the fields of a frame: keys looked up once, each distinct value encrypted once, failures told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import polars as pl

from stabbur import settings
from stabbur.disclosure.frame import Given
from stabbur.disclosure.pseudonyms.hiding import BYTES, Done
from stabbur.disclosure.pseudonyms.keys import Key, Scope, Version, find, parse_reference
from stabbur.disclosure.pseudonyms.methods import Keyed, Method, method_of
from stabbur.disclosure.pseudonyms.nested import changed
from stabbur.disclosure.pseudonyms.paths import Path, chosen, shown
from stabbur.errors import BadInput, meant

OnFailure = Literal["raise", "null"]
Rules = Mapping[str, object]
SHOWN = 5  # rows that a message names


@dataclass
class Work:
    """What the fields of one call share."""

    scope: Scope
    key: str
    on_failure: str
    known: dict[str, Key] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def find(self, method: Keyed) -> tuple[Key, int | None]:
        """Return the key of a method and the version that was named, if one was."""
        reference = method.key or self.key
        if not reference:
            raise BadInput(
                f"no key is named for {method.algorithm}",
                hint='key="…", or pseudonyms.key in the settings; stabbur keys create NAME makes one',
                code="key-unnamed",
            )
        id, number = parse_reference(reference)
        if id not in self.known:
            self.known[id] = find(id)
        return self.known[id], number

    def derived(self, method: Keyed, key: Key, version: Version) -> bytes:
        """Return the bytes that a method takes of a key in this scope."""
        return self.scope.derive(key, version, method.algorithm, BYTES[type(method)])

    def done(self, path: Path, texts: pl.Series, make: Callable[[pl.Series], Done]) -> tuple[pl.Series, int]:
        """Return what becomes of texts, each that differs made once, and how many failed.

        Raises
        ------
        BadInput
            Some failed and the call does not take null for them.
        """
        distinct = texts.drop_nulls().unique(maintain_order=True)
        made = make(distinct)
        if len(distinct) == len(texts):
            values, why = made.texts, made.why
        else:
            table = pl.DataFrame({"text": distinct, "made": made.texts, "why": made.why})
            asked = pl.DataFrame({"text": texts})
            found = asked.join(table, on="text", how="left", maintain_order="left")
            values, why = found["made"], found["why"]
        failed = len(why) - why.null_count()
        if failed:
            self._failed(path, why, failed)
        return values.rename(path[-1]), failed

    def _failed(self, path: Path, why: pl.Series, failed: int) -> None:
        rows = why.is_not_null().arg_true().to_list()
        reasons = why.drop_nulls().value_counts(sort=True, name="n").rows()
        told = ", ".join(f"{count} {reason}" for reason, count in reasons)
        places = ", ".join(map(str, rows[:SHOWN])) + (f" and {failed - SHOWN} more" if failed > SHOWN else "")
        text = f"{failed} of {len(why)} values in '{shown(path)}' failed: {told} (counted from 0: {places})"
        if self.on_failure == "raise":
            raise BadInput(
                text,
                hint='mend them, take another method, or on_failure="null" makes them null',
                code="pseudonym-failed",
                column=shown(path),
                failed=failed,
            )
        self.words.append(f"{text}; they are null")


def begun(package: str, shared: object, key: str, on_failure: str) -> Work:
    """Return the work of one call, its options checked."""
    if on_failure not in ("raise", "null"):
        raise BadInput(
            f"on_failure is '{on_failure}': it must be raise or null; a value never stays as it was",
            hint=meant(on_failure, ("raise", "null"))
            or 'on_failure="null" makes null what cannot be encrypted',
            code="pseudonym-option",
        )
    if not isinstance(package, str) or not isinstance(shared, bool):
        raise BadInput(
            "package must be text, and shared True or False",
            hint='package="inntekt", shared=True',
            code="pseudonym-option",
        )
    known = settings.load().pseudonyms
    scope = Scope(package, shared, known.environment)
    return Work(scope, key or known.key, on_failure)


def plan(rules: object, taken: Given) -> dict[Path, Method]:
    """Return the method of each field that the rules name."""
    if not isinstance(rules, Mapping) or not rules:
        raise BadInput(
            f"the rules are {type(rules).__name__}: they must be a dict of at least one field and its method",
            hint='{"fnr": "siv", "name": "redact"}',
            code="pseudonym-rules",
        )
    methods = {pattern: method_of(told, str(pattern)) for pattern, told in rules.items()}
    levels = list(map(str, taken.original.index.names)) if taken.kind == "pandas" else []
    for name in (one for one in levels if one in methods and one not in taken.rows.columns):
        raise BadInput(
            f"'{name}' is the index, not a column",
            hint="frame.reset_index() makes a column of it",
            code="pseudonym-field",
            field=name,
        )
    return {path: methods[pattern] for path, pattern in chosen(rules, taken.rows.schema).items()}


def columns(
    taken: Given, planned: Mapping[Path, Method], change: Callable[[Path, pl.Series], pl.Series]
) -> dict[str, pl.Series]:
    """Return the columns that hold a planned field, changed there and nowhere else."""

    def one(path: Path, values: pl.Series) -> pl.Series:
        return change(path, values) if path in planned else values

    names = dict.fromkeys(path[0] for path in planned)
    rows = taken.rows
    return {name: changed(rows[name], {p for p in planned if p[0] == name}, one) for name in names}


def options(method: Method) -> dict[str, Any]:
    """Return the options of a method that differ from what it is without them; neither key nor table."""
    found = {}
    for one in fields(method):
        value = getattr(method, one.name)
        if one.name not in ("key", "table", "then") and value != one.default:
            found[one.name] = value
    return found
