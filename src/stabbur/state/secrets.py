"""Secrets kept in the state, encrypted: a server that runs pipelines has nobody's keyring."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from stabbur import settings
from stabbur.errors import NotFound
from stabbur.settings import Secrets, Settings
from stabbur.state import audit, clock
from stabbur.state.engine import address, engine, reading, writing
from stabbur.state.sealing import Key, make_key, read_key
from stabbur.state.tables import secret

KEY = "secrets.key"


@dataclass(frozen=True)
class Kept:
    """A secret that the state keeps: its name, who set it and when; never its value."""

    name: str
    actor: str
    changed: datetime


class StateSecrets:
    """The secrets of an installation; the key lies beside the database and not in it."""

    def __init__(self, known: Settings) -> None:
        self.known = known

    @classmethod
    def open(cls, options: Secrets) -> Self:
        """Return the store of the state that the settings name."""
        return cls(settings.load())

    def read(self, name: str) -> str | None:
        """Return the value, or None when the state does not have it.

        Raises
        ------
        NotFound, Unavailable
            The state has it, but the key that opens it is gone or another.
        """
        # a run has what it was given and no more; and the state's own password cannot lie in the state
        own = self.known.state.password
        if os.environ.get("STABBUR_RUN") or (own and own.secret == name) or not self._exists():
            return None
        with reading(engine(self.known)) as connection:
            text = connection.execute(select(secret.c.value).where(secret.c.name == name)).scalar()
        return None if text is None else read_key(key_file()).open(name, text)

    def place(self, name: str) -> str:
        """Name the state, and inside a run what may be had of it."""
        if os.environ.get("STABBUR_RUN"):
            return "the state, which gives a run what its project names in needs.secrets of stabbur.toml"
        return "the state of this machine"

    def write(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of the one before."""
        keep(engine(self.known), name, value, settings.local_person())

    def delete(self, name: str) -> None:
        """Forget a value; NotFound when it is not there."""
        if not self._exists():
            raise _unknown(name)
        forget(engine(self.known), name, settings.local_person())

    def kept(self) -> list[Kept]:
        """Return what the state keeps, by name."""
        return kept(engine(self.known)) if self._exists() else []

    def _exists(self) -> bool:
        """Say whether there is a state: looking for a secret must not make one."""
        where = address(self.known) if not self.known.state.address else None
        return where is None or Path(where.database or "").exists()


def key_file() -> Path:
    """Return where the key of this machine lies; several machines with one state need the same one."""
    return settings.private() / KEY


def keep(made: Engine, name: str, value: str, actor: str) -> None:
    """Encrypt a value and keep it under a name; the audit log has the name and not the value."""
    with writing(made) as connection:
        sealed = _key(connection, name).seal(name, value)
        row = {"value": sealed, "actor": actor, "changed": clock.now()}
        changed = connection.execute(update(secret).where(secret.c.name == name).values(**row)).rowcount
        if not changed:
            connection.execute(insert(secret).values(name=name, **row))
        audit.record(connection, actor, "secret.changed" if changed else "secret.set", name)


def forget(made: Engine, name: str, actor: str) -> None:
    """Take a secret out of the state; it needs no key."""
    with writing(made) as connection:
        if not connection.execute(delete(secret).where(secret.c.name == name)).rowcount:
            raise _unknown(name)
        audit.record(connection, actor, "secret.deleted", name)


def kept(made: Engine) -> list[Kept]:
    """Return what the state keeps, by name; it needs no key."""
    wanted = select(secret.c.name, secret.c.actor, secret.c.changed).order_by(secret.c.name)
    with reading(made) as connection:
        return [Kept(*row) for row in connection.execute(wanted)]


def _key(connection: Connection, name: str) -> Key:
    """Return the key; a new one only where it can lock nobody out of what was kept with one that is gone."""
    others = select(func.count()).select_from(secret).where(secret.c.name != name)
    file = key_file()
    if file.exists() or connection.execute(others).scalar_one():
        return read_key(file)
    return make_key(file)


def _unknown(name: str) -> NotFound:
    return NotFound(f"no secret '{name}' in the state", code="secret-missing", secret=name)
