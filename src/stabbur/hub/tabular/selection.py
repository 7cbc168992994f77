"""Which rows of a table are asked for: read from the parameters of an address, and written back to one.

`fylke=Nordland` equals, `kommune~=os` contains, `alder>=67` at least, `alder<=15` at most, `fylke!=Oslo`
differs. `sort=alder` or `sort=-alder`, `page=2`, `show=` names a column to show and may stand several times.
A column that is called as one of these words has a dot before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from stabbur.errors import BadInput
from stabbur.hub.tabular.columns import TableColumn, value_of

WORDS = frozenset({"sort", "page", "show", "format", "formulas", "lang"})
SIGNS = ("~", "<", ">", "!")
ROWS_PER_PAGE = 25
MAX_FILTERS = 50
MAX_PAGE = 1_000_000


@dataclass(frozen=True)
class Filter:
    """One condition on one column; `text` is what stands in the address, `value` what it means."""

    column: TableColumn
    sign: str
    text: str
    value: object

    @property
    def key(self) -> str:
        """The name of the parameter, such as `alder<`."""
        return parameter(self.column.name) + self.sign


@dataclass(frozen=True)
class Selection:
    """Filters, order, page and columns; `errors` says per parameter what could not be used."""

    columns: tuple[TableColumn, ...]
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    page: int = 1
    show: tuple[str, ...] = ()
    errors: dict[str, BadInput] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[TableColumn, ...]:
        """The columns to show, in the order of the file; all when none is chosen."""
        return tuple(c for c in self.columns if c.name in self.show) if self.show else self.columns

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * ROWS_PER_PAGE

    def pairs(self, *, page: bool = True) -> list[tuple[str, str]]:
        """Return the parameters that give this selection again."""
        found = [(one.key, one.text) for one in self.filters]
        found += [("show", name) for name in self.show]
        if self.sort:
            found.append(("sort", ("-" if self.descending else "") + self.sort))
        if page and self.page > 1:
            found.append(("page", str(self.page)))
        return found

    def address(self, *, page: bool = True, **more: str) -> str:
        """Return the query part of an address, with `?`; empty when nothing is chosen."""
        pairs = self.pairs(page=page) + list(more.items())
        return "?" + "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs) if pairs else ""

    def without(self, one: Filter) -> "Selection":
        """Return the selection without a filter, on its first page."""
        return replace(self, filters=tuple(f for f in self.filters if f is not one), page=1)

    def sorted_by(self, name: str) -> "Selection":
        """Return the selection in another order; the same column again turns the order round."""
        turned = self.sort == name and not self.descending
        return replace(self, sort=name, descending=turned, page=1)

    def on_page(self, page: int) -> "Selection":
        """Return the selection on another page."""
        return replace(self, page=page)

    def text(self, name: str, sign: str = "") -> str:
        """Return what is asked of a column, for the field of a form; a refused text is kept."""
        key = parameter(name) + sign
        if key in self.errors:
            return str(self.errors[key].params.get("value", ""))
        return next((one.text for one in self.filters if one.key == key), "")

    def refuse_errors(self) -> "Selection":
        """Raise the first error: a download holds exactly what was asked for, or nothing."""
        for error in self.errors.values():
            raise error
        return self


def parameter(name: str) -> str:
    """Return the name of a column as a parameter; reserved words get a dot before them."""
    return f".{name}" if name in WORDS or name.startswith(".") else name


def read_selection(columns: Sequence[TableColumn], pairs: Iterable[tuple[str, str]]) -> Selection:
    """Read a selection from the parameters of an address, checked against the columns."""
    by_name = {column.name: column for column in columns}
    by_parameter = {parameter(name): column for name, column in by_name.items()}
    filters: list[Filter] = []
    show: list[str] = []
    errors: dict[str, BadInput] = {}
    state = {"sort": "", "page": "1"}
    for key, text in pairs:
        if key in state:
            state[key] = text
        elif key == "show" and text in by_name:
            show.append(text)
        elif key not in WORDS and text != "":
            try:
                filters.append(_filter(by_parameter, key, text))
            except BadInput as error:
                errors[key] = error
    if len(filters) > MAX_FILTERS:
        raise BadInput(f"{len(filters)} filters are too many: at most {MAX_FILTERS}", code="filter-many")
    name = state["sort"].removeprefix("-")
    if name and name not in by_name:
        errors["sort"] = _unknown(name)
    return Selection(
        columns=tuple(columns),
        filters=tuple(filters),
        sort=name if name in by_name else "",
        descending=state["sort"].startswith("-"),
        page=_page(state["page"]),
        show=tuple(dict.fromkeys(show)),
        errors=errors,
    )


def _filter(by_parameter: dict[str, TableColumn], key: str, text: str) -> Filter:
    name, sign = (key, "") if key in by_parameter or key[-1:] not in SIGNS else (key[:-1], key[-1])
    column = by_parameter.get(name)
    if column is None or not column.is_simple:
        raise _unknown(key)
    value = text if sign == "~" else value_of(column, text)
    return Filter(column, sign, text, value)


def _unknown(name: str) -> BadInput:
    return BadInput(
        f"no column '{name[:80]}' to filter or sort by",
        hint="see the columns of the table",
        code="filter-column",
        column=name[:80],
    )


def _page(text: str) -> int:
    return min(max(int(text), 1), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 12 else 1
