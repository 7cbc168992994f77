"""Types for columns of text: only where every value says so and none loses a character it needs."""

import re
from dataclasses import asdict, dataclass
from typing import Any

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
MINUS = "\N{MINUS SIGN}"
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Writing:
    """How numbers and dates are written in a file: what groups thousands, the decimal sign, the order of dates."""

    decimal: str = "."
    thousands: str | None = None
    date_format: str | None = None


PLAIN = Writing()


def typed(column: Column, writing: Writing = PLAIN) -> Column:
    """Return a column of text as numbers, dates, times or truths, or as it is.

    Text stays text where a number would lose something: `0301` its zero, `10.10` beside `10.1`
    its last digit, a whole number of more than 18 digits its end.
    """
    if column.null_count == len(column):
        return column
    if writing.date_format and (dates := _dates(column, writing.date_format)) is not None:
        return dates
    plain = _ungrouped(pc.replace_substring(column, MINUS, "-"), writing)
    sample = plain.slice(0, SAMPLE).drop_null()
    for pattern, kind in (
        (WHOLE, pa.int64()),
        (NUMBER, pa.float64()),
        (DATE, pa.date32()),
        (MOMENT, pa.timestamp("us")),
        (MOMENT_ZONED, pa.timestamp("us", "UTC")),
        (TRUTH, pa.bool_()),
    ):
        is_number = pa.types.is_floating(kind)
        here = _with_point(plain, writing.decimal) if is_number else plain
        if not (
            _all(_with_point(sample, writing.decimal) if is_number else sample, pattern)
            and _all(here, pattern)
        ):
            continue
        if is_number and _loses(here):
            return column
        try:
            return here.cast(kind)
        except pa.ArrowInvalid:
            return column  # looks right and is not: 2021-02-30, or a number too long
    return column


FOREIGN = (
    Writing(decimal=","),
    Writing(decimal=",", thousands=" "),
    Writing(date_format="%d.%m.%Y"),
    Writing(date_format="%d.%m.%Y %H:%M"),
)
"""How figures and dates are written in the North, where files are not made for machines."""


def foreign_writing(column: Column) -> dict[str, str]:
    """Return the options by which a column of text would be numbers or dates; none when none would.

    Only what can be read in one way is told: 01.02.2020 has its day first wherever dates have points.
    """
    sample = column.slice(0, SAMPLE).drop_null()
    for writing in FOREIGN if len(sample) else ():
        if typed(sample, writing).type != sample.type and typed(column, writing).type != column.type:
            return {name: value for name, value in asdict(writing).items() if value not in (None, ".")}
    return {}


def _dates(column: Column, pattern: str) -> Column | None:
    """Return days by a strptime pattern, or None when a value is not written so."""
    try:
        moments: Any = pc.strptime(column, pattern, "s", error_is_null=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    if moments.null_count != column.null_count:
        return None
    # a day that does not exist, or a text that goes on, is no date of this pattern; 1.2.2020 is 01.02.2020
    written, meant = (_without_zeros(texts) for texts in (pc.strftime(moments, pattern), column))
    if not pc.all(pc.equal(written, meant), min_count=0).as_py():
        return None
    has_clock = any(mark in pattern for mark in ("%H", "%I", "%M", "%S", "%T", "%R", "%X", "%c"))
    return moments.cast(pa.timestamp("us")) if has_clock else moments.cast(pa.date32())


def _without_zeros(texts: Any) -> Any:
    """Return dates without the zeros that fill their days and months."""
    return pc.replace_substring_regex(texts, r"\b0+([0-9])", r"\1")


def _ungrouped(column: Column, writing: Writing) -> Column:
    """Return numbers without what groups their thousands, when every value groups them well or not at all."""
    mark = writing.thousands
    if mark is None:
        return column
    spaces = SPACES if mark in SPACES else mark
    group, point = f"[{re.escape(spaces)}]", re.escape(writing.decimal)
    pattern = rf"^-?([0-9]{{1,3}}({group}[0-9]{{3}})+|[0-9]+)({point}[0-9]+)?$"
    if not _all(column, pattern):
        return column
    return pc.replace_substring_regex(column, group, "")


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
