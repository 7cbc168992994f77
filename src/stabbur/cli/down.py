"""stabbur down: stop a Stabbur that runs in the background."""

import click

from stabbur.cli.show import json_option, show
from stabbur.hub import serve


@click.command()
@json_option
def down(as_json: bool) -> None:
    """Stop the Stabbur that runs for this STABBUR_HOME."""
    found = serve.stop()
    if as_json:
        show([{"port": found.port, "pid": found.pid}], as_json=True)
        return
    click.echo(f"Stabbur on port {found.port} has stopped")
