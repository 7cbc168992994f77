"""stabbur add PACKAGE…: let packages into a project, each looked at before."""

from dataclasses import asdict

import click

from stabbur.cli.show import json_option, show
from stabbur.projects import dependencies, project
from stabbur.projects.dependencies.looking import CHECKS


@click.command()
@click.argument("packages", nargs=-1, required=True)
@click.option("--dev", is_flag=True, help="For the work on the project only, such as a linter.")
@click.option("--accept", type=click.Choice(CHECKS), multiple=True, help="Go on though this check says no.")
@json_option
def add(packages: tuple[str, ...], dev: bool, accept: tuple[str, ...], as_json: bool) -> None:
    """Add PACKAGES to the project that you stand in; its kernel has them at once.

    A package is a name with or without a version ('pandas>=3'), git+https://…@v1, or another project's folder.
    Names that look like another one, releases of the last days and known vulnerabilities are refused; look
    again, and go on with --accept name, age or advisories.
    """
    changes = dependencies.add(
        project.find(), packages, dev=dev, accept=accept, report=lambda line: click.echo(line, err=True)
    )
    show([asdict(one) for one in changes], as_json=as_json, empty="no package was installed")
