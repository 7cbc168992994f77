"""stabbur keys: the keys that pseudonyms are made with; make one, give it a new version, list them."""

import click

from stabbur.cli.installation.secret_list import STORES
from stabbur.cli.show import json_option, show

NAME = click.argument("name")


@click.group()
def keys() -> None:
    """Make, rotate and list the keys of pseudonyms; a key itself is never shown."""


@keys.command()
@NAME
@click.option("--store", default="keyring", show_default=True, shell_complete=STORES, help="Where.")
@json_option
def create(name: str, store: str, as_json: bool) -> None:
    """Make the key NAME, such as skatt.

    On a server that runs pipelines: --store state.
    """
    from stabbur.disclosure.pseudonyms import create_key

    show([{"key": create_key(name, store=store), "store": store}], as_json=as_json)


@keys.command()
@NAME
@json_option
def rotate(name: str, as_json: bool) -> None:
    """Give the key NAME a new version; those before it stay, to turn back what they made."""
    from stabbur.disclosure.pseudonyms import rotate_key

    show([{"key": rotate_key(name)}], as_json=as_json)


@keys.command(name="list")
@json_option
def list_keys(as_json: bool) -> None:
    """List the keys that were made here, with their versions and the store that has each."""
    from stabbur.cli.runs.run_rows import local
    from stabbur.disclosure.pseudonyms import listed_keys
    from stabbur.settings import load

    rows = [vars(one) for one in listed_keys()]
    if not as_json:
        rows = [row | {"newest": local(row["newest"], load().timezone)} for row in rows]
    show(rows, as_json=as_json, empty="there is no key: stabbur keys create NAME makes one")
