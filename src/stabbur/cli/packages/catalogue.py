"""stabbur catalogue: check, repair and rebuild what is published here."""

import sys
from dataclasses import asdict

import click

from stabbur.cli.show import json_option, show
from stabbur.registry.here import connect
from stabbur.registry.values import CheckReport


@click.group()
def catalogue() -> None:
    """Check, repair and rebuild what is published here."""


@catalogue.command()
@click.option("--quick", is_flag=True, help="Compare sizes only; do not read every file.")
@json_option
def check(quick: bool, as_json: bool) -> None:
    """Look at every published version; exit 1 when one has a missing or changed file."""
    say(connect().check(deep=not quick), as_json=as_json)


@catalogue.command()
@json_option
def repair(as_json: bool) -> None:
    """Mend what cut publishing left, then check."""
    registry = connect()
    registry.repair()
    say(registry.check(deep=True), as_json=as_json)


@catalogue.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Make the search index anew from what is published."""
    show([{"documents": connect().rebuild_index()}], as_json=as_json)


def say(report: CheckReport, *, as_json: bool) -> None:
    """Print problems and notes, and leave with 1 when there are problems."""
    rows = [{"level": "problem"} | asdict(one) for one in report.problems]
    rows += [{"level": "note"} | asdict(one) for one in report.notes]
    show(rows, as_json=as_json, empty=f"{report.versions} versions, all whole")
    if not report.whole:
        sys.exit(1)
