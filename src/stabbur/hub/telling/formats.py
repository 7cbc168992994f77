"""Numbers, dates and sizes as a reader of bokmål, nynorsk or English writes them."""

import datetime as dt
from zoneinfo import ZoneInfo

from babel import dates, numbers

Moment = dt.date | dt.datetime | str
MINUS = "\N{MINUS SIGN}"
LARGEST = 1e18  # babel groups no number of many more digits


class Formats:
    """Write values in one language and one time zone."""

    def __init__(self, language: str, timezone: str = "Europe/Oslo") -> None:
        self.language = language
        self.locale = {"nb": "nb_NO", "nn": "nn_NO"}.get(language, "en_GB")
        self.zone: dt.tzinfo = ZoneInfo(timezone)

    def number(self, value: float | int | None, digits: int | None = None) -> str:
        """Write a number with the language's separators; `digits` fixes the decimals."""
        if value is None:
            return ""
        if abs(value) >= LARGEST:
            return f"{value:.3g}"
        pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
        return numbers.format_decimal(value, format=pattern, locale=self.locale).replace("-", MINUS)

    def percent(self, value: float | None, digits: int = 1) -> str:
        """Write a share (0.042) as a percentage (4,2 %)."""
        if value is None:
            return ""
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + (" %" if self.language != "en" else "%")
        text = numbers.format_percent(value, format=pattern, locale=self.locale)
        return text.replace("-", MINUS).replace(" %", "\N{NO-BREAK SPACE}%")

    def size(self, count: int) -> str:
        """Write a number of bytes in kB, MB or GB (powers of ten)."""
        amount, unit = float(count), "B"
        for larger in ("kB", "MB", "GB", "TB"):
            if amount < 1000:
                break
            amount, unit = amount / 1000, larger
        digits = 0 if unit == "B" or amount >= 100 else 1
        return f"{self.number(round(amount, digits))}\N{NO-BREAK SPACE}{unit}"

    def date(self, value: Moment) -> str:
        """Write a date in words: 1. mars 2021."""
        moment = self._moment(value)
        return dates.format_date(
            moment, format="d MMMM y" if self.language == "en" else "d. MMMM y", locale=self.locale
        )

    def time(self, value: Moment) -> str:
        """Write a moment in words, in the zone of the settings: 1. mars 2021 kl. 06.00."""
        moment = self._moment(value)
        between = " at " if self.language == "en" else " kl. "
        clock = moment.strftime("%H:%M") if self.language == "en" else moment.strftime("%H.%M")
        return self.date(moment) + between + clock

    def iso(self, value: Moment) -> str:
        """Write a moment for machines, for `<time datetime>`."""
        return self._moment(value).isoformat(timespec="seconds")

    def _moment(self, value: Moment) -> dt.datetime:
        if isinstance(value, str):
            value = dt.datetime.fromisoformat(value)
        if not isinstance(value, dt.datetime):
            return dt.datetime(value.year, value.month, value.day, tzinfo=self.zone)
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(self.zone)
