"""Whether a package was renewed in time: by a new version, or by a run that found its content to be the same."""

import json
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from stabbur import settings as all_settings
from stabbur.errors import StabburError
from stabbur.packages.renewal import due, said
from stabbur.registry import records
from stabbur.registry.here import connect
from stabbur.runs.notices.receivers import Receiver
from stabbur.runs.notices.telling import USUAL, add, receivers
from stabbur.runs.queue.moments import now
from stabbur.runs.queue.values import SUCCEEDED
from stabbur.settings import Settings
from stabbur.state.engine import reading, writing
from stabbur.state.tables import pipeline, run


def renewed(connection: Connection, id: str, published: datetime) -> datetime:
    """Return when a package was last renewed: content that is as it was makes no new version."""
    told = f'%"id": {json.dumps(id)}%'
    same = (
        run.c.state == SUCCEEDED,
        run.c.purpose == "run",
        run.c.ended > published,
        run.c.report.like(told),
    )
    wanted = select(run.c.ended, run.c.report).where(*same).order_by(run.c.ended.desc()).limit(5)
    for row in connection.execute(wanted):
        if any(one.get("id") == id for one in json.loads(row.report).get("published", ())):
            found: datetime = row.ended
            return found
    return published


def late(connection: Connection, id: str, published: datetime, within: int | None) -> datetime | None:
    """Return since when a package is late; None when it is not, or does not say how often it is renewed."""
    at = now(connection)
    if within is None or due(published, within) >= at:
        return None
    ends = due(renewed(connection, id, published), within)
    return ends if ends < at else None


def tell(engine: Engine, settings: Settings | None = None) -> int:
    """Tell once of each package that is late: those whom the pipeline names that made it, or the settings."""
    registry = connect(settings or all_settings.load())
    with reading(engine) as connection:
        newest = {id: one for id, one in records.newest(connection, "package").items() if not one.withdrawn}
    told = 0
    for id, one in newest.items():
        try:
            opened = registry.open(id)
        except StabburError:  # one that is damaged is told of elsewhere
            continue
        within = said(opened.descriptor)
        with reading(engine) as connection:
            since = late(connection, id, one.published, within)
        if since is not None:
            with writing(engine) as connection:
                last = renewed(connection, id, one.published)
                whom = _whom(connection, (opened.sibling("lineage") or {}).get("run"))
                details = {"since": last, "due": since, "renewal": within}
                told += bool(add(connection, "late", id, last.isoformat(), whom, details=details))
    return told


def _whom(connection: Connection, mark: object) -> list[Receiver]:
    """Return whom the pipeline of the run that made a version names."""
    number = str(mark or "").partition(".")[0]
    if not number.isdigit():
        return [USUAL]
    made = select(run.c.pipeline).where(run.c.id == int(number)).scalar_subquery()
    told = connection.execute(select(pipeline.c.tell).where(pipeline.c.id == made)).scalar()
    return list(receivers(json.loads(told).get("to", ()))) if told else [USUAL]
