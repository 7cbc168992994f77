"""Texts read as the types of Table Schema: strictly by their lexical form, in whole columns."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

Field = dict[str, Any]
Parsed = tuple[pl.Series, pl.Series]  # the values, and where a text did not fit

INTEGER = r"^[+-]?[0-9]+$"
NUMBER = r"^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?INF)$"
DATE = r"^-?[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TIME = r"^[0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]{1,9})?$"
ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})$"
DATETIME = r"^-?[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})?$"
YEAR = r"^-?[0-9]{4,}$"
YEARMONTH = r"^-?[0-9]{4}-(?:0[1-9]|1[0-2])$"
DURATION = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
LONGEST = timedelta(microseconds=2**63 - 1)  # what 64 bits of microseconds hold
ITEMS: dict[str, pl.DataType | type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
    "number": pl.Float64,
    "date": pl.Date,
    "datetime": pl.Datetime("us"),
    "time": pl.Time,
}


def parse(texts: pl.Series, field: Field) -> Parsed:
    """Return a column of texts in a field's type, and where a text is not of that type (there it is null)."""
    reader = READERS.get(str(field.get("type", "any")))
    if reader is None:
        return texts, pl.Series(texts.name, [False]).new_from_index(0, texts.len())
    values = reader(texts, field)
    return values, values.is_null() & texts.is_not_null()


def where(texts: pl.Series, pattern: str) -> pl.Series:
    """Return the texts that have a form, null elsewhere."""
    return (
        texts.to_frame("t").select(pl.when(pl.col("t").str.contains(pattern)).then(pl.col("t"))).to_series()
    )


def digits(texts: pl.Series, field: Field, decimal: bool) -> pl.Series:
    """Return numbers with the marks that a field allows taken away."""
    point = str(field.get("decimalChar") or ".")
    if field.get("bareNumber", True) is False:
        # from the first digit, with the sign and the decimal mark before it, to the last one: `kr. -,50 per m`
        body = rf"^([+-]?)[^0-9+\-]*?([+-]?)((?:{re.escape(point)})?[0-9](?:.*[0-9])?)[^0-9]*$"
        texts = texts.str.replace(body, "${1}${2}${3}")
    group = str(field.get("groupChar") or "")
    if group:
        texts = texts.str.replace_all(group, "", literal=True)
    if decimal and point != ".":
        texts = texts.str.replace_all(".", "!", literal=True).str.replace_all(point, ".", literal=True)
    return texts


def integer(texts: pl.Series, field: Field) -> pl.Series:
    """Read whole numbers; those beyond 64 bits make the column wider."""
    fit = where(digits(texts, field, decimal=False), INTEGER)
    found = fit.cast(pl.Int64, strict=False)
    if found.null_count() > fit.null_count():
        found = fit.cast(pl.Decimal(38, 0), strict=False)
    return found


def number(texts: pl.Series, field: Field) -> pl.Series:
    """Read decimal numbers, with NaN and INF as Table Schema writes them."""
    fit = where(digits(texts, field, decimal=True), NUMBER)
    found = fit.str.replace("INF", "inf", literal=True).cast(pl.Float64, strict=False)
    # a number too large for a float would become an infinity that nobody wrote
    grown = found.is_infinite() & ~fit.str.contains("INF", literal=True)
    return found.set(grown.fill_null(value=False), None) if grown.any() else found


def boolean(texts: pl.Series, field: Field) -> pl.Series:
    """Read true and false by the words that a field gives."""
    yes = field.get("trueValues") or ["true", "True", "TRUE", "1"]
    no = field.get("falseValues") or ["false", "False", "FALSE", "0"]
    words = dict.fromkeys(map(str, no), False) | dict.fromkeys(map(str, yes), True)
    return texts.replace_strict(words, default=None, return_dtype=pl.Boolean)


def date(texts: pl.Series, field: Field) -> pl.Series:
    """Read dates."""
    form = str(field.get("format") or "default")
    if form == "any":
        return guessed(texts).cast(pl.Date)
    if form != "default":
        return texts.str.to_date(pattern_of(form), strict=False)
    return where(texts, DATE).str.to_date("%Y-%m-%d", strict=False)


def time(texts: pl.Series, field: Field) -> pl.Series:
    """Read times of day."""
    form = str(field.get("format") or "default")
    if form == "any":
        return guessed(texts).dt.time()
    if form != "default":
        return texts.str.to_time(pattern_of(form), strict=False)
    return where(texts, TIME).str.to_time("%H:%M:%S%.f", strict=False)


def datetime(texts: pl.Series, field: Field) -> pl.Series:
    """Read points in time: in UTC when any of them says its zone."""
    form = str(field.get("format") or "default")
    if form == "any":
        return guessed(texts)
    if form != "default":
        return texts.str.to_datetime(pattern_of(form), strict=False, time_unit="us")
    fit = where(texts, DATETIME)
    zoned = fit.str.contains(ZONE)
    if not zoned.any():
        return fit.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    col, has = pl.col("t"), pl.col("t").str.contains(ZONE)
    utc = pl.when(has).then(col.str.replace("Z$", "+00:00")).otherwise(col + "+00:00")
    form = "%Y-%m-%dT%H:%M:%S%.f%:z"
    return fit.to_frame("t").select(utc.str.to_datetime(form, strict=False, time_unit="us")).to_series()


