"""Who may read what is published: one choice of two options."""

from collections.abc import Callable
from typing import Any

import click

from stabbur.accounts.rights import ACCESS
from stabbur.cli.choice import Grouped


def circle_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--access` and `--override`."""
    override = click.option(
        "--override",
        cls=Grouped,
        group="access",
        metavar="REASON",
        help="Why they may although the gate refuses it; kept for all to see.",
    )
    access = click.option(
        "--access",
        cls=Grouped,
        group="access",
        type=click.Choice(list(ACCESS)),
        help="Who may read it.  [default: as it is, or the settings']",
    )
    return access(override(command))
