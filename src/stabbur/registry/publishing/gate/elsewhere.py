"""Figures that a protected table hides and another table shows: under other names, or in versions of before.

Tables are known again by their codes and figures, so it does not matter what somebody has called them or declared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stabbur.registry.publishing.gate import attacking

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    import polars as pl

ALIKE = 0.9
"""Share of the figures in common from which two tables are taken to tell of the same."""
LEAST = 2
"""So many figures in common at least."""
OVERLAP = 0.5
"""Share of the codes of a dimension from which a column of another name is taken to be it."""


@dataclass(frozen=True)
class Table:
    """A table of a package; `proof` is there where it hides figures."""

    name: str
    rows: "pl.DataFrame"
    proof: Mapping[str, Any] | None

    @property
    def digest(self) -> str:
        """What two tables that hide the same have in common; empty where nothing is hidden."""
        return str((self.proof or {}).get("fingerprint") or "")


def within(folder: Path) -> Iterator[str]:
    """Yield what tables of a package show of figures that another one of it hides."""
    hiding = list(tables(folder, hiding=True))
    for other in tables(folder) if hiding else ():
        for table in hiding:
            if table.name != other.name and (cells := shown(table, other)):
                yield f"table '{other.name}' shows what table '{table.name}' hides: {cells}"


def before(folder: Path, earlier: Iterable[tuple[int, Path]]) -> Iterator[str]:
    """Yield what versions of before show of figures that a new one hides, or another one of before."""
    folders = list(earlier)
    hiding = {table.digest: (table, "") for table in tables(folder, hiding=True)}
    for number, place in folders[: attacking.MOST_VERSIONS]:
        for table in tables(place, hiding=True):
            hiding.setdefault(table.digest, (table, f" of version {number}"))
    for number, place in folders if hiding else ():
        for other in tables(place):
            for table, version in hiding.values():
                if table.digest != other.digest and (cells := shown(table, other)):
                    told = f"table '{other.name}' of version {number}, which readers get as well"
                    yield f"{told}, shows what table '{table.name}'{version} hides: {cells}"


def tables(folder: Path, *, hiding: bool = False) -> Iterator[Table]:
    """Yield the tables of a package that can be read, those in its descriptor among them; or only those that hide."""
    from stabbur.packages.reading.opening import open_descriptor

    opened = open_descriptor(folder, quiet=True)
    for resource in attacking.resources_of(opened):
        protected = attacking.protected({"resources": [resource]})
        rows = attacking.frame_of(opened, resource) if protected or not hiding else None
        if rows is not None:
            yield Table(str(resource.get("name")), rows, resource["protection"] if protected else None)


def shown(hiding: Table, other: Table) -> str:
    """Return which cells that one table hides another one shows, in words; empty where it shows none.

    Another table shows a cell by its figure, by the figures of finer cells, or by a row for each unit.
    """
    import polars as pl

    from stabbur.disclosure.protection.proof import numbers

    proof = hiding.proof
    if proof is None or attacking.inexact(proof):
        return ""
    names = list(proof["dimensions"])
    columns = _columns(names, hiding.rows, other.rows)
    if not columns or not {*names, *proof["figures"]} <= {*hiding.rows.columns}:
        return ""
    codes = [_codes(hiding.rows[name]).alias(str(at)) for at, name in enumerate(names)]
    theirs = [_codes(other.rows[columns[name]]).alias(str(at)) for at, name in enumerate(names)]
    by = [one.name for one in codes]
    for figure in proof["figures"]:
        cells = hiding.rows.select(names).rename("cell {}".format)
        ours = pl.DataFrame([*codes, numbers(hiding.rows[figure]).alias("one"), *cells])
        for values in _figures(other.rows, figure, columns.values()):
            sums = pl.when(pl.col("other").null_count() == 0).then(pl.col("other").sum())
            told = pl.DataFrame([*theirs, values.alias("other")]).group_by(by).agg(sums)
            both = ours.join(told, on=by, maintain_order="left")
            common = both.drop_nulls()
            alike = common.filter(pl.col("one") == pl.col("other")).height
            seen = both.filter(pl.col("one").is_null() & pl.col("other").is_not_null())
            if seen.height and alike >= max(LEAST, ALIKE * common.height):
                return attacking.listed(seen.select(cells.columns).rows())
    return ""


def _columns(names: Iterable[str], hiding: "pl.DataFrame", other: "pl.DataFrame") -> dict[str, str]:
    """Return which column of another table each dimension is: that of its name, or one with its codes."""
    import polars as pl

    found: dict[str, str] = {}
    known = [
        column
        for column, kind in other.schema.items()
        if kind.is_integer() or kind in (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Boolean)
    ]
    for name in names:
        if name in known:
            found[name] = name
            continue
        codes = set(_codes(hiding[name]).unique()) if name in hiding.columns else set()
        alike = {
            column: len(codes & set(_codes(other[column]).unique()))
            for column in known
            if column not in found.values()
        }
        best = max(alike, key=lambda column: alike[column], default=None)
        if best is None or alike[best] < max(LEAST, OVERLAP * len(codes)):
            return {}
        found[name] = best
    return found


def _figures(rows: "pl.DataFrame", figure: str, taken: Iterable[str]) -> Iterator["pl.Series"]:
    """Yield the figures that may be those of another table: those of its name or all others, and each row as one."""
    import polars as pl

    from stabbur.disclosure.protection.proof import numbers

    known = set(taken)
    for name, kind in rows.schema.items():
        wanted = name == figure or (figure not in rows.columns and name not in known)
        if wanted and (kind.is_numeric() or kind == pl.String):
            yield numbers(rows[name])
    yield pl.repeat(1.0, rows.height, eager=True)


def _codes(column: "pl.Series") -> "pl.Series":
    """Return codes as texts, 301 and 0301 as the same."""
    import polars as pl

    return column.cast(pl.String).str.strip_chars().str.strip_chars_start("0")
