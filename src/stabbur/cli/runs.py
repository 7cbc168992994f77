"""stabbur runs: what ran and what runs; look at one, read its log, stop it."""

import click

from stabbur import settings
from stabbur.cli import run_rows
from stabbur.cli.run_log import RUN, log
from stabbur.cli.run_test import publish, show_test
from stabbur.cli.show import json_option, show
from stabbur.runs.keeping import finding, prompting
from stabbur.runs.queue import cancelling
from stabbur.runs.queue.values import STATES
from stabbur.runs.testing.published import published
from stabbur.state.engine import engine


@click.group(invoke_without_command=True)
@click.pass_context
def runs(context: click.Context) -> None:
    """List what ran and runs; show one, read its log, stop it, publish what a test run made."""
    if context.invoked_subcommand is None:
        context.invoke(list_runs)


@runs.command(name="list")
@click.option("--pipeline", help="Only those of a pipeline: OWNER/NAME.")
@click.option("--state", type=click.Choice(STATES), help="Only those in a state.")
@click.option("-n", "limit", default=20, show_default=True, help="How many, the newest first.")
@json_option
def list_runs(pipeline: str | None, state: str | None, limit: int, as_json: bool) -> None:
    """List runs, the newest first."""
    known = settings.load()
    wanted = {"pipeline": pipeline, "state": state, "limit": limit}
    opened = engine(known)
    prompting.sweep(opened, known)
    found = finding.listed(opened, settings.local_person(), **wanted)
    show([run_rows.line(one, known.timezone) for one in found], as_json=as_json, empty="no runs")


@runs.command(name="show")
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


@runs.command(name="cancel")
@RUN
@json_option
def cancel_run(number: int, as_json: bool) -> None:
    """Stop RUN with all that it started, or take it out of the queue."""
    state, actor = engine(settings.load()), settings.local_person()
    found = cancelling.cancel(state, finding.one(state, number, actor).id, actor)
    told = found.state if as_json else run_rows.state(found)
    show([{"run": number, "state": told, "reason": found.reason}], as_json=as_json)


for command in (log, show_test, publish):
    runs.add_command(command)
