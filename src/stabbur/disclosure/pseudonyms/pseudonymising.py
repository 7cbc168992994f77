"""`sb.pseudonymise`: put pseudonyms in place of the values of some fields of a frame."""

import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

import polars as pl

from stabbur.disclosure.frame import Given, given
from stabbur.disclosure.options import known_options
from stabbur.disclosure.pseudonyms import traces
from stabbur.disclosure.pseudonyms.ciphers.texts import canonical, padded
from stabbur.disclosure.pseudonyms.hiding import Done, hide
from stabbur.disclosure.pseudonyms.methods import (
    METHODS,
    Ff1,
    Ff3,
    Keyed,
    Mapped,
    Method,
    Redact,
    characters,
)
from stabbur.disclosure.pseudonyms.paths import Path, shown
from stabbur.disclosure.pseudonyms.stable_ids import exchanged, pairs
from stabbur.disclosure.pseudonyms.working import OnFailure, Rules, Work, begun, columns, options, plan
from stabbur.errors import BadInput, DataWarning
from stabbur.state import clock

SAME = 0.5
"""Share of the rows in which an index or a column has the value of a field, from which it is a copy of it."""


@known_options
def pseudonymise(
    frame: Any,
    rules: Rules,
    *,
    key: str = "",
    package: str = "",
    shared: bool = False,
    on_failure: OnFailure = "raise",
) -> Any:
    """Return a frame with pseudonyms in place of the values of some fields.

    The same value and key give the same pseudonym in all frames. Nulls stay null; a value that cannot be
    encrypted is an error or null, and never stays as it was. The caller's frame is not changed.

    Parameters
    ----------
    frame
        A pandas, polars or Arrow frame of `r` rows; the same kind is returned, with `r` rows in their order.
    rules
        For each field its method: `"siv"` (AES-SIV, RFC 5297), `"ff1"` (keeps the format, NIST SP 800-38G),
        `"hmac"` (HMAC-SHA-256, RFC 2104), `"blake2"` (keyed BLAKE2b, RFC 7693), `"redact"`; or a mapping with
        `method` and its options, such as `{"method": "ff1", "alphabet": "upper"}`; or one of the classes of
        `stabbur.disclosure.pseudonyms`. A field is a column, a path into structs and lists such as
        `"person/fnr"`, or a pattern: `*` for any letters of a name, `**/` for any number of levels. The first
        that names a field counts, and one that names none is an error.
    key
        Id of the key (`stabbur keys create NAME`), with a version such as `"skatt@1"` when it is not the
        newest; else the setting `pseudonyms.key`.
    package
        Make pseudonyms that are of this package alone and join with those of no other.
    shared
        Make pseudonyms that are the same in every environment that has the key.
    on_failure
        `"raise"`, or `"null"`: the values that failed become null, and a warning tells how many and why.

    Raises
    ------
    BadInput
        A field, method or option that there is none of, or values that cannot be encrypted.
    NotFound
        There is no such key.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> from stabbur.disclosure.pseudonyms import create_key
    >>> create_key("folk", store="state")
    'folk@1'
    >>> df = pl.DataFrame({"fnr": ["01012012345", None], "navn": ["Kari", "Ola"], "alder": [1, 2]})
    >>> hidden = sb.pseudonymise(df, {"fnr": "ff1", "navn": "redact"}, key="folk")
    >>> hidden["navn"].to_list(), hidden["alder"].to_list(), hidden["fnr"].str.len_chars().to_list()
    (['*', '*'], [1, 2], [11, None])
    """
    work = begun(package, shared, key, on_failure)
    taken = given(frame)
    planned = plan(rules, taken)
    _refuse_index(taken, planned)
    work.words.extend(_copies(taken, planned))
    told: dict[str, dict[str, Any]] = {}
    made: list[tuple[Path, pl.Series]] = []

    def change(path: Path, values: pl.Series) -> pl.Series:
        hidden, about = _hidden(work, path, planned[path], values)
        told[shown(path)] = about
        made.append((path, hidden))
        return hidden

    result = taken.with_columns(columns(taken, planned, change))
    for path, hidden in made:
        traces.remember(path, hidden, told[shown(path)], _kinds(planned[path], hidden))
    for word in work.words:
        warnings.warn(word, DataWarning, stacklevel=3)
    return traces.note(result, told)


