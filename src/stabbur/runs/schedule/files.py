"""Pipelines that run on new files in a bucket: what lies there is compared with what lay there before."""

import hashlib
import json
import logging
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update

from stabbur.buckets.opening import open_bucket
from stabbur.errors import StabburError
from stabbur.runs.queue import moments
from stabbur.runs.queue.adding import add
from stabbur.runs.queue.firing import of_pipeline
from stabbur.settings import Settings
from stabbur.state.engine import reading, writing
from stabbur.state.tables import pipeline, trigger

QUIET = timedelta(seconds=10)  # a file that changed less than that ago may still be being written
LOG = logging.getLogger(__name__)
KIND = "bucket"


def fire(engine: Engine, settings: Settings) -> int:
    """Look into each bucket that a pipeline waits for and run those with new files; return how many.

    The first look only remembers. A bucket that does not answer is looked at the next time.
    """
    wanted = select(trigger).join(pipeline, pipeline.c.id == trigger.c.pipeline)
    with reading(engine) as connection:
        now = moments.now(connection)
        waiting = connection.execute(wanted.where(trigger.c.kind == KIND, pipeline.c.paused == 0)).all()
    made = 0
    for subject in {row.subject for row in waiting}:
        try:
            found = lying(subject, settings, now)
        except StabburError as error:
            LOG.warning("cannot look at '%s': %s", subject, error)
            continue
        for row in waiting:
            if row.subject == subject:
                made += _compare(engine, row.pipeline, subject, row.seen, found)
    return made


def lying(subject: str, settings: Settings, now: datetime) -> dict[str, str]:
    """Return the files under `bucket/path` that are whole, each with a mark that changes with it."""
    bucket, _, prefix = subject.partition("/")
    listed = open_bucket(bucket, settings).list(prefix)
    return {
        one.key: f"{one.size} {one.modified.timestamp()}" for one in listed if one.modified <= now - QUIET
    }


def _compare(engine: Engine, id: str, subject: str, seen: str | None, found: dict[str, str]) -> int:
    before = json.loads(seen) if seen is not None else None
    if before == found:
        return 0
    new = {} if before is None else {key: mark for key, mark in found.items() if before.get(key) != mark}
    with writing(engine) as connection:
        mine = (trigger.c.pipeline == id, trigger.c.kind == KIND, trigger.c.subject == subject)
        looked = trigger.c.seen == seen if seen is not None else trigger.c.seen.is_(None)
        waits = select(pipeline).where(pipeline.c.id == id, pipeline.c.paused == 0)
        row = connection.execute(waits.with_for_update()).one_or_none()
        kept = json.dumps(found, ensure_ascii=False, sort_keys=True)
        if (
            row is None
            or not connection.execute(update(trigger).where(*mine, looked).values(seen=kept)).rowcount
        ):
            return 0
        if not new:
            return 0
        told = hashlib.sha256(json.dumps([subject, new], sort_keys=True).encode()).hexdigest()[:32]
        return int(add(connection, of_pipeline(row, f"{KIND}:{told}", KIND)) is not None)
