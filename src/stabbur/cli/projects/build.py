"""stabbur build: make a clone of a project work, in one command."""

import sys
from pathlib import Path
from typing import Any

import click

from stabbur.cli.show import json_option, show
from stabbur.projects import building
from stabbur.secrets import printable

FAILED = 10  # as for a run that did not succeed


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Every project of the repository.")
@click.option("--no-kernel", is_flag=True, help="No kernel outside of its environment.")
@click.option("--no-verify", is_flag=True, help="Do not start a new kernel once.")
@click.option(
    "--artefacts", is_flag=True, help="Make scripts, forms, executables, an image's recipe, stories, too."
)
@json_option
def build(
    folder: Path, every: bool, no_kernel: bool, no_verify: bool, artefacts: bool, as_json: bool
) -> None:
    """Make the project that FOLDER lies in work: environment from the lock, kernel, hooks, checks.

    What is there already is left alone, so it may be run at any time.
    """
    roots = [one.root for one in building.every(folder)] if every else [folder]
    rows = list[dict[str, Any]]()
    if artefacts:
        from stabbur.runs.artefacts.here import made_here  # notebooks and their pages, for this option only
    for root in roots:
        built = building.build(root, kernel=not no_kernel, verify=not no_verify, report=say)
        done = "built" if built.done else "was built already"
        say(f"'{built.project.name}' {done}: {built.project.root}")
        rows.append({"name": built.project.name, "path": str(built.project.root), "done": list(built.done)})
        from stabbur.runs.pipelines.declaring import told  # the state: behind what takes its time anyway

        for line in told(built.project.root):
            say(line)
        if artefacts:
            rows[-1] |= made_here(built.project, report=say)
    if as_json:
        show(rows, as_json=True)
    if any(row.get("failed") for row in rows):
        sys.exit(FAILED)


def say(line: str) -> None:
    """Tell a step on the stream that is not for data; a name of a file in it steers no terminal."""
    click.echo("\n".join(map(printable, line.split("\n"))), err=True)
