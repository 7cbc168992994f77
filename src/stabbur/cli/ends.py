"""How a command ends when something is wrong: one line, what to do next, an exit code."""

import warnings
from typing import TextIO

import click

from stabbur import settings
from stabbur.cli.show import printable
from stabbur.errors import DataWarning, StabburError


def say_error(error: StabburError) -> int:
    """Write an error of ours to stderr and return its exit code."""
    click.echo(f"Error: {printable(str(error))} [{error.code}]", err=True)
    if error.hint:
        click.echo(f"  try: {printable(error.hint)}", err=True)
    _say_help()
    return error.exit_code


def say_unexpected(error: BaseException) -> int:
    """Write one line to stderr, the rest to the log, and return 1."""
    click.echo(f"Error: something unexpected: {type(error).__name__} [unexpected]", err=True)
    click.echo("  try: stabbur report", err=True)
    _say_help()
    return 1


def say_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning about data as one line; other warnings keep their own form."""
    if issubclass(category, DataWarning):
        click.echo(f"Warning: {printable(str(message))}", err=True)
    else:
        click.echo(warnings.formatwarning(message, category, filename, lineno, line), err=True, nl=False)


def _say_help() -> None:
    try:
        address = settings.load().help_address
    except StabburError:
        return
    if address:
        click.echo(f"  help: {printable(address)}", err=True)
