"""stabbur secrets: which secrets are asked for or kept, and where each is found; set and delete one."""

import click

from stabbur import seams, settings
from stabbur.cli import completing
from stabbur.cli.installation.asking import asked
from stabbur.cli.installation.secret_list import STORES, list_secrets
from stabbur.cli.show import json_option, show
from stabbur.secrets.base import SecretStore
from stabbur.secrets.resolving import forget

NAME = click.argument("name", shell_complete=completing.offer(completing.references))
STORE = click.option("--store", default="keyring", show_default=True, shell_complete=STORES, help="Where.")


@click.group()
def secrets() -> None:
    """List, set and delete secrets; a value is never shown."""


@secrets.command(name="set")
@NAME
@click.option("--value", help="Asked for, or read from a pipe, when left out, which is safer.")
@STORE
@json_option
def set_secret(name: str, value: str | None, store: str, as_json: bool) -> None:
    """Keep a secret under NAME, such as dvh/password; it is asked for, not typed after the command.

    On a server that runs pipelines: --store state.
    """
    # checked as the settings check it: a name that they can't refer to would never be found again
    secret = settings.SecretReference.named(name).secret
    _open(store).write(secret, asked() if value is None else value)
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


secrets.add_command(list_secrets)