def pattern_of(form: str) -> str:
    """Return a strptime pattern without the mark that older packages put before it."""
    return form.removeprefix("fmt:")


def guessed(texts: pl.Series) -> pl.Series:
    """Read dates and times of any form that a person would write."""
    import pandas as pd  # it takes a quarter of a second to load, and few dates have any form

    def one(text: str) -> Any:
        """Return what pandas takes a text for."""
        try:
            return pd.Timestamp(text).to_pydatetime().replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None

    return pl.Series(texts.name, each(texts, one), dtype=pl.Datetime("us"))


def each(texts: pl.Series, read: Callable[[str], Any]) -> list[Any]:
    """Return what a function reads of each text, the same text only once."""
    known = {text: read(text) for text in texts.drop_nulls().unique().to_list()}
    return [None if text is None else known[text] for text in texts.to_list()]


def year(texts: pl.Series, field: Field) -> pl.Series:
    """Read years as whole numbers."""
    return where(texts, YEAR).cast(pl.Int64, strict=False)


def yearmonth(texts: pl.Series, field: Field) -> pl.Series:
    """Keep months of a year as text, since no frame has a type for them."""
    return where(texts, YEARMONTH)


def duration(texts: pl.Series, field: Field) -> pl.Series:
    """Read durations; those of years and months, which have no fixed length, stay text."""
    found = each(texts, iso_duration)
    if any(isinstance(one, str) for one in found):
        keep = [
            text if value is not None else None for text, value in zip(texts.to_list(), found, strict=True)
        ]
        return pl.Series(texts.name, keep, dtype=pl.String)
    return pl.Series(texts.name, found, dtype=pl.Duration("us"))


def iso_duration(text: str) -> timedelta | str | None:
    """Return one ISO 8601 duration, as text when it has years or months."""
    found = DURATION.fullmatch(text)
    if found is None:
        return None
    sign, years, months, weeks, days, hours, minutes, seconds = found.groups()
    if years or months:
        return text
    try:
        size = timedelta(
            weeks=int(weeks or 0),
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=float(seconds or 0),
        )
    except (OverflowError, ValueError):
        return None
    if size > LONGEST:
        return None
    return -size if sign else size


def those(texts: pl.Series, fits: Callable[[str], bool]) -> pl.Series:
    """Return the texts that fit, null elsewhere."""
    good = each(texts, fits)
    kept = [text if fit else None for text, fit in zip(texts.to_list(), good, strict=True)]
    return pl.Series(texts.name, kept, dtype=pl.String)


def json_of(kind: type, texts: pl.Series) -> pl.Series:
    """Keep texts that are JSON of a kind."""

    def one(text: str) -> bool:
        """Say whether a text is JSON of the kind."""
        try:
            return isinstance(json.loads(text), kind)
        except (ValueError, RecursionError):  # brackets by the thousand are no JSON that a reader could use
            return False

    return those(texts, one)


def geopoint(texts: pl.Series, field: Field) -> pl.Series:
    """Keep points of longitude and latitude as text, if they lie on Earth."""
    form = str(field.get("format") or "default")

    def one(text: str) -> bool:
        """Say whether a text is a place on Earth."""
        try:
            if form == "default":
                values = [part.strip() for part in text.split(",")]
            elif form == "array":
                values = json.loads(text)
            else:
                found = json.loads(text)
                values = [found["lon"], found["lat"]]
            lon, lat = (float(value) for value in values)
        except (ValueError, TypeError, KeyError):
            return False
        return abs(lon) <= 180 and abs(lat) <= 90

    return those(texts, one)


def list_of(texts: pl.Series, field: Field) -> pl.Series:
    """Read lists with a delimiter between items; one bad item makes the cell bad."""
    item = str(field.get("itemType") or "string")
    delimiter = str(field.get("delimiter") or ",")

    def one(text: str) -> list[Any] | None:
        """Return the items of one cell."""
        parts = pl.Series(texts.name, text.split(delimiter) if text else [], dtype=pl.String)
        values, bad = parse(parts, {"name": texts.name, "type": item})
        return None if bad.any() else values.to_list()

    return pl.Series(texts.name, each(texts, one), dtype=pl.List(ITEMS.get(item, pl.String)))


READERS: dict[str, Callable[[pl.Series, Field], pl.Series]] = {
    "integer": integer,
    "number": number,
    "boolean": boolean,
    "date": date,
    "time": time,
    "datetime": datetime,
    "year": year,
    "yearmonth": yearmonth,
    "duration": duration,
    "geopoint": geopoint,
    "list": list_of,
    "object": lambda texts, field: json_of(dict, texts),
    "array": lambda texts, field: json_of(list, texts),
    "geojson": lambda texts, field: json_of(dict, texts),
}
