"""stabbur runs log RUN: what a run said, also while it says it."""

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.runs.keeping.finding import log_of
from stabbur.state.engine import engine

RUN = click.argument("number", metavar="RUN", type=int)


@click.command()
@RUN
@click.option("-f", "--follow", is_flag=True, help="Go on until the run ends.")
@click.option("-n", "lines", type=int, help="Only so many of its last lines.")
@json_option
def log(number: int, follow: bool, lines: int | None, as_json: bool) -> None:
    """Print what RUN said: of a long log its beginning and its end."""
    state, actor = engine(settings.load()), settings.local_person()
    said = log_of(state, number, actor, lines=lines, follow=follow)
    if as_json:
        show([{"run": number, "log": "".join(said)}], as_json=True)
    for text in said:  # as it comes
        click.echo(text, nl=False)
