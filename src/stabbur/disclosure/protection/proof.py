"""What goes with protected data into a package: how it was protected, and a fingerprint that ties it to the data.

The fingerprint does not depend on the order of rows and columns, nor on whether a figure is 3 or 3.0.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from stabbur.disclosure.frame import given

Proof = dict[str, Any]

HIDDEN_MARKS = ("", ":", "*", "..", ".")
"""Texts that stand for a hidden figure in tables made for reading."""

NUMBER = r"^[-+]?[0-9][0-9\s\u{a0}.,]*%?$"
"""A figure as it is written for reading, by the regular expressions of Rust."""

LARGEST_WHOLE = 2**53
AT_ONCE = 100_000
"""Rows that are hashed in one go."""
MOST_REMEMBERED = 500
_REMEMBERED: dict[str, Proof] = {}


def fingerprint(rows: pl.DataFrame, dimensions: Sequence[str], figures: Sequence[str]) -> str:
    """Return `sha256:…` of what some rows publish: the codes of their dimensions and their figures.

    Parameters
    ----------
    rows
        The published rows, in any order.
    dimensions
        Columns that name a row.
    figures
        Columns of numbers; a hidden figure is null, or one of the usual marks in a column of text.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection.proof import fingerprint
    >>> table = pl.DataFrame({"kommune": ["0301", "1103"], "personer": [12, None]})
    >>> fingerprint(table, ["kommune"], ["personer"]) == fingerprint(table[::-1], ["kommune"], ["personer"])
    True
    """
    digest = hashlib.sha256(repr((sorted(dimensions), sorted(figures))).encode())
    parts = [_marked(_code_texts(rows[name])) for name in sorted(dimensions)]
    parts += [_marked(_figure_texts(rows[name])) for name in sorted(figures)]
    if parts:
        texts = pl.DataFrame([one.alias(str(at)) for at, one in enumerate(parts)])
        joined = texts.select(pl.concat_str(pl.all()))
        for some in joined.to_series().sort().to_frame().iter_slices(AT_ONCE):
            digest.update("\n".join([*some.to_series().to_list(), ""]).encode())
    return f"sha256:{digest.hexdigest()}"


def record(
    rows: pl.DataFrame, dimensions: Sequence[str], figures: Sequence[str], facts: Mapping[str, Any]
) -> Proof:
    """Return the proof for some published rows, and remember it for as long as the process lives.

    Parameters
    ----------
    rows
        What is published.
    dimensions, figures
        The columns that the protection covers. Other columns of numbers are named as `uncovered`: nobody has
        checked what they tell.
    facts
        What is known of the protection, as JSON has it: `kind`, `method`, `rules`, `cells`, `hidden`, `attacker`,
        `audited`, `safe`, ….
    """
    covered = {*dimensions, *figures}
    proof: Proof = {"kind": "table"} | dict(facts)
    proof |= {
        "dimensions": list(dimensions),
        "figures": list(figures),
        "uncovered": [name for name in _numbers(rows) if name not in covered],
        "rows": rows.height,
        "fingerprint": fingerprint(rows, dimensions, figures),
        "software": f"stabbur {version('stabbur')}",
        "when": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    remember(proof)
    return proof


def hidden(count: int, cells: int) -> dict[str, float]:
    """Return how much is hidden, in the form that every kind of proof has.

    It goes to readers, so it does not tell how many of the hidden cells are primary: of two counts that are 5
    together and both below 4 the reader would know that they are 2 and 3.
    """
    return {"count": count, "share": round(count / cells, 4) if cells else 0.0}


def remember(proof: Proof) -> None:
    """Keep a proof so that `of` finds it by the data; the oldest are forgotten."""
    both = (proof, _REMEMBERED.pop(proof["fingerprint"], proof))
    # what was audited stays so, though the same rows be made again without an audit
    _REMEMBERED[proof["fingerprint"]] = max(
        both, key=lambda one: [one.get("audited"), one.get("safe")] == [True, True]
    )
    while len(_REMEMBERED) > MOST_REMEMBERED:
        _REMEMBERED.pop(next(iter(_REMEMBERED)), None)


def of(frame: object) -> Proof | None:
    """Return the proof of a frame whose content was protected in this process, or None.

    It is found by content: a copy, a sorted one or one of another kind of frame has the same proof.
    A frame with a column of numbers that was not there when it was protected has none.
    """
    if not _REMEMBERED:
        return None
    rows = given(frame).rows
    return next((dict(one) for one in _matching(rows) if _covers(rows, one)), None)


def added(frame: object) -> list[str]:
    """Return the columns of numbers that came in after a frame was protected in this process: they cost it its proof.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection import proof
    >>> table = pl.DataFrame({"kommune": ["A", "B"], "personer": [12, None]})
    >>> kept = proof.record(table, ["kommune"], ["personer"], {"safe": True})
    >>> proof.added(table), proof.added(table.with_columns(index=pl.Series([7, 3])))
    ([], ['index'])
    """
    if not _REMEMBERED:
        return []
    rows = given(frame).rows
    missed = []
    for proof in _matching(rows):
        if _covers(rows, proof):
            return []
        known = {*proof["dimensions"], *proof["figures"], *(proof.get("uncovered") or [])}
        missed.append([name for name in _numbers(rows) if name not in known])
    return min(missed, key=len, default=[])


def _matching(rows: pl.DataFrame) -> Iterator[Proof]:
    """Yield the proofs of what the columns that they cover hold here, newest first, whatever stands beside them."""
    tried: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
    for proof in reversed(list(_REMEMBERED.values())):
        layout = (tuple(proof["dimensions"]), tuple(proof["figures"]))
        if proof["rows"] != rows.height or not {*layout[0], *layout[1]}.issubset(rows.columns):
            continue
        if layout not in tried:
            tried[layout] = fingerprint(rows, *layout)
        if tried[layout] == proof["fingerprint"]:
            yield proof


def check(frame: object, proof: Mapping[str, Any]) -> bool:
    """Say whether data are still what a proof was made for.

    False, too, where a column of numbers came in beside those that the proof knows of, be they written as text
    or packed into lists and records.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection import proof
    >>> table = pl.DataFrame({"kommune": ["0301", "1103"], "personer": [12, None]})
    >>> kept = proof.record(table, ["kommune"], ["personer"], {"safe": True})
    >>> proof.check(table, kept), proof.check(table.fill_null(2), kept)
    (True, False)
    """
    rows = given(frame).rows
    names = [proof.get(part) for part in ("dimensions", "figures")]
    if not all(isinstance(part, list) for part in names) or not _covers(rows, proof):
        return False
    dimensions, figures = ([str(one) for one in part or []] for part in names)
    return fingerprint(rows, dimensions, figures) == proof.get("fingerprint")


def exposed(frame: object, proof: Mapping[str, Any]) -> list[str]:
    """Return columns that show numbers beside hidden figures, and that no audit has looked at.

    A share or a rounded copy tells what was hidden. What is the same for all rows of one code, such as the area of a
    municipality in a table by municipality and sex, tells nothing of its rows and is left out.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection import proof
    >>> table = pl.DataFrame({"kommune": ["A", "B"], "personer": [12, None], "andel": [0.8, 0.2]})
    >>> proof.exposed(table, proof.record(table, ["kommune"], ["personer"], {"safe": True}))
    ['andel']
    """
    rows = given(frame).rows
    covered = {*proof["dimensions"], *proof["figures"]}
    gone = [_figure_texts(rows[name]).is_null() for name in proof["figures"]]
    hidden_rows = rows.filter(pl.any_horizontal(gone)) if gone else rows.clear()
    return [
        name
        for name in _numbers(rows)
        if name not in covered
        and _shown(hidden_rows[name]).len()
        and not _of_one_code(rows, name, proof["dimensions"])
    ]


def numbers(figures: pl.Series) -> pl.Series:
    """Return figures as numbers, null where one is hidden, whichever mark stands for it.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure.protection.proof import numbers
    >>> numbers(pl.Series(["12", ":", None])).to_list()
    [12.0, None, None]
    """
    if figures.dtype == pl.String:
        figures = figures.str.strip_chars()
    return figures.cast(pl.Float64, strict=False).fill_nan(None)


def _of_one_code(rows: pl.DataFrame, name: str, dimensions: Sequence[str]) -> bool:
    """Say whether a column is the same everywhere, or wherever one of several dimensions has the same code."""
    if rows.schema[name].is_nested():
        return False
    each = [[], *([one] for one in dimensions if len(dimensions) > 1)]
    return any(
        rows.group_by(by or pl.lit(0)).agg(pl.col(name).n_unique()).get_column(name).max() == 1 for by in each
    )


def _covers(rows: pl.DataFrame, proof: Mapping[str, Any]) -> bool:
    """Say whether a frame has the columns of a proof and no column of numbers beside those it names."""
    covered = {*proof["dimensions"], *proof["figures"]}
    known = covered.union(proof.get("uncovered") or [])
    return covered.issubset(rows.columns) and known.issuperset(_numbers(rows))


def _numbers(rows: pl.DataFrame) -> Collection[str]:
    """Return the columns of numbers, those that are written as text or packed into lists and records among them."""
    return [
        name
        for name, kind in rows.schema.items()
        if kind.is_numeric() or kind.is_nested() or (kind == pl.String and _written(rows[name]))
    ]


def _written(column: pl.Series) -> bool:
    """Say whether texts are figures; codes have one length, or begin with 0."""
    texts = _shown(column).unique()
    if texts.is_empty() or not texts.str.contains(NUMBER).all():
        return False
    return texts.str.len_chars().n_unique() > 1 and not texts.str.contains("^0[0-9]").any()


def _shown(column: pl.Series) -> pl.Series:
    """Return the values of a column that a reader sees."""
    if column.dtype != pl.String:
        return column.drop_nulls()
    texts = column.str.strip_chars().drop_nulls()
    return texts.filter(~texts.is_in(HIDDEN_MARKS))


def _code_texts(column: pl.Series) -> pl.Series:
    return _figure_texts(column) if column.dtype.is_float() else column.cast(pl.String)


def _figure_texts(column: pl.Series) -> pl.Series:
    """Return figures in one form, whichever type a file or frame has kept them in."""
    if column.dtype.is_integer():
        return column.cast(pl.String)
    if not column.dtype.is_numeric():
        texts = column.cast(pl.String).str.strip_chars()
        texts = texts.set(texts.is_in(HIDDEN_MARKS).fill_null(value=False), None)
        numbers = texts.cast(pl.Float64, strict=False)
        # a text that is no number is kept as it is, so that it matches nothing but itself
        return texts.zip_with(numbers.is_null(), _float_texts(numbers))
    return _float_texts(column.cast(pl.Float64))


def _float_texts(numbers: pl.Series) -> pl.Series:
    numbers = numbers.fill_nan(None)
    whole = ((numbers == numbers.round()) & (numbers.abs() < LARGEST_WHOLE)).fill_null(value=False)
    as_whole = numbers.zip_with(whole, pl.Series([None], dtype=pl.Float64)).cast(pl.Int64).cast(pl.String)
    # the bits of a number are the same in every version of every library, its digits are not
    bits = pl.Series(numbers.fill_null(0.0).to_numpy().view("int64")).cast(pl.String)
    bits = ("b" + bits).set(numbers.is_null(), None)
    return as_whole.zip_with(whole, bits)


def _marked(texts: pl.Series) -> pl.Series:
    """Return texts with their length before them, so that two that stand side by side never run together."""
    return (texts.str.len_bytes().cast(pl.String) + ":" + texts).fill_null("-")
