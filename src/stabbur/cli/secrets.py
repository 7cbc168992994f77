"""stabbur secrets: which secrets are asked for or kept, and where each is found; set and delete one."""

import click

from stabbur import seams, settings
from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.secrets.base import SecretStore
from stabbur.secrets.resolving import forget

NAME = click.argument("name", shell_complete=completing.offer(completing.references))
STORES = completing.offer(completing.stores)
STORE = click.option("--store", default="keyring", show_default=True, shell_complete=STORES, help="Where.")


@click.group()
def secrets() -> None:
    """List, set and delete secrets; a value is never shown."""


@secrets.command(name="list")
@click.option("--store", shell_complete=STORES, help="Only those that are found there.")
@json_option
def list_secrets(store: str | None, as_json: bool) -> None:
    """List the secrets that the settings ask for or the state keeps, and which store has each."""
    from stabbur.cli.run_rows import local
    from stabbur.runs.keeping.secrets import listed  # only here: setting one needs no database library

    known = settings.load()
    found = [vars(one) for one in listed(known, store=store)]
    if not as_json:
        found = [one | {"changed": local(one["changed"], known.timezone)} for one in found]
    show(found, as_json=as_json, empty="nothing in the settings uses a secret")


@secrets.command(name="set")
@NAME
@click.option("--value", prompt=True, hide_input=True, help="Asked for when left out, which is safer.")
@STORE
@json_option
def set_secret(name: str, value: str, store: str, as_json: bool) -> None:
    """Keep a secret under NAME, such as dvh/password; it is asked for, not typed after the command.

    On a server that runs pipelines: --store state.
    """
    # checked as the settings check it: a name that they can't refer to would never be found again
    _open(store).write(settings.SecretReference.named(name).secret, value)
    show([{"secret": name, "store": store}], as_json=as_json)


@secrets.command()
@NAME
@click.option("--store", shell_complete=STORES, help="Where.  [default: the first that has it]")
@json_option
def delete(name: str, store: str | None, as_json: bool) -> None:
    """Forget the secret NAME."""
    secret = settings.SecretReference.named(name).secret
    if store is None:
        store = forget(secret, settings.load())
    else:
        _open(store).delete(secret)
    show([{"secret": name, "store": store}], as_json=as_json)


def _open(store: str) -> SecretStore:
    opened: SecretStore = seams.load("secrets", store).open(settings.load().secrets)
    return opened
