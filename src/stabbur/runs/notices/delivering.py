"""Send what waits to be told: each receiver for itself, so that one who hangs or refuses holds up nobody."""

import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, update

from stabbur import seams
from stabbur import settings as all_settings
from stabbur.errors import StabburError, Unavailable
from stabbur.runs.notices import composing
from stabbur.runs.notices.base import Message, Notifier
from stabbur.runs.notices.receivers import Receiver, receiver
from stabbur.runs.notices.standing import lack
from stabbur.runs.notices.telling import USUAL, add
from stabbur.runs.queue.moments import now
from stabbur.secrets import mask
from stabbur.settings import Settings
from stabbur.state.engine import reading, writing
from stabbur.state.tables import notice

SECONDS = 10.0  # that one receiver may take for one message
ALL_SECONDS = 60.0  # after which those that still take their time are left to themselves
SENDERS = 8  # at the same time
MOST = 500  # in one go
HELD = timedelta(seconds=120)  # nobody else sends a notice while one does
HOUR = timedelta(hours=1)
TRIES = 8
BACKOFF = 30.0  # seconds after the first try, four times as long after each further
LONGEST_BACKOFF = 21_600.0
WANTING = {"smtp-missing", "slack-address", "webhook-key", "secret-missing"}
"""What a person mends in the settings: it waits for that."""
LOOK_AGAIN = 60.0  # seconds until the settings are read again
WAITS_AT_MOST = timedelta(days=7)

log = logging.getLogger("stabbur")


@dataclass(frozen=True)
class Load:
    """What one receiver is sent: each by itself, or all in one."""

    receiver: Receiver
    rows: tuple[Row[Any], ...]
    gathered: bool = False


def deliver(engine: Engine, settings: Settings, *, seconds: float = SECONDS) -> int:
    """Send what waits, and return how many messages went; who does not take one now gets it later.

    It returns within about a minute whatever the receivers do.
    """
    if not _waits(engine):
        return 0
    with writing(engine) as connection:
        _name_usual(connection, settings)
        loads = _taken(connection, settings)
    settings = _anew(settings, loads)
    return _Sending(engine, settings, loads, seconds).all()


def _waits(engine: Engine) -> bool:
    with reading(engine) as connection:
        due = (notice.c.state == "waiting", notice.c.not_before <= now(connection))
        return connection.execute(select(notice.c.seq).where(*due).limit(1)).first() is not None


def _name_usual(connection: Connection, settings: Settings) -> None:
    """Put those whom the settings name in the place of `usual`; the log, when they name nobody that can be."""
    waiting = (notice.c.state == "waiting", notice.c.channel == USUAL.channel)
    for row in connection.execute(select(notice).where(*waiting).with_for_update()).all():
        whom = [one for text in settings.notices.tell if (one := _right(text))] or [Receiver("log")]
        add(connection, row.kind, row.subject, row.key, whom, run=row.run, details=json.loads(row.details))
        done = {"state": "sent", "sent": now(connection)}
        connection.execute(update(notice).where(notice.c.seq == row.seq).values(**done))


def _anew(settings: Settings, loads: Sequence[Load]) -> Settings:
    """Return the settings as they are by now, when those that a worker began with lack something."""
    if any(lack(one.receiver, settings) for one in loads):
        with suppress(StabburError):  # somebody is in the middle of writing them
            return all_settings.load()
    return settings


def _right(text: str) -> Receiver | None:
    try:
        return receiver(text)
    except StabburError:
        return None


