"""What of a test run has been published since, from the log of who did what."""

from sqlalchemy import Engine

from stabbur.state import audit
from stabbur.state.engine import reading

ACTION = "run.published"


def published(engine: Engine, id: int) -> list[str]:
    """Return the versions that a test run has become, as ID@VERSION; none when nobody has published it."""
    with reading(engine) as connection:
        done = [row for row in audit.read(connection, subject=str(id)) if row.action == ACTION]
    found = (str(one) for row in reversed(done) for one in row.details.get("versions", ()))
    return list(dict.fromkeys(found))