def _hidden(work: Work, path: Path, method: Method, values: pl.Series) -> tuple[pl.Series, dict[str, Any]]:
    """Return the pseudonyms of one field, and what is told of them."""
    about: dict[str, Any] = {
        "method": next(name for name, kind in METHODS.items() if type(method) is kind),
        "algorithm": method.algorithm,
        "time": clock.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    if isinstance(method, Ff3):
        raise BadInput(
            f"FF3-1 for '{shown(path)}' is only read: NIST withdrew it",
            hint='"ff1" keeps the format, too',
            code="pseudonym-withdrawn",
        )
    about |= {"options": options(method)} if options(method) else {}
    if isinstance(method, Redact):
        return _redacted(work, path, method, values, about)
    keyed = method.then if isinstance(method, Mapped) else method
    texts = canonical(values, shown(path), width=keyed.width, normalise=keyed.normalise)
    if blanks := padded(texts):
        work.words.append(
            f"{blanks} values in '{shown(path)}' begin or end with a blank, "
            "and get other pseudonyms than the same without"
        )
    found, number = work.find(keyed)
    version = found.version(number)
    material = work.derived(keyed, found, version)
    about |= {"key": f"{found.id}@{version.number}", "check": work.scope.check(found, version)}
    told = {"package": work.scope.package, "shared": work.scope.shared}
    told["environment"] = "" if work.scope.shared else work.scope.environment
    about |= {name: one for name, one in told.items() if one}
    table: pl.DataFrame | None = None
    if isinstance(method, Mapped):
        table, snapshot = pairs(method)
        about |= {"then": keyed.algorithm, "stableIdentifier": method.target}
        about |= {"snapshot": snapshot} if snapshot else {}

    def make(distinct: pl.Series) -> Done:
        if table is None:
            return hide(keyed, material, distinct)
        return _mapped(keyed, material, exchanged(distinct, table, "source", "target"))

    hidden, failed = work.done(path, texts, make)
    return hidden, about | ({"failed": failed} if failed else {})


def _refuse_index(taken: Given, planned: Mapping[Path, Method]) -> None:
    """Refuse a pandas frame whose index holds a field as well, by name or by its values: there it would stay in clear."""
    levels = range(taken.original.index.nlevels) if taken.kind == "pandas" else ()
    for level in levels:
        values = taken.original.index.get_level_values(level)
        for path in planned:
            if path[0] == str(values.name) or (len(path) == 1 and _alike(taken.rows[path[0]], values)):
                raise BadInput(
                    f"'{path[0]}' is a column and the index, too: there its values would stay in clear",
                    hint="frame.reset_index(drop=True)",
                    code="pseudonym-index",
                    column=path[0],
                )


def _alike(column: pl.Series, index: Any) -> bool:
    """Say whether an index was made of a column: most of its values stand in the same rows."""
    if type(index).__name__ == "RangeIndex" or not (column.dtype == pl.String or column.dtype.is_integer()):
        return False
    same = column.cast(pl.String) == pl.Series(index.astype(str).tolist(), dtype=pl.String)
    return same.sum() > SAME * len(same)


def _copies(taken: Given, planned: Mapping[Path, Method]) -> Iterator[str]:
    """Yield a warning for each column that holds the values of a field in clear and is left as it is."""
    texts = {path[0] for path in planned if len(path) == 1 and taken.rows[path[0]].dtype == pl.String}
    for other in taken.rows.columns:
        if (other,) in planned or taken.rows[other].dtype != pl.String:
            continue
        for name in sorted(texts):
            same = taken.rows[other] == taken.rows[name]
            if same.sum() > SAME * len(same):
                yield f"'{other}' holds the values of '{name}', too, and they stay in clear there"


def _kinds(method: Method, hidden: pl.Series) -> int:
    """Return how many texts of the form of these pseudonyms there are; 0 beyond counting."""
    keyed = method.then if isinstance(method, Mapped) else method
    least = hidden.str.len_chars().min()
    if not isinstance(keyed, Ff1) or not isinstance(least, int):
        return 0
    return int(min(len(characters(keyed.alphabet)) ** least, 10**18))


def _redacted(
    work: Work, path: Path, method: Redact, values: pl.Series, about: Mapping[str, Any]
) -> tuple[pl.Series, dict[str, Any]]:
    if not method.pattern:  # whatever kind of value it is, none is looked at
        texts = pl.select(pl.when(values.is_not_null()).then(pl.lit(method.placeholder))).to_series()
        return texts.rename(path[-1]), dict(about)
    texts = canonical(values, shown(path), width=1, normalise=False)
    hidden, failed = work.done(path, texts, lambda distinct: hide(method, b"", distinct))
    return hidden, {**about, **({"failed": failed} if failed else {})}


def _mapped(method: Keyed, material: bytes, identifiers: pl.Series) -> Done:
    """Return the pseudonyms of stable identifiers, null where a value has none."""
    there = identifiers.is_not_null()
    done = hide(method, material, identifiers.drop_nulls())
    rows = there.arg_true()
    texts = pl.repeat(None, len(identifiers), dtype=pl.String, eager=True).scatter(rows, done.texts)
    missing = pl.repeat("without a stable identifier", len(identifiers), eager=True)
    return Done(texts, missing.scatter(rows, done.why))
