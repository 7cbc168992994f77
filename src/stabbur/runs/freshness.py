"""Whether a package was renewed in time: by a new version, or by a run that found its content to be the same."""

import json
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, select

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


def renewed(connection: Connection, id: str, published: datetime, project: str | None = None) -> datetime:
    """Return when a package was last renewed: content that is as it was makes no new version.

    With a project only its runs are looked at.
    """
    same = [run.c.state == SUCCEEDED, run.c.purpose == "run", run.c.ended > published, _named(id)]
    if project is not None:
        same.append(run.c.project == project)
    wanted = select(run.c.ended, run.c.report).where(*same).order_by(run.c.ended.desc()).limit(5)
    for row in connection.execute(wanted):
        if any(one.get("id") == id for one in json.loads(row.report).get("published", ())):
            found: datetime = row.ended
            return found
    return published


def _named(id: str) -> ColumnElement[bool]:
    """Ask for runs whose report has an id, letter by letter: `_` and `%` may be part of one."""
    return run.c.report.contains(f'"id": {json.dumps(id)}', autoescape=True)


def late(connection: Connection, id: str, published: datetime, within: int | None) -> datetime | None:
    """Return since when a package is late; None when it is not, or does not say how often it is renewed."""
    at = now(connection)
    if within is None or due(published, within) >= at:
        return None
    # in time, as most are: then what lies before that time is not looked through
    early = max(published, at - timedelta(days=within))
    if renewed(connection, id, early) > early:
        return None
    ends = due(renewed(connection, id, published), within)
    return ends if ends < at else None


def tell(engine: Engine, settings: Settings | None = None) -> int:
    """Tell once of each package that is late: those whom the pipeline names that made it, or the settings."""
    registry = connect(settings or all_settings.load())
    with reading(engine) as connection:
        newest = {id: one for id, one in records.newest(connection, "package").items() if not one.withdrawn}
        at = now(connection)
    told = 0
    for id, one in newest.items():
        try:
            opened = registry.open(id)
        except StabburError:  # one that is damaged is told of elsewhere
            continue
        within = said(opened.descriptor)
        if within is None or due(one.published, within) >= at:
            continue
        made = str((opened.sibling("lineage") or {}).get("run") or "").partition(".")[0]
        with reading(engine) as connection:
            last = renewed(connection, id, one.published, _project(connection, id, made))
        since = due(last, within)
        if since < at:
            with writing(engine) as connection:
                details = {"since": last, "due": since, "renewal": within}
                whom = _whom(connection, made)
                told += bool(add(connection, "late", id, last.isoformat(), whom, details=details))
    return told


def _project(connection: Connection, id: str, made: str) -> str | None:
    """Return the project of the run that made a version; None where that run is another Stabbur's."""
    if not made.isdigit():
        return None
    wanted = select(run.c.project).where(run.c.id == int(made), _named(id))
    return connection.execute(wanted).scalar()


def _whom(connection: Connection, number: str) -> list[Receiver]:
    """Return whom the pipeline of the run that made a version names."""
    if not number.isdigit():
        return [USUAL]
    made = select(run.c.pipeline).where(run.c.id == int(number)).scalar_subquery()
    told = connection.execute(select(pipeline.c.tell).where(pipeline.c.id == made)).scalar()
    return list(receivers(json.loads(told).get("to", ()))) if told else [USUAL]
