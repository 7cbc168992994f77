"""stabbur down: stop a Stabbur that runs in the background."""

import click

from stabbur.hub import serve


@click.command()
def down() -> None:
    """Stop the Stabbur that runs for this STABBUR_HOME."""
    found = serve.stop()
    click.echo(f"Stabbur on port {found.port} has stopped")
