"""stabbur lab [NOTEBOOK]: open JupyterLab in the project's environment."""

from pathlib import Path

import click

from stabbur.cli.projects.build import say
from stabbur.cli.show import json_option, show
from stabbur.projects import laboratory
from stabbur.projects.kernels.serving import Lab


@click.command()
@click.argument("notebook", required=False, type=click.Path(path_type=Path))
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@json_option
def lab(notebook: Path | None, no_browser: bool, as_json: bool) -> None:
    """Open JupyterLab in the project's environment, with NOTEBOOK and the project's kernel, until Ctrl-C.

    It listens on this machine only; whoever has the address gets in. A project that is not built is built first.
    """
    laboratory.run(notebook, browser=not no_browser, ready=tell_row if as_json else tell, report=say)
    say("JupyterLab has stopped, and its kernels with it")


def tell(running: Lab) -> None:
    """Tell the address, which lets in, and how to stop."""
    click.echo(f"JupyterLab runs: {running.address}")
    say("stop it with Ctrl-C")


def tell_row(running: Lab) -> None:
    """Tell the address to a program."""
    show([{"address": running.address}], as_json=True)
