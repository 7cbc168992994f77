"""When a token ends: one that has ended is refused, one that does so soon or never is said."""

from datetime import datetime, timedelta

from stabbur.errors import NotAllowed
from stabbur.state.clock import now

SOON = timedelta(days=14)


def ending(ends: datetime | None, title: str, page: str, *, personal: bool = True) -> list[str]:
    """Return the note for a token that ends soon or never; NotAllowed when it has ended.

    One that is not `personal`, such as that of a sign-in, is renewed by whoever gave it.
    """
    if ends is None:
        return [f"the token for {title} never ends: one with an end is safer, at {page}"] if personal else []
    if ends - now() > SOON:
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
