"""From a reference in the settings to the secret itself: the first store that has it gives it."""

import os
from collections.abc import Iterator

from stabbur import seams
from stabbur.errors import MissingExtra, NotAllowed, NotFound, Unavailable
from stabbur.secrets.base import SecretStore
from stabbur.secrets.secret import Secret
from stabbur.settings import SecretReference, Settings
from stabbur.settings import load as load_settings


def resolve(reference: SecretReference, settings: Settings | None = None) -> Secret:
    """Return the secret that a reference names.

    Raises
    ------
    NotFound
        No store has it; the message names the file, line and key that ask for it and
        every place that was looked in.
    """
    tried = []
    for _, store in stores(settings or load_settings()):
        value = store.read(reference.secret)
        if value is not None:
            return Secret(value, name=reference.secret)
        tried.append(store.place(reference.secret))
    asked = f", asked for by {reference.where}" if reference.where else ""
    hint = f"stabbur secrets set {reference.secret}"
    if "STABBUR_RUN" in os.environ:
        hint += (
            f' --store state, and in stabbur.toml of the project: [needs] secrets = ["{reference.secret}"]'
        )
    raise NotFound(
        f"no secret '{reference.secret}'{asked}: looked in {'; '.join(tried) or 'no store'}",
        hint=hint,
        code="secret-missing",
        secret=reference.secret,
        where=reference.where,
    )


def find(reference: SecretReference, settings: Settings) -> str | None:
    """Return the name of the store that has a secret, or None; the value is not handed on."""
    for name, store in stores(settings):
        if store.read(reference.secret) is not None:
            return name
    return None


def forget(name: str, settings: Settings) -> str:
    """Delete a secret from the first store that has it and can be written to, and return that store's name.

    Raises
    ------
    NotFound
        No store has it.
    NotAllowed
        Only one that is filled from outside has it.
    """
    outside = None
    for found, store in stores(settings):
        try:
            store.delete(name)
        except NotAllowed as error:
            outside = outside or (error if store.read(name) is not None else None)
        except (NotFound, Unavailable):  # a keyring that does not open holds nothing that is seen
            continue
        else:
            return found
    if outside is not None:
        raise outside
    raise NotFound(
        f"no store has the secret '{name}'", hint="stabbur secrets list", code="secret-missing", secret=name
    )


def stores(settings: Settings) -> Iterator[tuple[str, SecretStore]]:
    """Yield the stores of the settings in their order; one whose package is missing is passed over."""
    for name in settings.secrets.stores:
        try:
            store: SecretStore = seams.load("secrets", name).open(settings.secrets)
        except MissingExtra:  # one store that can't be loaded must not close the others
            continue
        yield name, store
