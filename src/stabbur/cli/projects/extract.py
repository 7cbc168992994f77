"""stabbur extract NOTEBOOK: move functions from a notebook into the project's code."""

from pathlib import Path

import click

from stabbur.cli.show import json_option, show
from stabbur.projects.notebooks import extracting
from stabbur.secrets import printable


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.argument("functions", nargs=-1, metavar="[FUNCTION]...")
@click.option(
    "--module", default="", help="Where they go in src/; default: a module called after the notebook."
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@json_option
def extract(notebook: Path, functions: tuple[str, ...], module: str, dry_run: bool, as_json: bool) -> None:
    """Move FUNCTIONs of NOTEBOOK into src/, leave their import in it, and add a first test.

    Without FUNCTION it moves what is defined in the cells that have the tag `export`. Imports that a
    function needs go with it; one that uses a variable of the notebook is refused, and the variable named.
    """
    done = extracting.extract(notebook, functions, module=module, dry_run=dry_run)
    if as_json:
        files = [extracting.seen(file) for file in done.files]
        show([{"name": name, "module": done.module, "files": files} for name in done.names], as_json=True)
    elif dry_run:
        click.echo("\n".join(map(printable, done.difference().splitlines())))
    elif not done.names:
        click.echo(f"nothing left to move: the notebook imports it from {done.module}", err=True)
    else:
        click.echo(f"{', '.join(done.names)} → {done.module}; changed:", err=True)
        for file in done.files:
            click.echo(extracting.seen(file))
