"""stabbur hooks: which repositories' pushes are built."""

from pathlib import Path

import click

from stabbur import settings
from stabbur.cli.pipelines.hook_rows import ID, row, say
from stabbur.cli.show import json_option, show
from stabbur.runs.pushing import following, hook, results
from stabbur.state.engine import engine


@click.group()
def hooks() -> None:
    """Build what is pushed to a repository."""


@hooks.command()
@click.argument("repository", type=click.Path(path_type=Path))
@ID
@json_option
def install(repository: Path, id: str, as_json: bool) -> None:
    """Let git tell of each push to REPOSITORY, a bare one on this machine."""
    say(hook.install(id, repository), "pushes to '{}' are built as '{}'", as_json=as_json)


@hooks.command()
@click.argument("address")
@ID
@click.option("--token-from", default="", help="FILE or secret:NAME, if git knows no token.")
@json_option
def follow(address: str, id: str, token_from: str, as_json: bool) -> None:
    """Take a forge's word of each push to the repository at ADDRESS; the forge is told address and key."""
    made = following.follow(id, address, token_from=token_from)
    say(made, "\n".join(following.instructions(made, settings.load())), as_json=as_json)


@hooks.command("list")
@json_option
def listed(as_json: bool) -> None:
    """List the repositories whose pushes are built."""
    show([row(one) for one in following.every()], as_json=as_json, empty="no repositories")


@hooks.command()
@click.argument("id", metavar="OWNER/NAME")
@json_option
def remove(id: str, as_json: bool) -> None:
    """Build pushes to a repository no more."""
    say(following.leave(id), "pushes to '{}' are built no more; its runs stay", as_json=as_json)


@hooks.command("results")
@click.argument("commit")
@json_option
def results_of(commit: str, as_json: bool) -> None:
    """Show how the builds of COMMIT ended: by its whole name, or as the repository where you stand knows it."""
    commit = results.whole_name(commit, Path.cwd())
    show(results.rows(engine(settings.load()), commit), as_json=as_json, empty=f"no build of '{commit}'")
