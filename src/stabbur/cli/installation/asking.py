"""Ask for a value that nobody else should see: unseen at a terminal, or from a pipe."""

import sys

import click

from stabbur.errors import BadInput


def asked() -> str:
    """Return the value that somebody types unseen, or the first line that a program writes to us."""
    if sys.stdin.isatty():  # where it is none, Python warns that others may see what is typed, and nothing is
        return str(click.prompt("Value", hide_input=True, err=True))
    if value := sys.stdin.readline().rstrip("\r\n"):
        return value
    raise BadInput(
        "there is no value", hint="type it when it is asked for, or write it to the command by a pipe"
    )
