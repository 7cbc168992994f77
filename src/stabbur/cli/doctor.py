"""stabbur doctor: look for what is wrong on this machine, with a cure for each finding."""

from dataclasses import asdict

import click

from stabbur.cli.findings import examine
from stabbur.cli.show import json_option, show
from stabbur.secrets import mask, printable


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look for what is wrong on this machine, with a cure for each finding.

    Ends with 1 when something is a problem; a note is none.
    """
    findings = list(examine())
    rows = [asdict(finding) for finding in findings]
    if as_json:
        show(rows, as_json=True)
    else:  # a cure is there to be pasted: it stands on a line of its own, never cut to the width of a table
        show([{key: row[key] for key in ("check", "status", "found")} for row in rows])
        for row in (row for row in rows if row["cure"]):
            found, cure = (printable(mask(row[key])) for key in ("found", "cure"))
            click.echo(f"\n{row['check']}: {found}\n  cure: {cure}")
    if any(finding.status == "problem" for finding in findings):
        ctx.exit(1)
