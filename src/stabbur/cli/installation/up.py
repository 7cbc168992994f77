"""stabbur up: serve catalogue and packages on this machine."""

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.hub import serve


@click.command()
@click.option("--port", type=int, help="Port to listen on; default: hub.port of the settings.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; loopback only.")
@click.option("--detach", is_flag=True, help="Run in the background; `stabbur down` stops it.")
@click.option("--public-only", is_flag=True, help="Serve what is public and nothing else.")
@json_option
def up(port: int | None, host: str, detach: bool, public_only: bool, as_json: bool) -> None:
    """Serve the catalogue on this machine until Ctrl-C."""
    loaded = settings.load()
    alike = [one for one in serve.every() if one.public_only == public_only and port in (None, one.port)]
    found = alike[0] if alike else None
    if found:
        say(found, "Stabbur runs already", "stop it with: stabbur down", as_json)
        return
    listening = serve.sockets(loaded.hub.port if port is None else port, host)
    wanted = listening[0].getsockname()[1]
    if detach:
        # held until here, so that a taken port is told now and not in the log of the other process
        for one in listening:
            one.close()
        found = serve.start_detached(wanted, public_only=public_only)
        say(found, "Stabbur runs", "stop it with: stabbur down", as_json)
        return
    here = serve.Running(0, wanted, public_only)
    say(here, "Stabbur runs", "the address works once; stop with Ctrl-C", as_json)
    serve.serve(loaded, listening, public_only=public_only)
    click.echo("Stabbur has stopped", err=as_json)


def say(found: serve.Running, what: str, then: str, as_json: bool) -> None:
    """Tell the address, which signs the first who opens it in, and how to stop."""
    address = serve.one_time_address(found)
    if as_json:
        show([{"address": address, "port": found.port, "public_only": found.public_only}], as_json=True)
        return
    click.echo(f"{what}: {address}")
    click.echo(then)
