"""stabbur secrets list: which secrets are asked for or kept, and which store has each."""

import click

from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.show import json_option, show

STORES = completing.offer(completing.stores)


@click.command(name="list")
@click.option("--store", shell_complete=STORES, help="Only those that are found there.")
@json_option
def list_secrets(store: str | None, as_json: bool) -> None:
    """List the secrets that the settings ask for or the state keeps, and which store has each."""
    from stabbur.cli.runs.run_rows import local
    from stabbur.runs.keeping.secrets import listed  # only here: setting one needs no database library

    known = settings.load()
    found = [vars(one) for one in listed(known, store=store)]
    if not as_json:
        found = [one | {"changed": local(one["changed"], known.timezone)} for one in found]
    show(found, as_json=as_json, empty="nothing in the settings uses a secret")
