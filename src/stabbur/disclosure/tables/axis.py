"""One dimension of a table: its codes in order, and for each leaf the codes that it is counted in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

import numpy as np
import polars as pl

from stabbur.disclosure.tables.cells import Whole
from stabbur.disclosure.tables.finding.labels import is_total_label
from stabbur.disclosure.tables.hierarchy import TOTAL, Hierarchy
from stabbur.errors import BadInput


@dataclass(frozen=True)
class Axis:
    """The codes of one dimension: the total first, groups as the hierarchies list them, leaves last."""

    name: str
    codes: tuple[str, ...]
    leaves: Whole
    """The position among `codes` of each leaf."""
    above: Whole
    """Leaves × depth: positions of the codes that a leaf is counted in, filled up with -1; a last row holds the total alone."""
    shown: tuple[Whole, ...]
    """For each hierarchy the positions of the codes that it publishes, in order."""

    @property
    def leaf_of(self) -> Whole:
        """For each code its number among the leaves, or -1 where it is a sum."""
        found = np.full(len(self.codes), -1, dtype=np.int64)
        found[self.leaves] = np.arange(len(self.leaves))
        return found


@dataclass(frozen=True)
class Tree:
    """A hierarchy with its codes known."""

    listed: tuple[str, ...]
    children: Mapping[str, list[str]]
    total: str | None
    added: bool = False
    """The total is a code of its own, even where one group holds all."""

    @property
    def roots(self) -> list[str]:
        """Codes that are part of no other."""
        inner = {code for children in self.children.values() for code in children}
        return [code for code in self.listed if code not in inner]


def axis(name: str, hierarchies: Sequence[Hierarchy], rows: pl.DataFrame) -> Axis:
    """Return the dimension that one hierarchy, or several alternative ones, make of the codes of some data.

    Raises
    ------
    BadInput
        A code in two groups of one hierarchy, one that is part of itself, or one that means different leaves
        in two hierarchies.
    """
    trees = [_tree(name, one, rows) for one in hierarchies]
    groups = {code for tree in trees for code in tree.children}
    leaves = list(dict.fromkeys(code for tree in trees for code in tree.listed if code not in groups))
    number = {code: at for at, code in enumerate(leaves)}
    members = _members(name, trees, number)
    everything = len(leaves)
    shown, tops = [], []
    for tree in trees:
        roots = tree.roots
        top = roots[0] if len(roots) == 1 and roots[0] in groups and not tree.added else tree.total
        if top is not None and top in members and len(members[top]) < everything:
            top = tree.total
        if top is not None:
            tops.append(top)
        shown.append(([top] if top is not None else []) + [code for code in tree.listed if code != top])
    for top in tops:
        if top in members and len(members[top]) < everything:
            raise BadInput(
                f"the code '{top}' of dimension '{name}' is both the total and a part of it",
                hint="give the sum of all a name of its own: total='I alt'",
                code="hierarchy-bad",
            )
        members[top] = np.arange(everything)
    total = tops[0] if tops else TOTAL
    members.setdefault(total, np.arange(everything))
    listed = [code for tree in trees for code in tree.listed if code not in number]
    codes = tuple(dict.fromkeys([total, *tops, *listed, *leaves]))
    at = {code: position for position, code in enumerate(codes)}
    return Axis(
        name,
        codes,
        np.array([at[code] for code in leaves], dtype=np.int64),
        _above([members[code] for code in codes], everything, len(set(tops)) or 1),
        tuple(np.array(sorted(at[code] for code in one), dtype=np.int64) for one in shown),
    )


def _above(members: list[Whole], leaves: int, tops: int) -> Whole:
    leaf = np.concatenate([*members, np.full(tops, leaves)])
    code = np.concatenate(
        [np.repeat(np.arange(len(members)), [len(one) for one in members]), np.arange(tops)]
    )
    order = np.lexsort((code, leaf))
    leaf, code = leaf[order], code[order]
    place = np.arange(len(leaf)) - np.searchsorted(leaf, leaf)
    above = np.full((leaves + 1, int(place.max()) + 1), -1, dtype=np.int64)
    above[leaf, place] = code
    return above


def _members(name: str, trees: list[Tree], number: dict[str, int]) -> dict[str, Whole]:
    """Return the leaves that each code sums; a code of several trees must sum the same in each."""
    members: dict[str, Whole] = {code: np.array([at], dtype=np.int64) for code, at in number.items()}
    waiting = [(tree, code) for tree in trees for code in reversed(tree.listed) if code in tree.children]
    while waiting:
        later = []
        for tree, code in waiting:
            children = tree.children[code]
            if any(child not in members for child in children):
                later.append((tree, code))
                continue
            sums = np.unique(np.concatenate([members[child] for child in children]))
            if code in members and not np.array_equal(members[code], sums):
                raise _unlike(name, code, members[code], sums, list(number))
            members[code] = sums
        if len(later) == len(waiting):
            raise BadInput(
                f"code '{later[0][1]}' of dimension '{name}' is part of itself",
                hint="mend the levels above it",
                code="hierarchy-bad",
            )
        waiting = later
    return members


def _unlike(name: str, code: str, one: Whole, other: Whole, leaves: list[str]) -> BadInput:
    differ = [leaves[at] for at in np.setxor1d(one, other)[:5]]
    return BadInput(
        f"code '{code}' of dimension '{name}' means different leaves in two hierarchies: "
        f"{', '.join(map(repr, differ))} are in one of them only",
        hint="rename the code in one hierarchy",
        code="hierarchy-bad",
    )


def _tree(name: str, hierarchy: Hierarchy, rows: pl.DataFrame) -> Tree:
    if not hierarchy.columns:
        children: dict[str, list[str]] = {}
        for code, parent in hierarchy.edges:
            children.setdefault(parent, []).append(code)
        return Tree(hierarchy.listed, children, hierarchy.total)
    if hierarchy.columns[0] != name:
        raise BadInput(
            f"the dimension '{name}' has a hierarchy whose leaf is column '{hierarchy.columns[0]}'",
            hint=f"name the dimension as its leaf column: {{'{hierarchy.columns[0]}': …}}",
            code="hierarchy-bad",
        )
    return _tree_of_columns(name, hierarchy, rows)


def _tree_of_columns(name: str, hierarchy: Hierarchy, rows: pl.DataFrame) -> Tree:
    columns = [column for column in hierarchy.columns if column in rows.columns]
    total = hierarchy.total
    levels = [_level(rows, column) for column in reversed(columns)]
    levels[:-1] = [[code for code in level if not _says_nothing(code)] for level in levels[:-1]]
    level_of = {code: at for at, level in enumerate(reversed(levels)) for code in level}
    parent: dict[str, str] = {}
    told = [text(rows, columns[0]), *(without_words(rows, column) for column in columns[1:])]
    for row in rows.select(told).unique(maintain_order=True).rows():
        chain = list(dict.fromkeys(code for code in row if code is not None and code != total))
        for code, above in pairwise(chain):
            if level_of[above] <= level_of[code]:
                raise _two_levels(name, code, columns[0], columns[level_of[code]])
            if parent.setdefault(code, above) != above:
                raise BadInput(
                    f"code '{code}' of dimension '{name}' is in both '{parent[code]}' and '{above}' "
                    f"by the columns {', '.join(map(repr, columns))}",
                    hint="mend the rows, or give each its own hierarchy: "
                    f"{{'{name}': [Hierarchy.from_columns(…), Hierarchy.from_columns(…)]}}",
                    code="hierarchy-bad",
                )
    listed = dict.fromkeys(code for level in levels for code in level if code != total)
    children: dict[str, list[str]] = {}
    for code, above in parent.items():
        children.setdefault(above, []).append(code)
    return Tree(tuple(listed), children, total, added=True)


def _level(rows: pl.DataFrame, column: str) -> list[str]:
    """Return the codes of a column in the order of what they were before they became text."""
    ordered = rows.select(pl.col(column).unique().sort())
    return ordered.select(text(ordered, column)).to_series().drop_nulls().to_list()


def _two_levels(name: str, code: str, leaf: str, group: str) -> BadInput:
    return BadInput(
        f"code '{code}' of dimension '{name}' stands in the columns '{leaf}' and '{group}' for different things",
        hint=f"tell them apart, such as frame['{group}'] = '{group} ' + frame['{group}'].astype(str)",
        code="hierarchy-bad",
    )


def fixed(name: str, hierarchy: Hierarchy, rows: pl.DataFrame) -> Hierarchy:
    """Return a hierarchy of columns as a list of the codes that some data have."""
    if len(hierarchy.columns) < 2:
        return hierarchy
    tree = _tree(name, hierarchy, rows)
    above = dict(tree.children)
    if tree.total is not None:
        above[tree.total] = tree.roots
    listed = tree.listed if tree.total is None else (tree.total, *tree.listed)
    edges = tuple((code, parent) for parent, some in above.items() for code in some)
    return Hierarchy(listed=listed, edges=edges, total=tree.total)


def without_words(rows: pl.DataFrame, column: str) -> pl.Expr:
    """Return the codes of a grouping column as text, with null for blanks and for words such as `Alle fylker`."""
    codes = text(rows, column)
    known = rows.select(codes).to_series().unique().drop_nulls().to_list()
    return codes.replace([code for code in known if _says_nothing(code)], None)


def _says_nothing(group: str) -> bool:
    return is_total_label(group) or not group.strip()


def text(rows: pl.DataFrame, column: str) -> pl.Expr:
    """Return a column's codes as text; whole numbers that pandas made floats of keep no '.0'."""
    codes, kind = pl.col(column), rows.schema[column]
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        raise BadInput(
            f"column '{column}' is of type '{kind}': the codes of a dimension are text, numbers or dates",
            hint="make one column of each thing that it holds",
            code="codes-bad",
            column=column,
        )
    if kind.is_float():
        codes = codes.fill_nan(None)
        if rows.select(((codes % 1 == 0) & (codes.abs() < 2**53)).all(ignore_nulls=True)).item():
            codes = codes.cast(pl.Int64)
    if (
        isinstance(kind, pl.Datetime)
        and rows.select((codes.dt.time() == time()).all(ignore_nulls=True)).item()
    ):
        codes = codes.dt.date()  # pandas has no dates without a time of day
    return codes.cast(pl.String)
