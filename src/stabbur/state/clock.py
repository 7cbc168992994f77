"""The one clock: UTC, aware of its zone. Order never hangs on it: rows are numbered."""

import os
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Return the time in UTC; a test may set it off by STABBUR_CLOCK seconds."""
    offset = os.environ.get("STABBUR_CLOCK", "0") if os.environ.get("STABBUR_TEST") == "1" else "0"
    return datetime.now(UTC) + timedelta(seconds=float(offset))


def text(moment: datetime) -> str:
    """Return a time as `2026-11-21T14:30:00.123456Z`, the form that is stored in files."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
