"""stabbur export-site FOLDER: the public catalogue as pages that need no server."""

from pathlib import Path

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.hub.site import export_site as write


@click.command("export-site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--address", default="", help="Where the site will be found, such as https://data.example.no.")
@json_option
def export_site(folder: Path, address: str, as_json: bool) -> None:
    """Write what is public into FOLDER, ready to be opened or put on any web server."""
    found = settings.load()
    count = write(found, folder, address)
    if as_json:
        show([{"folder": folder, "files": count}], as_json=True)
        return
    click.echo(f"{count} files in {folder}: open {folder / 'index.html'}")
    if not address and not found.hub.address:
        said = "citations name package and version alone: --address says where the site will be found"
        click.echo(said, err=True)
