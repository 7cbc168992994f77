"""stabbur pipelines: list them, look at one, start, pause, change and delete it."""

import click

from stabbur import settings
from stabbur.cli.pipelines import pipeline_acts, pipeline_rows
from stabbur.cli.pipelines.pipeline_groups import show_groups
from stabbur.cli.show import json_option, show
from stabbur.runs.keeping import statistics, suggesting
from stabbur.runs.notices import standing
from stabbur.runs.pipelines import listing
from stabbur.state.engine import engine


@click.group(invoke_without_command=True)
@click.pass_context
def pipelines(context: click.Context) -> None:
    """List the entries of projects that run again; start, pause, change and delete them."""
    if context.invoked_subcommand is None:
        context.invoke(list_pipelines)


@pipelines.command(name="list")
@json_option
def list_pipelines(as_json: bool) -> None:
    """List the pipelines: how each does, and when it is due next."""
    empty = 'no pipelines: stabbur schedule ENTRY "0 6 * * 1-5"'
    known = settings.load()
    state = engine(known)
    found = listing.listed(state)
    show([pipeline_rows.line(one) for one in found], as_json=as_json, empty=empty)
    if any(not one.pipeline.paused for one in found):
        pipeline_rows.beside(state, known)


@pipelines.command(name="show")
@pipeline_acts.PIPELINE
@json_option
def show_pipeline(name: str, as_json: bool) -> None:
    """Show PIPELINE: its plan, its next five times, its last runs drawn."""
    state, id = pipeline_acts.state_of(name)
    found = listing.shown(state, id)
    known = settings.load()
    advice = suggesting.suggestions(state, id, known)
    untold = standing.of(state, known, found.summary.pipeline)
    if as_json:
        told = pipeline_rows.plan(found.summary.pipeline) | {"state": found.summary.state}
        told |= {"next": found.next, "runs": found.runs, "suggestions": advice, "untold": untold}
        show([told | {"statistics": statistics.statistics(state, id)}], as_json=True)
    else:
        pipeline_rows.whole(found, found.summary.pipeline.timezone, advice, untold)


for command in ("run", "pause", "resume", "change", "delete"):
    pipelines.add_command(getattr(pipeline_acts, command))
pipelines.add_command(show_groups)
