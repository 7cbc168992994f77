"""A table's specification as JSON has it, with every code listed: what goes with a protected table, to attack it again."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.specification import LinkedTables, Spec, TableSpec

MOST_CODES = 20_000
"""A longer list would make descriptors that nobody can open."""


def written(spec: Spec, frame: object, figure: str = "") -> dict[str, Any] | None:
    """Return a specification as JSON has it, the groups that some data have in their columns listed.

    Parameters
    ----------
    spec
        The table, or linked ones.
    frame
        The data that it was made of.
    figure
        The column that figures are published in, where the specification names none.

    Returns
    -------
    dict or None
        None where it has more than 20 000 codes.

    Examples
    --------
    >>> import polars as pl
    >>> from stabbur.disclosure import Hierarchy, TableSpec
    >>> from stabbur.disclosure.tables.written import read, written
    >>> spec = TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke")}, count="n")
    >>> told = written(spec, pl.DataFrame({"kommune": ["0301"], "fylke": ["03"], "n": [3]}))
    >>> read(told).dimensions["kommune"][0].listed
    ('Total', '03', '0301')
    """
    fixed = LinkedTables(spec.tables).fixed(given(frame))
    told = [_table(one, figure) for one in fixed.tables]
    codes = sum(len(h["codes"]) for table in told for some in table["dimensions"].values() for h in some)
    never = sum(
        len(one["rows"]) for table in told for one in table["impossible"] or [] if isinstance(one, dict)
    )
    return {"tables": told} if codes + never <= MOST_CODES else None


def read(told: Mapping[str, Any]) -> Spec:
    """Return the specification that `written` wrote."""
    tables = tuple(_read(one) for one in told["tables"])
    return tables[0] if len(tables) == 1 else LinkedTables(tables)


def _table(table: TableSpec, figure: str) -> dict[str, Any]:
    frames = [given(one).rows.cast(pl.String) for one in table.ruled_out]
    impossible: Any = table.impossible if isinstance(table.impossible, str) else None
    if frames:
        impossible = [{"columns": one.columns, "rows": [list(row) for row in one.rows()]} for one in frames]
    return {
        "dimensions": {name: [_codes(one) for one in some] for name, some in table.hierarchies.items()},
        "count": table.count or (None if table.value else figure or None),
        "value": table.value,
        "formula": table.formula,
        "impossible": impossible,
    }


def _codes(one: Hierarchy) -> dict[str, Any]:
    above = dict(one.edges)
    return {
        "columns": list(one.columns),
        "codes": list(one.listed),
        "parents": [above.get(code) for code in one.listed],
        "total": one.total,
    }


def _read(told: Mapping[str, Any]) -> TableSpec:
    impossible = told.get("impossible")
    if isinstance(impossible, list):
        impossible = [
            pl.DataFrame(one["rows"], schema=dict.fromkeys(one["columns"], pl.String), orient="row")
            for one in impossible
        ]
    return TableSpec(
        {name: [_hierarchy(one) for one in some] for name, some in told["dimensions"].items()},
        count=told.get("count"),
        value=told.get("value"),
        formula=told.get("formula"),
        impossible=impossible,
    )


def _hierarchy(told: Mapping[str, Any]) -> Hierarchy:
    codes = [str(one) for one in told["codes"]]
    edges = tuple(
        (code, str(parent)) for code, parent in zip(codes, told["parents"], strict=True) if parent is not None
    )
    return Hierarchy(tuple(map(str, told["columns"])), tuple(codes), edges, told["total"])
