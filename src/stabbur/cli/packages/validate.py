"""stabbur validate PACKAGE: say what in a data package, or in a table by itself, breaks its own rules."""

from dataclasses import asdict
from pathlib import Path

import click

import stabbur as sb
from stabbur.cli.pairs import Pair
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput
from stabbur.packages.validation.alone import validate_table


@click.command()
@click.argument("package", default=".", type=click.Path())
@click.option(
    "--option", type=Pair(), multiple=True, help="Of a table by itself, such as skip_rows=2 or sheet=A."
)
@json_option
@click.pass_context
def validate(ctx: click.Context, package: str, option: list[tuple[str, str]], as_json: bool) -> None:
    """Say what in PACKAGE, a folder, a datapackage.json or a URL, breaks its own rules.

    A table by itself, such as a CSV file, is read and checked as a package would hold it; what reading it
    gave rise to is a warning, and a title above the table an error, which --option skip_rows=2 mends.
    Ends with 0 when it is valid and with 2 when it is not.
    """
    path = Path(package)
    if path.is_file() and path.suffix not in {".json", ".yaml", ".yml"}:
        report = validate_table(path, dict(option))
    elif option:
        raise BadInput(
            f"'{package}' is a package, which says itself how its tables are read",
            hint="leave out --option, or name one file of the package",
            code="option-unknown",
        )
    else:
        report = sb.Datapackage.open(package).validate()
    if as_json:
        found = [("error", one) for one in report.errors] + [("warning", one) for one in report.warnings]
        show([{"level": level} | asdict(one) for level, one in found], as_json=True)
    else:
        click.echo(str(report))
    if not report.valid:
        ctx.exit(BadInput.exit_code)
