"""Make, rotate and list keys of pseudonyms: always by hand, each change with a line in the audit log."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from stabbur import seams, settings
from stabbur.disclosure.pseudonyms.keys import BYTES, FOLDER, Key, Version, find, parse_reference, secret_of
from stabbur.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.settings import Settings
from stabbur.state import audit, clock
from stabbur.state.engine import address, engine, reading, writing
from stabbur.state.locks import exclusive
from stabbur.state.secrets import StateSecrets
from stabbur.state.tables import audit as log

MADE, ROTATED = "key.made", "key.rotated"


@dataclass(frozen=True)
class Listed:
    """A key as a list shows it; never the key itself."""

    key: str
    versions: int
    newest: datetime | None
    store: str | None
    found: bool


def create_key(id: str, *, store: str = "keyring") -> str:
    """Make a key for pseudonyms in a secret store, and return how it is named: `skatt@1`.

    Parameters
    ----------
    id
        Its name, of a-z, 0-9, `-` and `_`.
    store
        `"keyring"` of this machine, `"state"` of an installation whose runs need it, or `"vault"`.

    Raises
    ------
    Conflict
        There is a key of that name; making it anew would leave its pseudonyms without one.
    NotAllowed
        The store is filled from outside.

    Examples
    --------
    >>> from stabbur.disclosure.pseudonyms import create_key
    >>> create_key("skatt", store="state")
    'skatt@1'
    """
    known = settings.load()
    _plain(id)
    refuse_in_test("makes no keys")
    with exclusive(settings.private() / "keys.lock"):
        try:
            there = find(id, known)
        except NotFound:
            pass
        else:
            raise Conflict(
                f"there is a key '{id}' in {there.store} already",
                hint=f"give another name; or, for a new version of it: stabbur keys rotate {id}",
                code="key-twice",
                key=id,
            )
        return _keep(Key(id, (_new(1),)), seams.load("secrets", store).open(known.secrets), MADE, store)


def rotate_key(id: str) -> str:
    """Give a key a new version, which is used from now on, and return how it is named: `skatt@2`.

    The versions before it stay, so that what they made can be turned back and re-keyed. Pseudonyms of two
    versions do not join: `key="skatt@1"` goes on with the old one.

    Raises
    ------
    NotFound
        There is no such key.
    NotAllowed
        The store that has it is filled from outside.
    """
    known = settings.load()
    _plain(id)
    refuse_in_test("makes no keys")
    with exclusive(settings.private() / "keys.lock"):
        key = find(id, known)
        made = Key(id, (*key.versions, _new(key.version().number + 1)))
        return _keep(made, seams.load("secrets", key.store).open(known.secrets), ROTATED, key.store)


def listed_keys() -> list[Listed]:
    """Return the keys that were made here, lie in the state or are named by the settings, by name."""
    known = settings.load()
    names = {one.removeprefix(f"{FOLDER}/") for one in _named(known) if one.startswith(f"{FOLDER}/")}
    rows = []
    for name in sorted(
        names | ({parse_reference(known.pseudonyms.key)[0]} if known.pseudonyms.key else set())
    ):
        try:
            key = find(name, known)
        except (NotFound, BadInput):  # gone, or a key of another system, which has neither versions nor dates
            rows.append(Listed(name, 0, None, None, found=False))
        else:
            rows.append(Listed(name, len(key.versions), key.version().created, key.store, found=True))
    return rows


def _named(known: Settings) -> set[str]:
    """Return the secrets that the state keeps, and what its log says was made."""
    where = address(known)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").exists():
        return set()
    wanted = select(log.c.subject).where(log.c.action == MADE).distinct()
    with reading(engine(known)) as connection:
        made = {str(one) for one in connection.execute(wanted).scalars()}
    return made | {one.name for one in StateSecrets(known).kept()}


def refuse_in_test(what: str) -> None:
    """Refuse what must leave a line in the audit log: what a test run writes there is gone with it."""
    if settings.place_of_test() is not None:
        raise NotAllowed(
            f"a test run {what}: its audit log does not last",
            hint="do it outside of a test run",
            code="pseudonym-test",
        )


def _keep(key: Key, store: SecretStore, action: str, name: str) -> str:
    try:
        store.write(secret_of(key.id), key.text())
    except Unavailable as error:
        error.hint = f"another store takes it: stabbur keys create {key.id} --store state"
        raise
    if store.read(secret_of(key.id)) != key.text():
        raise Unavailable(
            f"key '{key.id}' did not come back from {store.place(secret_of(key.id))} as it was written",
            hint="use another store; do not use this key",
            code="key-lost",
        )
    reference = f"{key.id}@{key.version().number}"
    with writing(engine(settings.load())) as connection:
        details = {"version": key.version().number, "store": name}
        audit.record(connection, settings.local_person(), action, secret_of(key.id), details)
    return reference


def _new(number: int) -> Version:
    return Version(number, clock.now().astimezone(UTC).replace(microsecond=0), os.urandom(BYTES))


def _plain(id: str) -> None:
    name, version = parse_reference(id)
    if version is not None:
        raise BadInput(
            f"'{id}' names a version, which is numbered by itself", hint=f"give '{name}'", code="key-id"
        )
