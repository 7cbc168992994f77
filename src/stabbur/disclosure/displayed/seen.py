"""A table that is shown somewhere, and what else a text shows that is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

FIGURE = re.compile(r"[-+−]?\d[\d\s.,'\u00a0\u202f\u2009]*(?:[eE][-+]?\d+)?\s*%?(?:\s*\([^()]*\))?")
SHAPE = re.compile(
    r"shape: \([\d_, ]{1,40}\)|\[?\d{1,15} rows [x×] \d{1,9} columns\]?"
    r"|(?:Name: [^\n]{0,200}, )?(?:Length: \d{1,15}, )?dtype: \w{1,40}"
)
"""What data frames say of themselves under or over their rows."""
LONGEST = 100
"""Characters that a figure has at most."""


@dataclass(frozen=True)
class Displayed:
    """A table: of each column the texts of its head from above, and the rows as texts."""

    heads: tuple[tuple[str, ...], ...]
    rows: list[list[str]]


@dataclass
class Seen:
    """What a text shows: its tables, the text beside them, and whether there are pictures."""

    tables: list[Displayed] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    pictures: bool = False

    def add(self, other: "Seen") -> None:
        """Take in what another text shows."""
        self.tables += other.tables
        self.beside += other.beside
        self.pictures = self.pictures or other.pictures

    @property
    def figures(self) -> bool:
        """Whether anything beside the tables could tell a figure."""
        return self.pictures or has_digits(self.beside)


def has_digits(texts: Iterable[str]) -> bool:
    """Say whether a digit stands in texts; how many rows a frame has is none."""
    return any(one.isdigit() for text in texts for one in SHAPE.sub("", text))


def is_figure(text: str) -> bool:
    """Say whether a cell shows a figure, in whichever way figures are written.

    Examples
    --------
    >>> from stabbur.disclosure.displayed.seen import is_figure
    >>> [is_figure(one) for one in ("2", "1 234,5", "12 %", "3.0e+02", "*", ":", "", "NaN", "A2")]
    [True, True, True, True, False, False, False, False, False]
    """
    return len(text) <= LONGEST and FIGURE.fullmatch(text.strip()) is not None


def table(heads: list[list[str]], rows: list[list[str]]) -> Displayed | None:
    """Return a table from the rows of its head and those below; None where there is none."""
    width = max((len(row) for row in (*heads, *rows)), default=0)
    if not heads or not rows or width < 2:
        return None
    padded = [[*row, *[""] * (width - len(row))] for row in heads]
    columns = tuple(tuple(dict.fromkeys(filter(None, column))) for column in zip(*padded, strict=True))
    return Displayed(columns, [[*row, *[""] * (width - len(row))] for row in rows])
