"""Text cells that a spreadsheet would run as a formula: reported, never changed."""

import polars as pl

from stabbur.packages.tables.spool import Frame, ask, engine_of, schema_of
from stabbur.packages.validation.report import Problem

FORMULA = r"^[=+\-@\t\r]"
# a number, a telephone number, a dash that stands for nothing, a point of a list
PLAIN = r"^(?:[+-]?\s*[0-9.,][0-9 .,\x{A0}]*%?(?:[eE][+-]?[0-9]+)?|-+(?:\s[^|(!=]*)?)$"


def formula_warnings(frame: Frame, resource: str) -> list[Problem]:
    """Return a warning for each column with texts that begin like a formula, the first row named."""
    texts = [name for name, kind in schema_of(frame).items() if kind == pl.String]
    if not texts:
        return []
    runs = {name: pl.col(name).str.contains(FORMULA) & ~pl.col(name).str.contains(PLAIN) for name in texts}
    counts = ask(frame, [broken.sum().alias(name) for name, broken in runs.items()])
    found = []
    for name, count in counts.items():
        if count:
            numbered = frame.lazy().with_row_index("|row|").select("|row|", name)
            row, value = numbered.filter(runs[name]).head(1).collect(engine=engine_of(frame)).row(0)
            shown = value if len(value) <= 60 else value[:59] + "…"
            texts_ = f"{count} text{'' if count == 1 else 's'}"
            message = f"{texts_} would run as a formula in a spreadsheet, first '{shown}'"
            found.append(Problem("formula", message, resource, name, row + 1, value))
    return found
