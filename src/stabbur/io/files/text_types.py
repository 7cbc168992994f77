"""Types for columns of text: only where every value says so and none loses a character it needs."""

import pyarrow as pa
import pyarrow.compute as pc

from stabbur.frames import Column

WHOLE = r"^(0|-?[1-9][0-9]*)$"
NUMBER = r"^(-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|-?INF)$"
LONG_WHOLE = r"^-?[0-9]{16,}$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?$"
MOMENT_ZONED = MOMENT[:-1] + r"(Z|[+-][0-9]{2}:?[0-9]{2})$"
TRUTH = r"^(?i:true|false)$"
SAMPLE = 1000


def typed(column: Column, decimal: str = ".") -> Column:
    """Return a column of text as numbers, dates, times or truths, or as it is.

    Text stays text where a number would lose something: `0301` its zero, `10.10` beside `10.1`
    its last digit, a whole number of more than 18 digits its end.
    """
    sample = column.slice(0, SAMPLE).drop_null()
    if column.null_count == len(column):
        return column
    for pattern, kind in (
        (WHOLE, pa.int64()),
        (NUMBER, pa.float64()),
        (DATE, pa.date32()),
        (MOMENT, pa.timestamp("us")),
        (MOMENT_ZONED, pa.timestamp("us", "UTC")),
        (TRUTH, pa.bool_()),
    ):
        is_number = pa.types.is_floating(kind)
        here = _with_point(column, decimal) if is_number else column
        if not (_all(_with_point(sample, decimal) if is_number else sample, pattern) and _all(here, pattern)):
            continue
        if is_number and _loses(here):
            return column
        try:
            return here.cast(kind)
        except pa.ArrowInvalid:
            return column  # looks right and is not: 2021-02-30, or a number too long
    return column


def _all(column: Column, pattern: str) -> bool:
    fits = pc.match_substring_regex(column, pattern)
    return bool(pc.all(fits, min_count=0).as_py())


def _with_point(column: Column, decimal: str) -> Column:
    if decimal == ".":
        return column
    # a point in text with a decimal comma is no number
    return pc.replace_substring(pc.replace_substring(column, ".", "?"), decimal, ".")


def _loses(column: Column) -> bool:
    """Tell whether numbers would lose digits, or two different texts become one number."""
    if bool(pc.any(pc.match_substring_regex(column, LONG_WHOLE), min_count=0).as_py()):
        return True
    texts = column.unique().drop_null()
    if not bool(pc.any(pc.match_substring_regex(texts, "[0-9]"), min_count=0).as_py()):
        return True
    return len(texts.cast(pa.float64()).unique()) < len(texts)
