"""stabbur scan: say what is staged that should not be committed."""

from dataclasses import asdict
from pathlib import Path

import click

from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput
from stabbur.projects import scanning
from stabbur.projects.git import checks
from stabbur.projects.scanning import persons
from stabbur.projects.scanning.finding import folded
from stabbur.secrets import printable


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--all", "everything", is_flag=True, help="Look at all that git has, not only at what is staged."
)
@json_option
@click.pass_context
def scan(ctx: click.Context, paths: tuple[Path, ...], everything: bool, as_json: bool) -> None:
    """Say what is staged that should not be committed: secrets, personal data, data, outputs, conflicts.

    With PATH it looks at those files and folders as they lie on the disk, in tables also for columns that
    point at persons: names, telephones, accounts, addresses. A secret itself is never shown.
    Ends with 0 when nothing is found and with 2 when something is.
    """
    found = scanning.scan(paths) if paths else scanning.scan(everything=everything, only=checks.own())
    if as_json:
        show([asdict(one) for one in found], as_json=True)
    elif found:
        show(folded(found))
        for line in scanning.advice(found):
            click.echo(printable(line), err=True)
    if paths and (unread := persons.unread(paths)):
        from stabbur.disclosure.scanning.finding import not_looked_into  # polars: only for files on the disk

        click.echo(printable(not_looked_into(unread)), err=True)
    if found:
        ctx.exit(BadInput.exit_code)
