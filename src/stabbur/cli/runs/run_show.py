"""stabbur runs show and cancel: look at one run, and stop it."""

import click

from stabbur import settings
from stabbur.cli.runs import run_rows
from stabbur.cli.runs.run_log import RUN
from stabbur.cli.show import json_option, show
from stabbur.runs.keeping import finding
from stabbur.runs.queue import cancelling
from stabbur.runs.testing.published import published
from stabbur.state.engine import engine


@click.command(name="show")
@RUN
@json_option
def show_run(number: int, as_json: bool) -> None:
    """Show all that is kept of RUN."""
    known = settings.load()
    state = engine(known)
    found = finding.one(state, number, settings.local_person())
    become = published(state, number) if found.purpose == "test" else []
    if as_json:
        show([run_rows.every(found) | {"become": become}], as_json=True)
    else:
        run_rows.whole(found, known.timezone, become)


@click.command(name="cancel")
@RUN
@json_option
def cancel_run(number: int, as_json: bool) -> None:
    """Stop RUN with all that it started, or take it out of the queue."""
    state, actor = engine(settings.load()), settings.local_person()
    found = cancelling.cancel(state, finding.one(state, number, actor).id, actor)
    told = found.state if as_json else run_rows.state(found)
    show([{"run": number, "state": told, "reason": found.reason}], as_json=as_json)
