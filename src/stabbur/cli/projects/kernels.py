"""stabbur kernels: list the kernels that projects have here."""

import click

from stabbur.cli.show import json_option, show
from stabbur.projects.kernels import specs


@click.command()
@json_option
def kernels(as_json: bool) -> None:
    """List the kernels of projects; one whose project or program is gone is stale.

    Other Jupyters see them when JUPYTER_PATH names the folder `jupyter` of Stabbur's home.
    """
    rows = [
        {
            "name": one.name,
            "language": one.language,
            "project": str(one.project or ""),
            "state": "stale" if one.stale else "alive",
            "why": one.why_stale,
        }
        for one in specs.listed()
    ]
    show(rows, as_json=as_json, empty="no kernels: stabbur build makes one for a project")
