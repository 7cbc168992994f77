"""A hierarchy of codes on one dimension: which codes sum to which, told by columns, pairs, a dictionary or a code list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from stabbur.disclosure.frame import given
from stabbur.errors import BadInput, meant

TOTAL = "Total"
Nested = Mapping[Any, Any] | Iterable[Any]
CODE, PARENT, LEVEL = ("code",), ("parentCode", "parent_code", "parent"), ("level",)
ITEMS = ("codes", "classificationItems")


@dataclass(frozen=True)
class Hierarchy:
    """Codes and what they sum to. Use one of the `from_` ways to make it.

    Several on one dimension are alternatives over the same leaves: `{"kommune": [by_county, by_size]}`.

    Examples
    --------
    >>> from stabbur.disclosure import Hierarchy
    >>> Hierarchy.from_columns("kommune", "fylke").columns
    ('kommune', 'fylke')
    >>> Hierarchy.from_dict({"Total": {"03": ["0301"], "46": ["4601", "4602"]}}).listed
    ('Total', '03', '46', '0301', '4601', '4602')
    """

    columns: tuple[str, ...] = ()
    """Columns of the data that tell the codes, the leaf first; empty where the codes are listed here."""
    listed: tuple[str, ...] = ()
    """Every code, level by level from the top."""
    edges: tuple[tuple[str, str], ...] = ()
    """Pairs of a code and the one that it is part of."""
    total: str | None = TOTAL
    """The code of the sum of all, added where no listed code is; None shows no such sum."""

    @classmethod
    def from_columns(cls, *columns: str, total: str | None = TOTAL) -> "Hierarchy":
        """Take the codes from columns of the data, the leaf first.

        Parameters
        ----------
        columns
            Such as `"kommune", "fylke"`. A level that is missing (null), or has the code of the level below,
            is skipped: the hierarchy is ragged there.
        total
            The code of the sum of all; None publishes no such sum.

        Raises
        ------
        BadInput
            No column, or one twice.

        Examples
        --------
        >>> from stabbur.disclosure import Hierarchy
        >>> Hierarchy.from_columns("kommune", "fylke", total="Hele landet").total
        'Hele landet'
        """
        if not columns or len(set(columns)) < len(columns) or not all(isinstance(c, str) for c in columns):
            raise BadInput(
                f"a hierarchy of the columns {columns!r}: it takes one or more names, each once",
                hint='Hierarchy.from_columns("kommune", "fylke")',
                code="hierarchy-bad",
            )
        return cls(columns=columns, total=total)

    @classmethod
    def from_parent(
        cls, frame: object, child: str = "child", parent: str = "parent", *, total: str | None = TOTAL
    ) -> "Hierarchy":
        """Take the codes from a frame with a row for each code and the code that it is part of.

        Parameters
        ----------
        frame
            pandas, polars or Arrow. A missing parent, or the code itself, is the top.
        child, parent
            Its two columns.
        total
            The code of the sum of all, added where several codes have no parent.

        Raises
        ------
        BadInput
            A code with two parents or that is part of itself, or a missing code.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Hierarchy
        >>> pairs = pl.DataFrame({"child": ["0301", "4601"], "parent": ["03", "46"]})
        >>> Hierarchy.from_parent(pairs).listed
        ('03', '46', '0301', '4601')
        """
        held = given(frame)
        held.need(child, parent)
        return _listed(_pairs(held.rows, child, parent), total)

    @classmethod
    def from_dict(cls, codes: Nested, *, total: str | None = TOTAL) -> "Hierarchy":
        """Take the codes from dictionaries in dictionaries, the innermost of which may be lists.

        Raises
        ------
        BadInput
            A code stands in two places.

        Examples
        --------
        >>> from stabbur.disclosure import Hierarchy
        >>> Hierarchy.from_dict({"EU": ["Portugal", "Spain"], "nonEU": ["Iceland"]}).edges
        (('Portugal', 'EU'), ('Spain', 'EU'), ('Iceland', 'nonEU'))
        """
        pairs: list[tuple[str, str | None]] = []
        waiting: list[tuple[Any, str | None]] = [(codes, None)]
        while waiting:
            inner, above = waiting.pop(0)
            for code in [inner] if isinstance(inner, str) or not isinstance(inner, Iterable) else inner:
                pairs.append((str(code), above))
                if isinstance(inner, Mapping) and inner[code] is not None:
                    waiting.append((inner[code], str(code)))
        return _listed(pairs, total)

    @classmethod
    def from_codes(cls, codes: object, *, level: int | None = None, total: str | None = TOTAL) -> "Hierarchy":
        """Take the codes from a code list as KLASS hands it out.

        Parameters
        ----------
        codes
            A frame or a list of records with `code`, `parentCode` and maybe `level`, or the JSON object of a
            classification version or a code list (`{"classificationItems": […]}`, `{"codes": […]}`).
        level
            The deepest level to take, 1 for the top, as the list numbers them.
        total
            The code of the sum of all, added where several codes have no parent.

        Raises
        ------
        BadInput
            No such columns, a code with two parents, or a parent that the list does not have.

        Examples
        --------
        >>> from stabbur.disclosure import Hierarchy
        >>> klass = [
        ...     {"code": "A", "parentCode": None, "level": "1", "name": "Jordbruk"},
        ...     {"code": "01", "parentCode": "A", "level": "2", "name": "Planter"},
        ...     {"code": "01.1", "parentCode": "01", "level": "3", "name": "Korn"},
        ... ]
        >>> Hierarchy.from_codes(klass, level=2).listed
        ('A', '01')
        """
        rows = _code_rows(codes)
        code, parent, depth = _named(rows, CODE), _named(rows, PARENT), _named(rows, LEVEL, level is not None)
        if level is not None:
            rows = rows.filter(pl.col(depth).cast(pl.Int64, strict=False) <= level)
        pairs = _pairs(rows, code, parent)
        known = {one for one, _ in pairs}
        unknown = [(one, above) for one, above in pairs if above is not None and above not in known]
        if unknown:
            raise BadInput(
                f"the parent '{unknown[0][1]}' of code '{unknown[0][0]}' is not in the code list"
                + (f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""),
                hint=meant(unknown[0][1], known) or "add its row, or leave its parentCode empty",
                code="hierarchy-bad",
            )
        return _listed(pairs, total)


def _code_rows(codes: object) -> pl.DataFrame:
    if isinstance(codes, Mapping):
        inner = next((codes[name] for name in ITEMS if name in codes), None)
        if inner is None:
            raise BadInput(
                f"a code list with the keys {', '.join(map(repr, codes))}: it has no list of codes",
                hint="give the object with 'codes' or 'classificationItems', or the list itself",
                code="hierarchy-bad",
            )
        codes = inner
    if isinstance(codes, list | tuple) and all(isinstance(one, Mapping) for one in codes):
        keys = dict.fromkeys(str(key) for one in codes for key in one)
        texts = {key: [None if one.get(key) is None else str(one[key]) for one in codes] for key in keys}
        return pl.DataFrame(texts, schema=dict.fromkeys(keys, pl.String))
    return given(codes).rows


def _named(rows: pl.DataFrame, names: tuple[str, ...], needed: bool = True) -> str:
    found = next((name for name in names if name in rows.columns), "")
    if needed and not found:
        raise BadInput(
            f"no column '{names[0]}' in the code list: it has {', '.join(map(repr, rows.columns)) or 'none'}",
            hint="a code list has code and parentCode",
            code="hierarchy-bad",
        )
    return found


def _pairs(rows: pl.DataFrame, child: str, parent: str) -> list[tuple[str, str | None]]:
    texts = rows.select(pl.col(child).cast(pl.String).alias("c"), pl.col(parent).cast(pl.String).alias("p"))
    missing = texts["c"].is_null().arg_true().to_list()
    if missing:
        raise BadInput(
            f"row {missing[0]} has no code in column '{child}'",
            hint="drop the row",
            code="hierarchy-bad",
        )
    return [(code, above if above and above != code else None) for code, above in texts.rows()]


def _listed(pairs: list[tuple[str, str | None]], total: str | None) -> Hierarchy:
    """Return a hierarchy of pairs, its codes in the order of their levels and then as they were given."""
    above: dict[str, str | None] = {}
    for code, parent in pairs:
        if above.get(code, parent) != parent and None not in (above[code], parent):
            raise BadInput(
                f"code '{code}' is part of both '{above[code]}' and '{parent}'",
                hint="give alternatives as a list of hierarchies: {'kommune': [by_county, by_size]}",
                code="hierarchy-bad",
            )
        above[code] = parent if parent is not None else above.get(code)
    for parent in [one for one in above.values() if one is not None and one not in above]:
        above.setdefault(parent, None)
    depths = {code: _depth(code, above) for code in above}
    if not depths:
        raise BadInput("the hierarchy has no codes", hint="list at least one code", code="hierarchy-bad")
    return Hierarchy(
        listed=tuple(sorted(above, key=depths.__getitem__)),
        edges=tuple((code, parent) for code, parent in above.items() if parent is not None),
        total=total,
    )


def _depth(code: str, above: Mapping[str, str | None]) -> int:
    passed = [code]
    while (parent := above[passed[-1]]) is not None:
        passed.append(parent)
        if len(passed) > len(above):
            round_ = passed[passed.index(parent) :]
            raise BadInput(
                f"code '{parent}' is part of itself: {' in '.join(map(repr, round_[:6]))}",
                hint="mend the parent of one of them",
                code="hierarchy-bad",
            )
    return len(passed)
