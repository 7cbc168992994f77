"""The one clock: UTC, aware of its zone. Order never hangs on it: rows are numbered."""

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the time in UTC; a test may set it off by STABBUR_CLOCK seconds."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """Return how far a test has set the clock off."""
    given = os.environ.get("STABBUR_CLOCK", "0") if os.environ.get("STABBUR_TEST") == "1" else "0"
    return timedelta(seconds=float(given))


def text(moment: datetime) -> str:
    """Return a time as `2026-11-21T14:30:00.123456Z`, the form that is stored in files."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
