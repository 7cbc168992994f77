"""SQL as text: values are bound in a database's own way, names are quoted; nothing else is put into it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from stabbur.errors import BadInput
from stabbur.frames.given import need_text, shown

# what a mark inside is not one of: texts, quoted names, comments, dollar quotes and casts
TOKENS = re.compile(
    r"""
    (?P<skip>
        '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/
      | (?P<dollar>\$(?:[A-Za-z_]\w*)?\$).*?(?P=dollar) | :: | :=
    )
  | :(?P<name>[^\W\d]\w*)
  | (?P<mark>\?)
    """,
    re.VERBOSE | re.DOTALL,
)

Values = Mapping[str, Any] | Sequence[Any] | None


def bound(query: str, params: Values, style: Literal["question", "numbered"]) -> tuple[str, list[Any]]:
    """Return a query with its marks in a database's own style, and the values in their order.

    A mapping fills `:name`, a sequence fills `?`; every value is used, and every mark has one.
    """
    if params is None:
        return query, []
    if isinstance(params, str) or not isinstance(params, Mapping | Sequence):
        raise BadInput(
            f"params is {type(params).__name__}: it must be a list for ? or a mapping for :name",
            hint='params={"year": 2021}',
            code="params-kind",
        )
    for value in params.values() if isinstance(params, Mapping) else params:
        if isinstance(value, str):
            need_text(value, "params")
    if not params and not isinstance(params, Mapping):
        return query, []
    values: list[Any] = []
    numbers: dict[str, int] = {}

    named_values: Mapping[str, Any] = params if isinstance(params, Mapping) else {}

    def named(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        if name not in named_values:
            listed = ", ".join(f"'{key}'" for key in named_values) or "none"
            raise BadInput(f"the query has :{name}, params has {listed}", code="params-missing", name=name)
        if style == "numbered" and name in numbers:
            return f"${numbers[name]}"
        values.append(named_values[name])
        numbers[name] = len(values)
        return f"${len(values)}" if style == "numbered" else "?"

    def placed(match: re.Match[str]) -> str:
        if match["mark"] is None:
            return match[0]
        values.append(None)
        return f"${len(values)}" if style == "numbered" else "?"

    if isinstance(params, Mapping):
        text = TOKENS.sub(named, query)
        unused = [key for key in params if key not in numbers]
        if unused:
            raise BadInput(
                f"the query has no :{shown(unused[0])}", code="params-unused", name=shown(unused[0])
            )
        return text, values
    text = TOKENS.sub(placed, query)
    if len(values) != len(params):
        raise BadInput(f"the query has {len(values)} ?, params has {len(params)} values", code="params-count")
    return text, list(params)


def without_values(query: str) -> str:
    """Return a query with NULL for each `?`: its columns have the same types."""
    return TOKENS.sub(lambda match: "NULL" if match["mark"] else match[0], query)


class Sql(str):
    """Text that is SQL already; any other text that `filled` is given becomes a name."""


def filled(template: str, **places: str | Iterable[str]) -> str:
    """Return a statement with names in its `{places}`, each quoted; those of a list stand between commas."""
    return template.format(**{place: _listed(given) for place, given in places.items()})


def quoted(name: str) -> Sql:
    """Return a name of a table or a column so that SQL reads all of it as one name."""
    if not name or "\0" in name:
        raise BadInput(f"{name!a} cannot be a name in a database", code="name-unsafe")
    return Sql('"' + name.replace('"', '""') + '"')


def quoted_table(name: str) -> Sql:
    """Return a table's name quoted part by part: the part before the first point is its schema."""
    return Sql(".".join(quoted(part) for part in name.split(".", 1)))


def _listed(given: str | Iterable[str]) -> str:
    if isinstance(given, Sql):
        return str(given)
    if isinstance(given, str):
        return quoted(given)
    return ", ".join(part if isinstance(part, Sql) else quoted(part) for part in given)
