"""stabbur runs test RUN and stabbur runs publish RUN: what a test run would change, and to publish just that."""

from typing import Any

import click

from stabbur import settings
from stabbur.cli.runs.run_log import RUN
from stabbur.cli.runs.run_rows import local
from stabbur.cli.show import json_option, show
from stabbur.registry.publishing.differences import listed
from stabbur.runs.testing.outcome import Outcome, outcome
from stabbur.runs.testing.publishing import publish_test
from stabbur.runs.testing.telling import NOT_HELD_BACK, rows
from stabbur.state.engine import engine


@click.command(name="test")
@RUN
@json_option
def show_test(number: int, as_json: bool) -> None:
    """Show what test run RUN would publish and write."""
    found = came_of(number)
    show(rows(found), as_json=True) if as_json else tell(found)


@click.command()
@RUN
@click.option("--anyway", is_flag=True, help="Even if somebody has published a version since.")
@json_option
def publish(number: int, anyway: bool, as_json: bool) -> None:
    """Publish what test run RUN made, byte for byte."""
    known = settings.load()
    done = publish_test(engine(known), number, known, anyway=anyway)
    keys = ("id", "version", "created", "address")
    show([{key: getattr(one, key) for key in keys} for one in done], as_json=as_json)


def whole(run: dict[str, Any], *, as_json: bool) -> None:
    """Print what came of a test run that has just ended."""
    found = came_of(run["id"])
    show([run | {"test": rows(found)}], as_json=True) if as_json else tell(found)


def came_of(number: int) -> Outcome:
    """Return what came of a test run."""
    known = settings.load()
    return outcome(engine(known), number, known)


def tell(found: Outcome) -> None:
    """Print what a test run would change, and how to publish it."""
    half = "it did not come to its end, and so what it would publish and write is not known"
    show(rows(found), empty="it would publish and write nothing" if found.whole else half)
    changes: list[dict[str, Any]] = [line for item in found.items for line in listed(item.diff)]
    if changes:
        click.echo()
        show(changes)
    click.echo()
    if found.whole and (any(not item.done for item in found.items) or found.access):
        until = local(found.until, settings.load().timezone)
        click.echo(f"to publish exactly this: stabbur runs publish {found.run.id} (kept until {until})")
    click.echo(NOT_HELD_BACK)
