"""stabbur watch: keep each saved notebook of a project as a version."""

from contextlib import suppress
from pathlib import Path

import click

from stabbur.cli.projects.build import say
from stabbur.cli.show import json_option, show
from stabbur.projects import project as projects
from stabbur.runs.saving import watching


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@json_option
def watch(folder: Path, as_json: bool) -> None:
    """Keep each notebook of the project that FOLDER lies in as a version whenever it is saved, until Ctrl-C.

    JupyterLab of `stabbur lab` does so by itself; this is for other editors.
    """
    say("watching; stop with Ctrl-C")
    if as_json:
        found = projects.find(folder)
        show([{"name": found.name, "path": str(found.root)}], as_json=True)
    with suppress(KeyboardInterrupt):
        watching.watch(folder, report=say)
