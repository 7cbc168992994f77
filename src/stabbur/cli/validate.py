"""stabbur validate PACKAGE: say what in a data package, or in a table by itself, breaks its own rules."""

from dataclasses import asdict
from pathlib import Path

import click

import stabbur as sb
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput
from stabbur.packages.names import slug


@click.command()
@click.argument("package", default=".", type=click.Path())
@json_option
@click.pass_context
def validate(ctx: click.Context, package: str, as_json: bool) -> None:
    """Say what in PACKAGE, a folder, a datapackage.json or a URL, breaks its own rules.

    A table by itself, such as a CSV file, is read and checked as a package would hold it.
    Ends with 0 when it is valid and with 2 when it is not.
    """
    report = _opened(package).validate()
    if as_json:
        found = [("error", one) for one in report.errors] + [("warning", one) for one in report.warnings]
        show([{"level": level} | asdict(one) for level, one in found], as_json=True)
    else:
        click.echo(str(report))
    if not report.valid:
        ctx.exit(BadInput.exit_code)


def _opened(package: str) -> sb.Datapackage:
    path = Path(package)
    if not path.is_file() or path.suffix in {".json", ".yaml", ".yml"}:
        return sb.Datapackage.open(package)
    # what a package asks for is no fault of a table: only its own cells are looked at
    table = sb.Datapackage(slug(path.stem), path.name, "a table by itself", licenses=["CC0-1.0"])
    return table.add_resource(path)
