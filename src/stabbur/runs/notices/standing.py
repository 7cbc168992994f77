"""Who can't be told for want of a setting, and which notices did not arrive: said before somebody misses them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from stabbur import seams
from stabbur.errors import StabburError
from stabbur.runs.notices.receivers import Receiver, receiver, shown
from stabbur.runs.pipelines import listing
from stabbur.runs.pipelines.values import Pipeline
from stabbur.runs.queue.moments import now
from stabbur.secrets.resolving import resolve
from stabbur.settings import Settings
from stabbur.state.engine import reading
from stabbur.state.tables import notice

LATELY = timedelta(days=30)
MOST = 500  # of the newest notices


@dataclass(frozen=True)
class Trouble:
    """A receiver who is not told: of which pipeline or package, why, and what helps."""

    subject: str
    receiver: str
    why: str
    cure: str = ""
    at: datetime | None = None

    @property
    def text(self) -> str:
        """All of it in a line."""
        return f"{self.receiver} is not told of '{self.subject}': {self.why}"


def lack(one: Receiver, settings: Settings) -> StabburError | None:
    """Return what the settings lack for telling somebody; None when nothing is missing."""
    notices = settings.notices
    try:
        # a way of telling that somebody else made may have nothing to say of its settings
        ask = getattr(seams.load("notifiers", one.channel), "lack", None)
        if ask is not None and (missing := ask(settings)) is not None:
            return missing if isinstance(missing, StabburError) else None
        password = notices.smtp_password if notices.smtp_user else None
        asked = {"email": password, "slack": notices.slack, "webhook": notices.webhook_key}
        if (reference := asked.get(one.channel)) is not None:
            resolve(reference, settings)
    except StabburError as error:
        return error
    return None


def lacking(tell: Iterable[str], settings: Settings, subject: str) -> Iterator[Trouble]:
    """Yield who of those that a pipeline names, or the settings where it names nobody, can't be told."""
    for text in tuple(tell) or settings.notices.tell:
        try:
            missing = lack(receiver(text), settings)
        except StabburError as error:
            missing = error
        if missing is not None:
            yield Trouble(subject, shown(text), str(missing), missing.hint)


def unsent(engine: Engine, subject: str = "") -> list[Trouble]:
    """Return the newest notice to each receiver that did not arrive, unless a later one has."""
    wanted = select(notice).order_by(notice.c.seq.desc()).limit(MOST)
    if subject:
        wanted = wanted.where(notice.c.subject == subject)
    found: dict[tuple[str, str, str], Trouble | None] = {}
    with reading(engine) as connection:
        since = now(connection) - LATELY
        for row in connection.execute(wanted.where(notice.c.at >= since)):
            error = json.loads(row.details).get("error")
            trouble = None
            if row.state != "sent" and error:
                name = Receiver(row.channel, row.receiver).shown
                trouble = Trouble(row.subject, name, str(error), at=row.at)
            if row.state == "sent" or trouble:
                found.setdefault((row.subject, row.channel, row.receiver), trouble)
    return [one for one in found.values() if one is not None]


def every(engine: Engine, settings: Settings) -> list[Trouble]:
    """Return who can't be told of which pipeline, and what did not arrive."""
    known = [one.pipeline for one in listing.listed(engine)]
    return _both(
        [two for one in known if one.tell_of for two in lacking(one.tell, settings, one.id)], unsent(engine)
    )


def of(engine: Engine, settings: Settings, one: Pipeline) -> list[Trouble]:
    """Return who can't be told of a pipeline, and what of it did not arrive."""
    return _both(list(lacking(one.tell, settings, one.id)) if one.tell_of else [], unsent(engine, one.id))


def _both(lacking: list[Trouble], unsent: list[Trouble]) -> list[Trouble]:
    named = {(one.subject, one.why) for one in lacking}
    return lacking + [one for one in unsent if (one.subject, one.why) not in named]
