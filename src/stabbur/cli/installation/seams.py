"""stabbur seams: what is installed for each seam, from Stabbur and from outside packages."""

from importlib.metadata import entry_points

import click

from stabbur.cli.show import json_option, show
from stabbur.seams import SEAMS


@click.command()
@json_option
def seams(as_json: bool) -> None:
    """List what is installed for each seam."""
    rows = [
        {
            "seam": seam,
            "name": point.name,
            "what": what,
            "class": point.value,
            "package": point.dist.name if point.dist else None,
            "version": point.dist.version if point.dist else None,
        }
        for seam, what in SEAMS.items()
        for point in sorted(entry_points(group=f"stabbur.{seam}"), key=lambda point: point.name)
    ]
    show(rows, as_json=as_json)
