"""stabbur template list|update: what a project can be made from, and how it takes up what is new there."""

import click

from stabbur.cli.show import json_option, show
from stabbur.errors import StabburError
from stabbur.projects import project
from stabbur.projects.templating import shipped, updating


@click.group()
def template() -> None:
    """List the templates, and bring what is new in one into a project."""


@template.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List what a project can be made from: stabbur init NAME --template …."""
    found = [{"name": one.name, "title": one.title} for one in shipped.templates()]
    show(found, as_json=as_json)


@template.command()
@click.option(
    "--from-answers",
    is_flag=True,
    help="Where what the template gave is not known any more: take what it gives now for it, and merge nothing.",
)
@json_option
@click.pass_context
def update(ctx: click.Context, from_answers: bool, as_json: bool) -> None:
    """Merge what the project's template has got since into its files.

    Nothing is committed: look at it with git diff, take it back with git checkout. Where both changed the same
    lines the file has both, between marks, and the command ends with 1.
    """
    found = project.find()
    done = updating.update(found, from_answers=from_answers)
    if as_json:
        show([{"path": path, "conflict": path in done.conflicts} for path in done.changed], as_json=True)
    for line in () if as_json else updating.told(done):
        click.echo(line)
    if done.conflicts:
        ctx.exit(StabburError.exit_code)
