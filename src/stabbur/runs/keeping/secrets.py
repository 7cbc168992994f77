"""Which secrets a run is given: those that its project names, from whichever store has them, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stabbur import settings
from stabbur.errors import BadInput, NotAllowed
from stabbur.secrets.base import SecretStore
from stabbur.secrets.environment import variable
from stabbur.secrets.resolving import stores
from stabbur.settings import SecretReference, Settings
from stabbur.settings.places import project_file

PROJECT = "project"
STATE = "state"
NEEDED = ("state.password", "packages.password")
"""Secrets of the installation that a run gets all the same: without them it could neither publish nor be built."""


@dataclass(frozen=True)
class Listed:
    """A secret by its name, never its value: what asks for it, where it was found, and who keeps it in the state."""

    secret: str
    used_by: str | None
    store: str | None
    found: bool
    actor: str | None = None
    changed: datetime | None = None


def given(project: Path, known: Settings | None = None) -> dict[str, str]:
    """Return the secrets of a project by name; one that no store has is left out, and the run will say so.

    Those are what its own sources and its `needs` name; of a source that the person or the installation has set up
    it names the source. Beside them it gets what a run itself needs to publish and to build its environment.

    Parameters
    ----------
    project
        Its folder.
    known
        The settings of the installation, when they have been read already.

    Raises
    ------
    NotAllowed
        The project names a secret of the installation itself.
    BadInput
        Two of its secrets would come in one variable.
    NotFound, Unavailable
        A store has one that the project names and cannot give it, such as the state whose key is gone.
    """
    known = known or settings.load(project)
    own = {key: one.secret for key, one in known.references().items() if not key.startswith("sources.")}
    names = {own[key]: key for key in NEEDED if key in own} | named(project)
    refused = {name: key for key, name in own.items() if key not in NEEDED}
    for name, key in names.items():
        if name in refused:
            raise NotAllowed(
                f"'{key}' asks for secret '{name}', which is the installation's own: {refused[name]}",
                hint="keep another secret for the project, under a name of its own",
                code="secret-protected",
                secret=name,
            )
    _refuse_one_variable(names)
    asked_of = [store for _, store in stores(known)] if names else []
    found: dict[str, str] = {}
    for name in names:
        value = next((value for store in asked_of if (value := store.read(name)) is not None), None)
        found |= {name: value} if value is not None else {}
    return found


def named(project: Path) -> dict[str, str]:
    """Return the secrets that a project's own stabbur.toml names, each with the key that asks for it."""
    file = project_file(project)
    # reading the settings takes some 10 ms, which each run of a project without secrets would pay
    if file is None or not any(word in file.read_bytes() for word in (b"secret", b"needs")):
        return {}
    known = settings.load(project)
    own = {row.key for row in settings.explain(project) if row.level == PROJECT}
    needed = tuple(f"sources.{name}." for name in known.needs.sources if "needs.sources" in own)
    found = {
        reference.secret: key
        for key, reference in known.references().items()
        if key.startswith("sources.")
        and (key.startswith(needed) or any(one == key or one.startswith(f"{key}.") for one in own))
    }
    for name in known.needs.secrets if "needs.secrets" in own else ():
        found.setdefault(SecretReference.named(name).secret, "needs.secrets")
    return found


def listed(known: Settings, *, store: str | None = None) -> list[Listed]:
    """Return the secrets that the settings ask for, and those that the state keeps though none does.

    Parameters
    ----------
    known
        The settings.
    store
        Only what is found there.
    """
    opened = dict(stores(known))
    asked = {(key, one.secret) for key, one in known.references().items()}
    asked |= {("needs.secrets", name) for name in known.needs.secrets}
    keeper = opened.get(STATE)
    kept = {one.name: one for one in keeper.kept()} if keeper is not None and hasattr(keeper, "kept") else {}
    rows: list[tuple[str, str | None]] = [(name, key) for key, name in sorted(asked)]
    rows += [(name, None) for name in kept if name not in {name for name, _ in rows}]
    found = []
    for name, key in rows:
        place = next((one for one, at in opened.items() if _has(one, at, name, kept)), None)
        if store in (None, place):
            by = kept.get(name) if place == STATE else None
            who, when = (by.actor, by.changed) if by else (None, None)
            found.append(Listed(name, key, place, place is not None, who, when))
    return found


def _has(name: str, store: SecretStore, secret: str, kept: Mapping[str, object]) -> bool:
    # of the state it is enough to know the name: a list needs no key, and tells of what cannot be opened, too
    return secret in kept if name == STATE else store.read(secret) is not None


def _refuse_one_variable(names: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(variable(name), name)
        if other != name:
            raise BadInput(
                f"secrets '{other}' and '{name}' would both come to a run as {variable(name)}",
                hint="give one of them another name",
                code="secret-name",
            )
