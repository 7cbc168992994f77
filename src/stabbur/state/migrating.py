"""Bring the schema up to date: SQLite is copied first, a newer schema than this code's is refused."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from stabbur.errors import StabburError, Unavailable
from stabbur.state import tables
from stabbur.state.locks import exclusive

HEAD = "0002"
"""The schema that this code knows; a test compares it with the last migration."""
KNOWN = ("0001", "0002")
SCRIPTS = Path(__file__).parent / "migrations"
LOCK_NUMBER = 7_314_229  # any fixed number: who migrates a PostgreSQL state holds it


def bring_up_to_date(engine: Engine) -> None:
    """Migrate to the newest schema, once, whoever starts at the same time."""
    if current(engine) == HEAD:
        return
    refuse_newer(engine)
    if engine.url.get_backend_name() != "sqlite":
        _migrate(engine)
        return
    file = Path(engine.url.database or "")
    with exclusive(file.with_name(file.name + ".lock")):
        if current(engine) != HEAD:  # another process may have done it while this one waited
            keep_copy(file, current(engine))
            _migrate(engine)


def current(engine: Engine) -> str | None:
    """Return the schema that the database has, None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def refuse_newer(engine: Engine) -> None:
    """Raise when a newer Stabbur has migrated this state: older code could harm it."""
    found = current(engine)
    if found is not None and found not in KNOWN:
        raise StabburError(
            f"the state has schema '{found}', this Stabbur knows up to '{HEAD}'",
            hint="pip install --upgrade stabbur",
            code="state-newer",
            found=found,
        )


def keep_copy(file: Path, schema: str | None) -> Path | None:
    """Copy a SQLite state beside itself before it is changed; an empty one is not copied."""
    if schema is None or not file.exists():
        return None
    copy = file.with_name(f"{file.name}.before-{HEAD}")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    source, target = sqlite3.connect(file), sqlite3.connect(part)
    try:
        source.backup(target)
    except sqlite3.Error as error:
        raise Unavailable(f"cannot copy '{file}' before migrating: {error}", code="state-uncopied") from error
    finally:
        source.close()
        target.close()
    return part.replace(copy)


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with engine.connect() as plain:
        connection = plain.execution_options(stabbur_writing=True)
        with connection.begin():
            if engine.url.get_backend_name() == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
            config.attributes["connection"] = connection
            config.attributes["metadata"] = tables.METADATA
            command.upgrade(config, "head")
