"""Exchange values for stable identifiers by a table, as it was at a date, and back."""

from datetime import date

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.pseudonyms.ciphers.texts import canonical
from stabbur.disclosure.pseudonyms.methods import Mapped
from stabbur.errors import BadInput


def pairs(method: Mapped) -> tuple[pl.DataFrame, str]:
    """Return the rows of the table that hold at the date, as `source` and `target`, and the date.

    Raises
    ------
    BadInput
        A value has two stable identifiers, or no snapshot is as old as the date.
    """
    taken_in = given(method.table)
    taken_in.need(method.source, method.target, *([method.taken] if method.taken else []))
    rows, snapshot = taken_in.rows, method.snapshot
    if snapshot:
        _date(snapshot)
    if method.taken:
        rows, snapshot = _of_snapshot(rows, method)
    then = method.then

    def texts(name: str) -> pl.Series:
        return canonical(rows[name], name, width=then.width, normalise=then.normalise)

    found = pl.DataFrame({"source": texts(method.source), "target": texts(method.target)}).drop_nulls()
    for side, name in (("source", method.source), ("target", method.target)):
        found = found.unique(maintain_order=True)
        doubled = int(found[side].is_duplicated().sum())
        if doubled:
            raise BadInput(
                f"the table of stable identifiers is no table of one to one: {doubled} rows share "
                f"a '{name}' with another row",
                hint="taken= names its column of dates when it has several snapshots; else mend the table",
                code="stable-id-doubled",
                column=name,
            )
    return found, snapshot


def exchanged(texts: pl.Series, found: pl.DataFrame, source: str, target: str) -> pl.Series:
    """Return what stands in `target` beside each text of `source`, null where the table does not have it."""
    asked = pl.DataFrame({source: texts.rename(source)})
    return asked.join(found, on=source, how="left", maintain_order="left")[target]


def _of_snapshot(rows: pl.DataFrame, method: Mapped) -> tuple[pl.DataFrame, str]:
    dates = rows[method.taken].cast(pl.String)
    known = sorted(set(dates.drop_nulls().to_list()))
    asked = method.snapshot or (known[-1] if known else "")
    before = [one for one in known if one[: len(asked)] <= asked]
    if not before:
        raise BadInput(
            f"no snapshot of stable identifiers is of '{asked}' or before: "
            f"the first is of '{known[0] if known else 'no date'}'",
            hint="give a later snapshot=",
            code="stable-id-snapshot",
        )
    return rows.filter(dates == before[-1]), before[-1]


def _date(text: object) -> None:
    try:
        date.fromisoformat(str(text))
    except ValueError:
        raise BadInput(
            f"'{text}' is no date of a snapshot",
            hint='such as snapshot="2019-12-31"',
            code="pseudonym-option",
        ) from None
