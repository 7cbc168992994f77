"""Options that say one thing together: on which forge a project is shared, and what it starts from."""

import functools
from collections.abc import Callable
from typing import Any, cast

import click

from stabbur.cli.choice import Grouped
from stabbur.projects.forges.base import Visibility
from stabbur.projects.forges.remote import RemoteWish

VISIBILITY = {
    "private": "Let those see it on the forge whom you invite.  [default]",
    "internal": "Let those of your organisation see it.",
    "public": "Let all see it.",
}
FORGES = {"github": "Share it on GitHub.", "gitlab": "Share it on GitLab."}


def remote_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a forge, handed to it as `remote`: a wish, or None where none is given."""

    @functools.wraps(command)
    def folded(*, forge: str | None, visibility: str | None, token_from: str, **others: Any) -> Any:
        asked = bool(forge or visibility or token_from)
        chosen = cast(Visibility, visibility or "private")
        wish = RemoteWish(kind=forge or "", visibility=chosen, token_from=token_from)
        return command(remote=wish if asked else None, **others)

    flags = [(f"--{name}", "forge", name, text) for name, text in FORGES.items()]
    flags += [(f"--{name}", "visibility", name, text) for name, text in VISIBILITY.items()]
    made: Callable[..., Any] = click.option(
        "--token-from",
        cls=Grouped,
        group="remote",
        default="",
        metavar="FILE|secret:NAME",
        help="Where its token is.  [default: what git keeps]",
    )(folded)
    for flag, into, value, text in reversed(flags):
        made = click.option(
            flag, into, cls=Grouped, group="remote", flag_value=value, default=None, help=text
        )(made)
    return made


def origin_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of what a project starts from, handed to it as `origin` and `history`."""
    history = click.option(
        "--history",
        cls=Grouped,
        group="origin",
        is_flag=True,
        help="Keep the commits of what it starts from.",
    )
    start = click.option(
        "--from",
        "origin",
        cls=Grouped,
        group="origin",
        metavar="PATH|URL",
        help="Start from another project.",
    )
    return start(history(command))
