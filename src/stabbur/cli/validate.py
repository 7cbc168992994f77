"""stabbur validate PACKAGE: say what in a data package, or in a table by itself, breaks its own rules."""

import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import stabbur as sb
from stabbur.cli.pairs import Pair
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput, DataWarning, LayoutWarning
from stabbur.packages.names import slug
from stabbur.packages.validation.report import Problem, Report


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
        report = _table_alone(path, dict(option))
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


def _table_alone(path: Path, options: dict[str, Any]) -> Report:
    """Return what is wrong with the table of one file, and what was found when it was read."""
    # what a package asks for is no fault of a table: only its own cells are looked at
    alone = sb.Datapackage(slug(path.stem), path.name, "a table by itself", licenses=["CC0-1.0"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DataWarning)
        if options:
            name = slug(path.name.split(".")[0])
            alone.add_resource(sb.read_file(path, as_="arrow", **options), name)
        else:
            alone.add_resource(path)
    report = alone.validate()
    for one in told:
        if issubclass(one.category, LayoutWarning):
            report.errors.append(Problem("layout", str(one.message)))
        elif issubclass(one.category, DataWarning):
            report.warnings.append(Problem("reading", str(one.message)))
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    return report
