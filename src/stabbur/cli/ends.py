"""How a command ends when something is wrong: one line, what to do next, an exit code."""

import errno
import os
import sys
import warnings
from typing import TextIO

import click

from stabbur import settings
from stabbur.errors import DataWarning, NoRoom, NotAllowed, StabburError, Unavailable
from stabbur.secrets import log, mask, printable

LONGEST = 500  # characters of an unexpected error's own text


def say_error(error: StabburError) -> int:
    """Write an error of ours to stderr and return its exit code."""
    click.echo(f"Error: {_safe(str(error))} [{error.code}]", err=True)
    if error.hint:
        click.echo(f"  hint: {_safe(error.hint)}", err=True)
    _log(error)
    _say_help()
    return error.exit_code


def say_machine(error: OSError) -> int:
    """Say which file the machine refuses; an error that names none is unexpected."""
    # without a file's name there is nothing that a person could look at
    if error.filename is None:
        return say_unexpected(error)
    told = f"'{os.fsdecode(error.filename)}' can't be used: {(error.strerror or str(error)).lower()}"
    if isinstance(error, PermissionError):
        return say_error(NotAllowed(told, code="file-unreadable"))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return say_error(NoRoom(told, hint="make room: stabbur doctor"))
    return say_error(Unavailable(told, hint="stabbur doctor", code="file-failed"))


def say_unexpected(error: BaseException) -> int:
    """Write one line to stderr, the rest to the log, and return 1."""
    said = _safe(str(error))[:LONGEST]
    click.echo(f"Error: something unexpected: {type(error).__name__}: {said} [unexpected]", err=True)
    click.echo(f"  hint: stabbur report {_log(error)}".rstrip(), err=True)
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
        click.echo(f"Warning: {_safe(str(message))}", err=True)
    else:
        click.echo(warnings.formatwarning(message, category, filename, lineno, line), err=True, nl=False)


def _say_help() -> None:
    try:
        address = settings.load().help_address
    except StabburError:
        return
    if address:
        click.echo(f"  help: {printable(address)}", err=True)


def _safe(text: str) -> str:
    return printable(mask(text))


def _log(error: BaseException) -> str:
    during = " ".join(("stabbur", *sys.argv[1:2]))
    try:
        return log.record(error, during=during)
    except OSError:  # a full or read-only disk must not hide the error itself
        return ""
