"""stabbur up: serve catalogue and packages on this machine."""

import click

from stabbur import settings
from stabbur.hub import serve


@click.command()
@click.option("--port", type=int, help="Port to listen on; default: hub.port of the settings.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; loopback only.")
@click.option("--detach", is_flag=True, help="Run in the background; `stabbur down` stops it.")
@click.option("--public-only", is_flag=True, help="Serve what is public and nothing else.")
def up(port: int | None, host: str, detach: bool, public_only: bool) -> None:
    """Serve the catalogue on this machine until Ctrl-C."""
    loaded = settings.load()
    found = serve.running()
    if found and port in (None, found.port):
        click.echo(f"Stabbur runs already: {serve.one_time_address(found)}")
        click.echo("stop it with: stabbur down")
        return
    listening = serve.sockets(loaded.hub.port if port is None else port, host)
    wanted = listening[0].getsockname()[1]
    if detach:
        for one in listening:
            one.close()
        found = serve.start_detached(wanted, public_only=public_only)
        click.echo(f"Stabbur runs: {serve.one_time_address(found)}")
        click.echo("stop it with: stabbur down")
        return
    here = serve.Running(0, wanted, public_only)
    click.echo(f"Stabbur runs: {serve.one_time_address(here)}")
    click.echo("the address works once; stop with Ctrl-C")
    serve.serve(loaded, listening, public_only=public_only)
    click.echo("Stabbur has stopped")
