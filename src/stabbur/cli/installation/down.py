"""stabbur down: stop a Stabbur that runs in the background."""

import click

from stabbur.cli.show import json_option, show
from stabbur.hub import serve


@click.command()
@click.option("--port", type=int, help="Stop only the one on this port.")
@json_option
def down(port: int | None, as_json: bool) -> None:
    """Stop every Stabbur that runs for this STABBUR_HOME, or the one on a port."""
    found = serve.stop(port)
    if as_json:
        show([{"port": one.port, "pid": one.pid} for one in found], as_json=True)
        return
    for one in found:
        click.echo(f"Stabbur on port {one.port} has stopped")
