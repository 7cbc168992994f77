"""stabbur hooks: which repositories' pushes are built."""

from pathlib import Path

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.runs.pushing import following, hook, results
from stabbur.state.engine import engine


@click.group()
def hooks() -> None:
    """Build what is pushed to a repository."""


@hooks.command()
@click.argument("repository", type=click.Path(path_type=Path))
@click.option("--as", "id", required=True, metavar="OWNER/NAME", help="What it is called here.")
def install(repository: Path, id: str) -> None:
    """Let git tell of each push to REPOSITORY, a bare one on this machine."""
    made = hook.install(id, repository)
    click.echo(f"pushes to '{made.address}' are built as '{made.id}'")


@hooks.command()
@click.argument("address")
@click.option("--as", "id", required=True, metavar="OWNER/NAME", help="What it is called here.")
@click.option("--token-from", default="", help="FILE or secret:NAME, if git knows no token.")
def follow(address: str, id: str, token_from: str) -> None:
    """Take a forge's word of each push to the repository at ADDRESS; the forge is told address and key."""
    made = following.follow(id, address, token_from=token_from)
    for line in following.instructions(made, settings.load().hub.port):
        click.echo(line)


@hooks.command("list")
@json_option
def listed(as_json: bool) -> None:
    """List the repositories whose pushes are built."""
    rows = [
        {"repository": one.id, "address": one.address, "clone": str(one.clone)} for one in following.every()
    ]
    show(rows, as_json=as_json)


@hooks.command()
@click.argument("id", metavar="OWNER/NAME")
def remove(id: str) -> None:
    """Build pushes to a repository no more."""
    gone = following.leave(id)
    click.echo(f"pushes to '{gone.address}' are built no more; its runs stay")


@hooks.command("results")
@click.argument("commit")
@json_option
def results_of(commit: str, as_json: bool) -> None:
    """Show how the builds of COMMIT, by its whole name, ended."""
    rows = results.rows(engine(settings.load()), commit)
    show(rows, as_json=as_json, empty=f"no build of '{commit}'")
