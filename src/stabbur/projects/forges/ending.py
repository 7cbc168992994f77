"""When a token ends: one that has ended is refused, one that soon does is said."""

from datetime import datetime, timedelta

from stabbur.errors import NotAllowed
from stabbur.state.clock import now

SOON = timedelta(days=14)


def ending(ends: datetime | None, title: str, page: str) -> list[str]:
    """Return the note for a token that ends soon, if it does; NotAllowed when it has ended."""
    if ends is None or ends - now() > SOON:
        return []
    day = ends.date().isoformat()
    if ends <= now():
        raise NotAllowed(
            f"the token for {title} ended {day}",
            hint=f"make a new one at {page}",
            code="token-ended",
            ended=day,
        )
    return [f"the token for {title} ends {day}: make a new one before that at {page}"]
