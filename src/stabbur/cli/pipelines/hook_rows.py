"""What `stabbur hooks` says of a repository that it follows."""

import click

from stabbur.cli.show import show
from stabbur.runs.pushing import statuses
from stabbur.runs.pushing.following import Followed

ID = click.option("--as", "id", required=True, metavar="OWNER/NAME", help="What it is called here.")


def row(one: Followed) -> dict[str, str]:
    """Return what a list has of a repository."""
    return {
        "repository": one.id,
        "address": one.address,
        "clone": str(one.clone),
        "status": statuses.standing(one),
    }


def say(one: Followed, line: str, *, as_json: bool) -> None:
    """Say what was done with a repository; `{}` in the line are its address and its name here."""
    if as_json:
        show([row(one)], as_json=True)
    else:
        click.echo(line.format(one.address, one.id))