def _taken(connection: Connection, settings: Settings) -> list[Load]:
    """Hold what is due, so that nobody else sends it, and say how each receiver gets it."""
    at = now(connection)
    due = (notice.c.state == "waiting", notice.c.not_before <= at)
    wanted = select(notice).where(*due).order_by(notice.c.seq).limit(MOST)
    of_receiver: dict[Receiver, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(wanted.with_for_update(skip_locked=True)).all():
        of_receiver[Receiver(row.channel, row.receiver)].append(row)
    loads = []
    for one, rows in of_receiver.items():
        sent, digests, first = _sent(connection, one, at - HOUR)
        if sent + len(rows) <= settings.notices.flood:
            loads.append(Load(one, tuple(rows)))
        elif not digests:
            loads.append(Load(one, tuple(rows), gathered=True))
        else:  # they had one this hour: what comes now waits for the next
            _later(connection, rows, (first or at) + HOUR)
            continue
        _later(connection, rows, at + HELD)
    return loads


def _sent(connection: Connection, one: Receiver, since: datetime) -> tuple[int, int, datetime | None]:
    """Return the messages that a receiver got since, how many were digests, and when the first of those came."""
    same = (notice.c.channel == one.channel, notice.c.receiver == one.address)
    got = (*same, notice.c.state == "sent", notice.c.sent >= since)
    single = select(func.count()).where(*got, notice.c.kind != "digest")
    gathered = notice.c.details.like('%"gathered"%')
    singles = connection.execute(single.where(~gathered)).scalar_one()
    found = connection.execute(select(func.count(), func.min(notice.c.sent)).where(*got, gathered)).one()
    return int(singles), int(found[0]), found[1]


def _later(connection: Connection, rows: Sequence[Row[Any]], at: datetime) -> None:
    numbers = [row.seq for row in rows]
    connection.execute(update(notice).where(notice.c.seq.in_(numbers)).values(not_before=at))


class _Sending:
    """Some threads that send loads, and note how each went."""

    def __init__(self, engine: Engine, settings: Settings, loads: Sequence[Load], seconds: float) -> None:
        self._engine, self._settings, self._seconds = engine, settings, seconds
        self._left, self._lock, self.sent = list(loads), threading.Lock(), 0
        self._held_until = time.monotonic() + HELD.total_seconds() - seconds

    def all(self) -> int:
        """Send them and return how many messages went in time."""
        # no pool: it would wait at the end of the program for who hangs
        threads = [
            threading.Thread(target=self._send_some, name="stabbur-notices", daemon=True)
            for _ in range(min(SENDERS, len(self._left)))
        ]
        for one in threads:
            one.start()
        ends = time.monotonic() + ALL_SECONDS
        for one in threads:
            one.join(max(0.0, ends - time.monotonic()))
        with self._lock:
            self._left.clear()  # what nobody has begun is due again when it is no longer held
        return self.sent

    def _send_some(self) -> None:
        while True:
            with self._lock:
                if not self._left:
                    return
                load = self._left.pop(0)
            self._send(load)

    def _send(self, load: Load) -> None:
        left = list(load.rows)
        try:
            if load.gathered:
                messages = [composing.message(self._engine, self._settings, row) for row in load.rows]
                one = composing.digest(self._settings, messages, load.rows[0].key)
                self._told(load, load.rows, one, gathered=len(load.rows))
                return
            for row in load.rows:
                if time.monotonic() > self._held_until:
                    return  # what is left is another's by now
                if not self._told(load, (row,), composing.message(self._engine, self._settings, row)):
                    return  # who does not answer once is not asked again in the same breath
                left.remove(row)
        except Exception as error:  # noqa: BLE001 (what one load meets with must not stop the others)
            self._note(left, Unavailable(f"could not be told: {type(error).__name__}", code="notice-failed"))

    def _told(self, load: Load, rows: Sequence[Row[Any]], message: Message, *, gathered: int = 0) -> bool:
        try:
            notifier: Notifier = seams.load("notifiers", load.receiver.channel).open(self._settings)
            notifier.send(load.receiver.address, message, seconds=self._seconds)
        except StabburError as error:
            self._note(rows, error)
            return False
        with writing(self._engine) as connection:
            for place, row in enumerate(rows):
                # one of a digest stands for it among what was sent
                details = json.loads(row.details) | ({"gathered": gathered} if gathered and not place else {})
                values = {"state": "sent", "sent": now(connection), "tries": row.tries + 1}
                told = {"details": json.dumps(details, ensure_ascii=False)}
                if gathered and place:
                    told = {}
                connection.execute(update(notice).where(notice.c.seq == row.seq).values(**values, **told))
        with self._lock:
            self.sent += 1
        return True

    def _note(self, rows: Sequence[Row[Any]], error: StabburError) -> None:
        """Write down why nobody was told, and when to try again."""
        wants = error.code in WANTING
        if any(json.loads(row.details).get("error") != mask(str(error))[:300] for row in rows):
            log.warning("a notice did not arrive: %s", error.code, extra={"code": error.code})
        with writing(self._engine) as connection:
            at = now(connection)
            for row in rows:
                tries = row.tries + (not wants)
                wait = LOOK_AGAIN if wants else min(BACKOFF * 4.0 ** (tries - 1), LONGEST_BACKOFF)
                again = at - row.at < WAITS_AT_MOST if wants else isinstance(error, Unavailable)
                details = json.loads(row.details) | {"error": mask(str(error))[:300]}
                values: dict[str, Any] = {
                    "tries": tries,
                    "state": "waiting" if again and tries < TRIES else "failed",
                    "not_before": at + timedelta(seconds=wait),
                    "details": json.dumps(details, ensure_ascii=False),
                }
                connection.execute(update(notice).where(notice.c.seq == row.seq).values(**values))
