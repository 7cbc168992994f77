"""stabbur upgrade [PACKAGE…]: bring packages of a project to their newest version."""

from dataclasses import asdict

import click

from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.projects import dependencies, project
from stabbur.projects.dependencies.looking import CHECKS


@click.command()
@click.argument("packages", nargs=-1, shell_complete=completing.offer(completing.needs))
@click.option(
    "--accept", type=click.Choice(CHECKS[1:]), multiple=True, help="Go on though this check says no."
)
@json_option
def upgrade(packages: tuple[str, ...], accept: tuple[str, ...], as_json: bool) -> None:
    """Bring PACKAGES of the project that you stand in to their newest version; without names all of them.

    What is younger than packages.youngest_days is passed over, unless with --accept age.
    """
    changes = dependencies.upgrade(
        project.find(), packages, accept=accept, report=lambda line: click.echo(line, err=True)
    )
    show([asdict(one) for one in changes], as_json=as_json, empty="everything is as new as it may be")
