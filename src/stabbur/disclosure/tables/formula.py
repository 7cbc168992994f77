"""A formula of linked tables, such as `age*region + region*industry`: which dimensions each table crosses."""

from collections.abc import Sequence

from stabbur.errors import BadInput, meant


def terms(formula: str, dimensions: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the dimensions of each table in a formula, in the order of the table's own dimensions.

    Parameters
    ----------
    formula
        Tables joined by `+`, each its dimensions joined by `*`; a table holds its margins.
    dimensions
        The names that there are; a dimension that no table uses is an error.

    Raises
    ------
    BadInput
        A name that is no dimension, one twice in a table, or a sign that a formula does not have.

    Examples
    --------
    >>> from stabbur.disclosure.tables.formula import terms
    >>> terms("age*region + region*industry", ["age", "region", "industry"])
    (('age', 'region'), ('region', 'industry'))
    """
    found = []
    for term in formula.split("+"):
        names = [name.strip().strip("`") for name in term.split("*")]
        for name in names:
            if name not in dimensions:
                raise BadInput(
                    f"the formula '{formula}' has '{name}', which is no dimension: "
                    f"there are {', '.join(map(repr, dimensions))}",
                    hint=meant(name, dimensions) or "tables are joined by +, the dimensions of one by *",
                    code="formula-bad",
                )
        if len(set(names)) < len(names):
            raise BadInput(
                f"a dimension stands twice in '{term.strip()}' of the formula '{formula}'",
                hint="name each dimension of a table once",
                code="formula-bad",
            )
        found.append(tuple(name for name in dimensions if name in names))
    unused = [name for name in dimensions if not any(name in term for term in found)]
    if unused:
        raise BadInput(
            f"the formula '{formula}' has no table with the dimension '{unused[0]}'",
            hint="add it to a table, or leave the dimension out",
            code="formula-bad",
        )
    return tuple(dict.fromkeys(found))
