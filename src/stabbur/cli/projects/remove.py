"""stabbur remove PACKAGE…: take packages out of a project."""

from dataclasses import asdict

import click

from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.projects import dependencies, project


@click.command()
@click.argument("packages", nargs=-1, required=True, shell_complete=completing.offer(completing.needs))
@json_option
def remove(packages: tuple[str, ...], as_json: bool) -> None:
    """Take PACKAGES out of the project that you stand in, with what only they needed."""
    changes = dependencies.remove(project.find(), packages, report=lambda line: click.echo(line, err=True))
    show([asdict(one) for one in changes], as_json=as_json, empty="no package left the environment")
