"""What a table is: its dimensions with their hierarchies, and which columns hold its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from stabbur.disclosure.frame import given
from stabbur.disclosure.tables.axis import fixed
from stabbur.disclosure.tables.formula import terms
from stabbur.disclosure.tables.hierarchy import Hierarchy
from stabbur.disclosure.tables.structural import ruled_out
from stabbur.errors import BadInput, meant

FIGURES = ("count", "value", "contributor", "weight")
ABSENT = "absent"


@dataclass(frozen=True)
class TableSpec:
    """A table that is to be published: every code of each dimension crossed with every code of the others.

    Parameters
    ----------
    dimensions
        For each leaf column its hierarchy, or several alternative ones; None is the codes and their total.
    count
        The column of counts; without it (and without `value`) each row of the data is one unit.
    value
        The column of magnitudes that are summed.
    contributor
        The column that says whose each row is; units of one holding share it.
    weight
        The column of sampling weights.
    formula
        Tables with other margins than the full cross, such as `"age*region + region*industry"`.
    impossible
        Combinations that cannot exist (structural zeros): a frame with some of the dimensions as columns, a list
        of such frames, or `"absent"` for all that the data do not have, which are then not published either.

    Raises
    ------
    BadInput
        No dimension, a hierarchy that is none, a formula that names no dimension, or a misspelt option.

    Notes
    -----
    Hundepol et al., *Statistical Disclosure Control* (2012), chapter 4: a table with its margins.

    Examples
    --------
    >>> from stabbur.disclosure import Hierarchy, TableSpec
    >>> spec = TableSpec(dimensions={"kommune": Hierarchy.from_columns("kommune", "fylke")}, count="personer")
    >>> linked = spec & TableSpec(dimensions={"alder": None}, count="personer")
    >>> [table.name for table in linked.tables]
    ['kommune', 'alder']
    """

    dimensions: Mapping[str, Any]
    count: str | None = None
    value: str | None = None
    contributor: str | None = None
    weight: str | None = None
    formula: str | None = None
    impossible: Any = None

    def __new__(cls, *given: Any, **options: Any) -> "TableSpec":
        """Say which option is misspelt; `__init__` takes the others."""
        known = [field.name for field in fields(cls)]
        for name in options:
            if name not in known:
                raise BadInput(
                    f"a table takes no '{name}': it takes {', '.join(known)}",
                    hint=meant(name, known) or "leave it out",
                    code="option-unknown",
                    option=name,
                )
        return super().__new__(cls)

    def __post_init__(self) -> None:
        if not isinstance(self.dimensions, Mapping) or not self.dimensions:
            raise BadInput(
                f"dimensions is {self.dimensions!r}: it must name at least one leaf column with its hierarchy",
                hint='dimensions={"kommune": Hierarchy.from_columns("kommune", "fylke")}',
                code="table-dimensions",
            )
        object.__setattr__(
            self, "dimensions", {str(name): _alternatives(name, one) for name, one in self.dimensions.items()}
        )
        if isinstance(self.impossible, str) and self.impossible != ABSENT:
            raise BadInput(
                f"impossible is '{self.impossible}': it must be a frame or '{ABSENT}'",
                hint=meant(self.impossible, [ABSENT]) or "give a frame of codes",
                code="table-option",
            )
        if self.formula is not None:
            terms(self.formula, list(self.dimensions))

    def __and__(self, other: "TableSpec | LinkedTables") -> "LinkedTables":
        return LinkedTables((self,)) & other

    def fixed(self, frame: object) -> "TableSpec":
        """Return the same table with the groups that some data have in their columns.

        A published table has the codes of groups among its leaves, but no columns that tell which leaf is in
        which: `audit(published, spec.fixed(df))`.

        Parameters
        ----------
        frame
            The data that the table was made of.

        Raises
        ------
        BadInput
            A column of a hierarchy is not there.

        Examples
        --------
        >>> import polars as pl
        >>> from stabbur.disclosure import Hierarchy, TableSpec
        >>> df = pl.DataFrame({"kommune": ["0301", "4601"], "fylke": ["03", "46"]})
        >>> spec = TableSpec({"kommune": Hierarchy.from_columns("kommune", "fylke")})
        >>> spec.fixed(df).dimensions["kommune"][0].listed
        ('Total', '03', '46', '0301', '4601')
        """
        return LinkedTables((self,)).fixed(frame).tables[0]

    @property
    def ruled_out(self) -> tuple[Any, ...]:
        """Frames of combinations that cannot exist."""
        if self.impossible is None or isinstance(self.impossible, str):
            return ()
        return tuple(self.impossible) if isinstance(self.impossible, list | tuple) else (self.impossible,)

    @property
    def name(self) -> str:
        """What a linked table is called: its formula, or its dimensions."""
        return self.formula or "*".join(self.dimensions)

    @property
    def tables(self) -> tuple["TableSpec", ...]:
        """Itself alone."""
        return (self,)

    @property
    def hierarchies(self) -> Mapping[str, tuple[Hierarchy, ...]]:
        """The alternatives of each dimension."""
        return self.dimensions

    @property
    def terms(self) -> tuple[tuple[str, ...], ...]:
        """The dimensions of each full cross that the table is made of."""
        return terms(self.formula, list(self.dimensions)) if self.formula else (tuple(self.dimensions),)


@dataclass(frozen=True)
class LinkedTables:
    """Tables of the same figures that are published together, and so protected as one."""

    tables: tuple[TableSpec, ...]

    def __and__(self, other: "TableSpec | LinkedTables") -> "LinkedTables":
        if not isinstance(other, TableSpec | LinkedTables):
            raise BadInput(
                f"a table can be linked to a table only, not to '{type(other).__name__}'",
                hint="spec_a & spec_b",
                code="table-option",
            )
        for table in other.tables:
            for name in FIGURES:
                one, two = getattr(self.tables[0], name), getattr(table, name)
                if one != two:
                    raise BadInput(
                        f"linked tables have the same figures: {name} is {one!r} in '{self.tables[0].name}' "
                        f"and {two!r} in '{table.name}'",
                        hint="protect each figure by itself, with a table that names it alone",
                        code="table-linked",
                    )
        return LinkedTables((*self.tables, *other.tables))

    def fixed(self, frame: object) -> "LinkedTables":
        """Return the same tables with the groups that some data have in their columns."""
        held = given(frame)
        held.need(*self.hierarchies)
        held.need(*(column for some in self.hierarchies.values() for one in some for column in one.columns))
        crossed = [term for table in self.tables for term in table.terms]
        never = ruled_out(held.rows, list(self.hierarchies), crossed)
        made = []
        for table in self.tables:
            dimensions = {
                name: tuple(fixed(name, one, held.rows) for one in some)
                for name, some in table.hierarchies.items()
            }
            frames = table.impossible if isinstance(table.impossible, str) else [*table.ruled_out, *never]
            made.append(replace(table, dimensions=dimensions, impossible=frames or None))
            never = []  # once is enough: they hold for all tables
        return LinkedTables(tuple(made))

    def __getattr__(self, name: str) -> Any:
        if name in FIGURES:
            return getattr(self.tables[0], name)
        raise AttributeError(f"linked tables have no '{name}'")

    @property
    def hierarchies(self) -> Mapping[str, tuple[Hierarchy, ...]]:
        """The alternatives of each dimension, over all tables in order."""
        found: dict[str, tuple[Hierarchy, ...]] = {}
        for table in self.tables:
            for name, some in table.hierarchies.items():
                found[name] = (*found.get(name, ()), *(one for one in some if one not in found.get(name, ())))
        return found


Spec = TableSpec | LinkedTables


def need_spec(spec: object) -> None:
    """Raise BadInput for what is no table, such as the name of a dimension, which the short ways take."""
    if not isinstance(spec, TableSpec | LinkedTables):
        raise BadInput(
            f"the table is given as a {type(spec).__name__}: it must be a TableSpec",
            hint='TableSpec(dimensions={"kommune": None}, count="personer")',
            code="table-option",
        )


def _alternatives(name: object, given: Any) -> tuple[Hierarchy, ...]:
    some = (
        (Hierarchy.from_columns(str(name)),)
        if given is None
        else tuple(given)
        if isinstance(given, list | tuple)
        else (given,)
    )
    wrong = [one for one in some if not isinstance(one, Hierarchy)]
    if wrong or not some:
        raise BadInput(
            f"the hierarchy of dimension '{name}' is {wrong[0] if wrong else given!r}: it must be a Hierarchy",
            hint="make one with Hierarchy.from_columns, from_parent, from_dict or from_codes",
            code="table-dimensions",
        )
    return some
