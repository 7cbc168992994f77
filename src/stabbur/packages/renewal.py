"""How often a package is to be renewed: `renewal` of its descriptor, and whether it is late."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from stabbur.errors import BadInput

PERIODS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
LONGEST = 36_600  # days
DAYS = re.compile(r"(\d{1,5}) days?")


def days(value: object) -> int | None:
    """Return within how many days a package is renewed; None when nothing is said.

    Raises
    ------
    BadInput
        It is neither day, week, month, quarter, year nor a number of days.

    Examples
    --------
    >>> from stabbur.packages.renewal import days
    >>> days("month"), days("10 days"), days(3), days(None)
    (31, 10, 3, None)
    """
    if value is None or value == "":
        return None
    found = value if isinstance(value, int) and not isinstance(value, bool) else None
    if isinstance(value, str):
        number = DAYS.fullmatch(value.strip())
        found = int(number[1]) if number else PERIODS.get(value.strip().lower())
    if found is None or not 1 <= found <= LONGEST:
        raise BadInput(
            f"'{str(value)[:40]}' does not say how often a package is renewed",
            hint=f"renewal is one of {', '.join(PERIODS)}, or a number of days such as '10 days'",
            code="renewal-bad",
            renewal=str(value)[:40],
        )
    return found


def said(descriptor: Mapping[str, Any]) -> int | None:
    """Return what a published descriptor says; one that can't be right says nothing."""
    try:
        return days(descriptor.get("renewal"))
    except BadInput:
        return None


def due(renewed: datetime, within: int) -> datetime:
    """Return when a package that was renewed then is to be renewed again."""
    return renewed + timedelta(days=within)
