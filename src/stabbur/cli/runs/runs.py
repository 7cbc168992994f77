"""stabbur runs: what ran and what runs; look at one, read its log, stop it."""

import click

from stabbur import settings
from stabbur.cli.runs import run_rows
from stabbur.cli.runs.run_log import log
from stabbur.cli.runs.run_show import cancel_run, show_run
from stabbur.cli.runs.run_test import publish, show_test
from stabbur.cli.show import json_option, show
from stabbur.runs.keeping import finding, prompting
from stabbur.runs.queue.values import STATES
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


for command in (show_run, log, cancel_run, show_test, publish):
    runs.add_command(command)
