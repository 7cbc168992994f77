"""stabbur sources: list the sources of the settings, and try whether they answer."""

import click

from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.installation.probing import near, probe
from stabbur.cli.show import json_option, show
from stabbur.errors import Unavailable


@click.group()
def sources() -> None:
    """List the sources of the settings and try them."""


@sources.command(name="list")
@json_option
def list_sources(as_json: bool) -> None:
    """List the sources; a secret is shown by its name."""
    rows = [
        {
            "name": name,
            "kind": source.kind,
            "address": source.address,
            "user": source.user,
            "write": source.write,
            "secrets": [reference.secret for reference in source.references().values()],
        }
        for name, source in settings.load().sources.items()
    ]
    show(rows, as_json=as_json, empty="no sources: write [sources.NAME] in stabbur.toml")


@sources.command()
@click.argument("names", nargs=-1, shell_complete=completing.offer(completing.sources))
@json_option
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Open each source of NAMES, all when none is given, and count its tables."""
    known = settings.load().sources
    rows = [probe(name, known[near(name, known)]) for name in names or known]
    show(rows, as_json=as_json, empty="no sources: write [sources.NAME] in stabbur.toml")
    if not all(row["ok"] for row in rows):
        ctx.exit(Unavailable.exit_code)
