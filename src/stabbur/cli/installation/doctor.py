"""stabbur doctor [--mend]: look for what is wrong on this machine and with a project, with a cure for each."""

import sys

import click

from stabbur.cli.installation.findings import examine, examine_project
from stabbur.cli.projects.build import say
from stabbur.cli.show import json_option, show
from stabbur.secrets import mask, printable

BELOW = "see below"


@click.command()
@click.option(
    "--mend", is_flag=True, help="Mend what can be, and show each change; nobody's files are deleted."
)
@json_option
@click.pass_context
def doctor(ctx: click.Context, mend: bool, as_json: bool) -> None:
    """Look for what is wrong on this machine and with the project that you stand in.

    Each finding has a cure. Ends with 1 when something is a problem; a note is none, and what was mended neither.
    """
    report = say if sys.stderr.isatty() and not as_json else str
    rows = [finding.row for finding in (*examine(), *examine_project(mend=mend, report=report))]
    if as_json:
        show(rows, as_json=True)
    else:  # a cure is there to be pasted: it stands on a line of its own, never cut to the width of a table
        names = ("check", "status", "found")
        show([{key: row[key] for key in names} | ({"found": BELOW} if row["cure"] else {}) for row in rows])
        for row in (row for row in rows if row["cure"]):
            found, cure = (printable(mask(row[key])) for key in ("found", "cure"))
            click.echo(f"\n{row['check']}: {found}\n  cure: {cure}")
    if any(row["status"] == "problem" for row in rows):
        ctx.exit(1)
