"""stabbur withdraw: mark a published version as withdrawn, with the reason."""

import click

from stabbur.cli import completing
from stabbur.cli.show import json_option, show
from stabbur.registry.here import connect

PUBLISHED = completing.offer(completing.published)


@click.command()
@click.argument("package", metavar="OWNER/NAME", shell_complete=PUBLISHED)
@click.argument("version", type=int)
@click.option("--reason", required=True, help="Why; readers see it.")
@click.option("--story", is_flag=True, help="OWNER/NAME is a story.")
@json_option
def withdraw(package: str, version: int, reason: str, story: bool, as_json: bool) -> None:
    """Mark VERSION of a package as withdrawn; its files stay, readers are told."""
    connect().withdraw(package, version, reason, kind="story" if story else "package")
    show([{"id": package, "version": version, "withdrawn": reason}], as_json=as_json)
