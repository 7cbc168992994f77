"""stabbur doctor: look for what is wrong on this machine, with a cure for each finding."""

from dataclasses import asdict

import click

from stabbur.cli.findings import examine
from stabbur.cli.show import json_option, show


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look for what is wrong on this machine, with a cure for each finding.

    Ends with 1 when something is a problem; a note is none.
    """
    findings = list(examine())
    show([asdict(finding) for finding in findings], as_json=as_json)
    if any(finding.status == "problem" for finding in findings):
        ctx.exit(1)
