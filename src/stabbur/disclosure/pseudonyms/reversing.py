"""Turn pseudonyms back into values; whoever may is asked one layer up, in `sb.depseudonymise`."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.pseudonyms import traces
from stabbur.disclosure.pseudonyms.hiding import Done, show
from stabbur.disclosure.pseudonyms.keys import Key, Version, parse_reference, raw
from stabbur.disclosure.pseudonyms.methods import Ff3, Keyed, Mapped, Method, Redact, Siv
from stabbur.disclosure.pseudonyms.paths import Path, shown
from stabbur.disclosure.pseudonyms.stable_ids import exchanged, pairs
from stabbur.disclosure.pseudonyms.working import Rules, Work, columns, plan
from stabbur.errors import BadInput, DataWarning

WITHDRAWN = (
    "FF3-1 in '{}' was withdrawn by NIST in 2025 because it can be broken: read it, "
    'and make new pseudonyms with "siv" or "ff1"'
)


def reverse(frame: Any, rules: Rules | None, work: Work) -> Any:
    """Return a frame with the values that its pseudonyms were made of.

    Without rules the fields, methods and keys are those that go with the frame.

    Raises
    ------
    BadInput
        A method has no way back, the version of a key is not known, or values are no pseudonyms of the key.
    """
    taken, noted, planned = planned_back(frame, rules)
    for path, method in planned.items():
        if not method.reversible:
            raise BadInput(
                f"'{shown(path)}' cannot be turned back: {method.algorithm} is a way in one direction",
                hint="leave the field out",
                code="pseudonym-one-way",
                column=shown(path),
            )

    def change(path: Path, values: pl.Series) -> pl.Series:
        return _shown(work, path, planned[path], values, noted.get(shown(path), {}))

    result = taken.with_columns(columns(taken, planned, change))
    for word in work.words:
        warnings.warn(word, DataWarning, stacklevel=4)
    return traces.note(result, {shown(path): {} for path in planned})


def keys_of(frame: Any, rules: Rules | None, work: Work) -> dict[str, dict[str, str]]:
    """Return for each field that would be turned back its algorithm and its key, for the audit log."""
    _, noted, planned = planned_back(frame, rules)
    told = {}
    for path, method in planned.items():
        keyed = method.then if isinstance(method, Mapped) else method
        key = "" if isinstance(keyed, Redact) else keyed.key or work.key
        told[shown(path)] = {
            "algorithm": method.algorithm,
            "key": key or noted.get(shown(path), {}).get("key", ""),
        }
    return told


def planned_back(
    frame: Any, rules: Rules | None
) -> tuple[Given, dict[str, dict[str, Any]], dict[Path, Method]]:
    """Return the frame, what goes with it, and the method by which each field was made."""
    taken = given(frame)
    noted = traces.described(frame)
    return taken, noted, plan(_known(noted) if rules is None else rules, taken)


def without_keys(planned: Mapping[Path, Method]) -> dict[str, Method]:
    """Return the same methods as rules that leave the key to the call."""
    rules: dict[str, Method] = {}
    for path, method in planned.items():
        if isinstance(method, Mapped):
            rules[shown(path)] = replace(method, then=replace(method.then, key=""))
        else:
            rules[shown(path)] = method if isinstance(method, Redact) else replace(method, key="")
    return rules


def _known(noted: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the rules that go with a frame: of every field that can be turned back."""
    rules = {
        name: {"method": one["method"], "key": one["key"], **one.get("options", {})}
        for name, one in noted.items()
        if one["method"] in ("siv", "ff1")
    }
    if rules:
        return rules
    raise BadInput(
        "nothing goes with the frame that tells how its pseudonyms were made",
        hint='name the fields and their methods: {"fnr": "siv"}',
        code="pseudonym-rules",
    )


def _shown(work: Work, path: Path, method: Method, values: pl.Series, noted: Mapping[str, Any]) -> pl.Series:
    if values.dtype not in (pl.String, pl.Categorical, pl.Null):
        raise BadInput(
            f"'{shown(path)}' is of type {values.dtype}: pseudonyms are text",
            hint="read the column as text, so that no zeros are lost in front",
            code="pseudonym-type",
            column=shown(path),
        )
    texts = values.cast(pl.String)
    if isinstance(method, Ff3):
        work.words.append(WITHDRAWN.format(shown(path)))
        id, _ = parse_reference(method.key or work.key)
        key = raw(id)
        return work.done(path, texts, lambda distinct: show(method, key, distinct))[0]
    if isinstance(method, Redact):
        return values
    keyed = method.then if isinstance(method, Mapped) else method
    found, number = work.find(keyed)
    versions = _versions(work, path, keyed, found, number, noted)

    table = (
        pairs(replace(method, then=replace(keyed, width=keyed.width or 1)))[0]
        if isinstance(method, Mapped)
        else None
    )

    def make(distinct: pl.Series) -> Done:
        done = _tried([(keyed, work.derived(keyed, found, one)) for one in versions], distinct)
        return done if table is None else _of_identifiers(done, table)

    return work.done(path, texts, make)[0]


def _of_identifiers(done: Done, table: pl.DataFrame) -> Done:
    """Return the values that stable identifiers stand for, null where the table does not have one."""
    values = exchanged(done.texts, table, "target", "source")
    known = values.is_not_null() | done.texts.is_null()
    missing = pl.repeat("of a stable identifier that the table does not have", len(values), eager=True)
    return Done(values, done.why.zip_with(known, missing))


def _versions(
    work: Work, path: Path, method: Keyed, key: Key, number: int | None, noted: Mapping[str, Any]
) -> list[Version]:
    """Return the versions of a key that a field may have been made with, the likeliest first."""
    said, version = parse_reference(noted["key"]) if noted.get("key") else ("", None)
    if number is None and said == key.id:
        number = version
    if number is not None:
        chosen = key.version(number)
        if said == key.id and version == number and noted.get("check") != work.scope.check(key, chosen):
            raise BadInput(
                f"'{shown(path)}' was not made with this key '{key.id}', or in another package or environment",
                hint="give package= and shared= as they were, and look which store has the key: stabbur keys list",
                code="key-other",
                column=shown(path),
            )
        return [chosen]
    if len(key.versions) > 1 and not isinstance(method, Siv):
        raise BadInput(
            f"it is not known which version of key '{key.id}' made '{shown(path)}', and FF1 cannot tell: "
            f"it has {', '.join(str(one.number) for one in key.versions)}",
            hint=f'key="{key.id}@{key.versions[0].number}"',
            code="key-version",
        )
    return list(reversed(key.versions))


def _tried(ways: list[tuple[Keyed, bytes]], pseudonyms: pl.Series) -> Done:
    """Return what the first key that fits makes of each pseudonym."""
    done = show(*ways[0], pseudonyms)
    for method, material in ways[1:]:
        left = done.texts.is_null().arg_true()
        if not len(left):
            break
        again = show(method, material, pseudonyms.gather(left))
        done = Done(done.texts.scatter(left, again.texts), done.why.scatter(left, again.why))
    return done
