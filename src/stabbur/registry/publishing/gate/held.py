"""Tables that people see beside a protected one, held against the cells that it hides."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stabbur.disclosure.displayed.seen import Displayed, is_figure

if TYPE_CHECKING:  # searching goes through the registry as well, and needs no tables
    import polars as pl

WHOLE = re.compile(r"\d+(?:\.0+)?")
PIECES = re.compile(r"[\"'{}()\[\],]+")
NOTHING = {"", "nan", "none", "null", "<na>", "nat", "\xa0"}
CUT = ("…", "...")
COUNTED = {"index", "row_nr", "row_index", "unnamed: 0", "#", "nr."}
"""Columns that number rows."""

Codes = Mapping[str, tuple[str, ...]]
Columns = Mapping[int, tuple[list[str] | None, list[dict[int, str | None]]]]
"""By column: the figures that it shows, None for any, and the codes of dimensions that its head names."""


@dataclass(frozen=True)
class Dimension:
    """A dimension of a protected table: what its column may be called, and its codes by how they may be written."""

    names: frozenset[str]
    codes: frozenset[str]
    written: Codes
    total: str | None

    def meant(self, text: str) -> tuple[str, ...]:
        """Return the codes that a cell can mean: itself, else those that differ in how they are written alone."""
        if text in self.codes:
            return (text,)
        if text.endswith(CUT) and len(text) > len(CUT[1]):
            begun = text.removesuffix(CUT[0]).removesuffix(CUT[1]).strip("\"' ")
            return tuple(code for code in self.codes if begun and code.startswith(begun))
        return self.written.get(plain(text), ())


@dataclass(frozen=True)
class Hidden:
    """The hidden cells of a protected table, each with the columns of figures that it is hidden in."""

    name: str
    dimensions: tuple[Dimension, ...]
    figures: Mapping[str, str]
    cells: Mapping[tuple[str, ...], frozenset[str]]
    elsewhere: frozenset[str]
    """Columns that the package publishes anyway: what they tell is looked at where they are."""

    @property
    def names(self) -> set[str]:
        """What the columns of dimensions may be called."""
        return {name for one in self.dimensions for name in one.names}


def hidden_in(frame: "pl.DataFrame", resource: Mapping[str, Any], columns: Collection[str] = ()) -> Hidden:
    """Return what a protected table hides; `columns` are those that the package publishes in its tables."""
    import polars as pl

    from stabbur.disclosure.protection.proof import numbers

    proof = resource["protection"]
    names, figures = list(proof["dimensions"]), list(proof["figures"])
    fields = {
        str(one.get("name")): one
        for one in (resource.get("schema") or {}).get("fields") or []
        if isinstance(one, dict)
    }
    gone = frame.select(
        *(pl.col(name).cast(pl.String).fill_null("") for name in names),
        *(numbers(frame[name]).is_null().alias(f"gone|{at}") for at, name in enumerate(figures)),
    ).filter(pl.any_horizontal(f"gone|{at}" for at in range(len(figures))))
    cells = {
        row[: len(names)]: frozenset(
            name for name, one in zip(figures, row[len(names) :], strict=True) if one
        )
        for row in gone.iter_rows()
    }
    dimensions = tuple(
        _dimension(frame[name].cast(pl.String).fill_null(""), name, fields.get(name, {}), proof)
        for name in names
    )
    called = {alias: name for name in figures for alias in _called(name, fields.get(name, {}))}
    elsewhere = frozenset(one.casefold() for one in columns) - called.keys()
    return Hidden(str(resource.get("name")), dimensions, called, cells, elsewhere)


def _dimension(
    values: "pl.Series", name: str, field: Mapping[str, Any], proof: Mapping[str, Any]
) -> Dimension:
    codes = [str(one) for one in values.unique(maintain_order=True)]
    written: dict[str, tuple[str, ...]] = {}
    for code in codes:
        written[plain(code)] = (*written.get(plain(code), ()), code)
    for one in field.get("categories") or []:
        if isinstance(one, dict) and str(one.get("value")) in codes and one.get("label"):
            label = plain(str(one["label"]))
            written[label] = (*written.get(label, ()), str(one["value"]))
    totals = {
        str(some[0].get("total"))
        for table in (proof.get("table") or {}).get("tables") or []
        if (some := table["dimensions"].get(name)) and some[0].get("total") in codes
    }
    return Dimension(_called(name, field), frozenset(codes), written, min(totals, default=None))


def _called(name: str, field: Mapping[str, Any]) -> frozenset[str]:
    title = field.get("title")
    return frozenset(one.casefold() for one in (name, title) if isinstance(one, str) and one)


def plain(text: str) -> str:
    """Return a code in the form that does not tell how it is written: 0301, 301 and "301.0" are one.

    Examples
    --------
    >>> from stabbur.registry.publishing.gate.held import plain
    >>> plain("0301"), plain('"301.0"'), plain("NaN"), plain("2026-01-01 00:00:00")
    ('301', '301', '', '2026-01-01')
    """
    text = text.strip().strip("\"'`*").strip()
    if WHOLE.fullmatch(text):
        return text.partition(".")[0].lstrip("0") or "0"
    if text.casefold() in NOTHING:
        return ""
    return text.removesuffix(" 00:00:00").removesuffix("T00:00:00")


def shows(table: Displayed, hidden: Hidden, *, whole: bool = True) -> bool | None:
    """Say whether a table shows a figure that another one hides; None where it does not tell of which cells.

    With `whole`, a table of the same figures without one of the dimensions is taken to be of its total.
    """
    heads = [_pieces(texts, hidden) for texts in table.heads]
    places = _places(heads, hidden)
    missing = [at for at in range(len(hidden.dimensions)) if at not in places]
    pivoted = _pivoted(heads, hidden, missing, set(places.values())) if missing else {}
    if missing and not pivoted:
        _by_values(table, heads, hidden, places)
        missing = [at for at in range(len(hidden.dimensions)) if at not in places]
        pivoted = _pivoted(heads, hidden, missing, set(places.values())) if missing else {}
    if pivoted:
        shown = {
            column: ([hidden.figures[one] for one in heads[column] if one in hidden.figures] or None, codes)
            for column, codes in pivoted.items()
        }
        return _any_shown(table, hidden, places, shown)
    own = {
        column: [hidden.figures[one] for one in texts if one in hidden.figures]
        for column, texts in enumerate(heads)
        if column not in places.values()
    }
    if not missing:
        columns: Columns = {
            column: (of or None, [{}])
            for column, of in own.items()
            if of or _is_other(heads, column, places, hidden)
        }
        return _any_shown(table, hidden, places, columns)
    totals = {at: hidden.dimensions[at].total for at in missing}
    if whole and places and None not in totals.values():
        columns = {column: (of, [totals]) for column, of in own.items() if of}
        return _any_shown(table, hidden, places, columns) or None
    return None


def _any_shown(table: Displayed, hidden: Hidden, places: Mapping[int, int], columns: Columns) -> bool:
    above: dict[int, str] = {}
    for row in table.rows:
        given: dict[int, tuple[str, ...]] = {}
        for at, column in places.items():
            one = hidden.dimensions[at]
            text = row[column]
            # an index is printed once for all the rows that share it
            if not text.strip() and "" not in one.codes:
                text = above.get(at, "")
            above[at] = text
            given[at] = one.meant(text)
        if not all(given.values()):
            continue
        for column, (figures, heads) in columns.items():
            if is_figure(row[column]) and any(_is_hidden(hidden, given, codes, figures) for codes in heads):
                return True
    return False


def _is_hidden(
    hidden: Hidden,
    given: Mapping[int, tuple[str, ...]],
    more: Mapping[int, str | None],
    figures: Collection[str] | None,
) -> bool:
    each = [given.get(at) or (str(more[at]),) for at in range(len(hidden.dimensions))]
    for codes in itertools.product(*each):
        gone = hidden.cells.get(codes, frozenset())
        if gone and (figures is None or gone.intersection(figures)):
            return True
    return False


def _pieces(texts: Iterable[str], hidden: Hidden) -> list[str]:
    """Return the texts of a head, a packed one such as `personer_k` or `('personer', 'k')` in its parts."""
    found: list[str] = []
    for text in texts:
        parts = [text, *(part for part in PIECES.split(text) if part.strip() and part != text)]
        for name in hidden.figures:
            if text.casefold().startswith(f"{name}_"):
                parts += [name, text[len(name) + 1 :]]
        found += [
            part.strip().casefold() if part.strip().casefold() in hidden.figures else part.strip()
            for part in parts
        ]
    return found


def _places(heads: list[list[str]], hidden: Hidden) -> dict[int, int]:
    """Return in which column each dimension stands whose name is over one; the lowest head counts."""
    places: dict[int, int] = {}
    for column, texts in enumerate(heads):
        named = (
            at
            for text in reversed(texts)
            for at, one in enumerate(hidden.dimensions)
            if text.casefold() in one.names
        )
        at = next(named, None)
        if at is not None:
            places.setdefault(at, column)
    return places


def _pivoted(
    heads: list[list[str]], hidden: Hidden, missing: list[int], taken: Collection[int]
) -> dict[int, list[dict[int, str | None]]]:
    """Return the columns whose heads are codes of the dimensions that stand in no column, with those codes."""
    found: dict[int, list[dict[int, str | None]]] = {}
    for column, texts in enumerate(heads):
        if column in taken or len(texts) < len(missing):
            continue
        each = [
            [(level, code) for level, text in enumerate(texts) for code in hidden.dimensions[at].meant(text)]
            for at in missing
        ]
        ways = [
            dict(zip(missing, (code for _, code in way), strict=True))
            for way in itertools.islice(itertools.product(*each), 1_000)
            if len({level for level, _ in way}) == len(missing)
        ]
        if ways:
            found[column] = [dict(way) for way in ways]
    return found


def _by_values(table: Displayed, heads: list[list[str]], hidden: Hidden, places: dict[int, int]) -> None:
    """Add the dimensions whose columns have another name, where all that stands in one are its codes."""
    for at, one in enumerate(hidden.dimensions):
        if at in places:
            continue
        for column, texts in enumerate(heads):
            if column in places.values() or any(text in hidden.figures for text in texts):
                continue
            values = {text for row in table.rows if (text := row[column]).strip() and text not in CUT}
            if len(values) > 1 and all(one.meant(text) for text in values) and _are_codes(values):
                places[at] = column
                break


def _are_codes(values: Collection[str]) -> bool:
    """Say whether values are no mere numbers, which could be figures that happen to be codes as well."""
    return any(
        not is_figure(text) or (text.startswith("0") and text.isdigit() and len(text) > 1) for text in values
    )


def _is_other(heads: list[list[str]], column: int, places: Mapping[int, int], hidden: Hidden) -> bool:
    """Say whether a column that is no dimension and has another name than the figures could show them."""
    texts = {text.casefold() for text in heads[column]}
    if not texts:  # the index of a frame stands before all, a column without a name after it
        return column > max(places.values())
    return not texts & (COUNTED | hidden.elsewhere)


def names_of(tables: Iterable[Hidden]) -> Iterator[str]:
    """Yield what the columns of dimensions may be called."""
    for one in tables:
        yield from one.names
