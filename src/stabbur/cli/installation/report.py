"""stabbur report: one file to send with a question; no secrets, no data, and shown before it is written."""

import sys
from pathlib import Path

import click

from stabbur import settings
from stabbur.cli.installation.bundle import as_text, bundle
from stabbur.cli.show import json_option, show
from stabbur.errors import BadInput, StabburError


@click.command()
@click.argument("error", default="")
@click.option(
    "--file",
    default="stabbur-report.txt",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where to.",
)
@click.option("--yes", is_flag=True, help="Write the file without asking.")
@json_option
def report(error: str, file: Path, yes: bool, as_json: bool) -> None:
    """Make one file to send with a question: the last error, or the one with the id ERROR.

    It holds the error without its text, versions and the doctor's findings; paths, names,
    values and secrets are left out. Nothing is sent: you read it first and send it yourself.
    """
    made = bundle(error)
    if as_json:
        show([made], as_json=True)
        return
    text = as_text(made)
    click.echo(text)
    if not yes and not sys.stdin.isatty():
        click.echo("nothing written; write it with: stabbur report --yes", err=True)
    elif yes or click.confirm(f"Write this to {file}?", default=True, err=True):
        _write(file, text)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"{file} can't be written: {error.strerror}", hint="--file elsewhere", code="file-unwritable"
        ) from None
    try:
        address = settings.load().help_address
    except StabburError:
        address = ""
    click.echo(f"written to {file}" + (f"; send it to {address}" if address else ""), err=True)
