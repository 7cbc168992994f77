"""stabbur validate PACKAGE: say what in a data package breaks its own rules."""

import click

import stabbur as sb
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput


@click.command()
@click.argument("package", default=".", type=click.Path())
@json_option
@click.pass_context
def validate(ctx: click.Context, package: str, as_json: bool) -> None:
    """Say what in PACKAGE, a folder, a datapackage.json or a URL, breaks its own rules.

    Ends with 0 when it is valid and with 2 when it is not.
    """
    report = sb.Datapackage.open(package).validate()
    if as_json:
        show(report.to_frame(as_="polars").to_dicts(), as_json=True)
    else:
        click.echo(str(report))
    if not report.valid:
        ctx.exit(BadInput.exit_code)
