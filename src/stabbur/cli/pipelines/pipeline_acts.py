"""The commands of `stabbur pipelines` that do something: run, set, pause, resume, delete."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import Engine

from stabbur import settings
from stabbur.cli import completing
from stabbur.cli.pipelines import pipeline_rows
from stabbur.cli.show import json_option, show
from stabbur.runs.pipelines import checking, setting, starting, worded
from stabbur.runs.queue import reading
from stabbur.state.engine import engine

PIPELINE = click.argument("name", metavar="PIPELINE", shell_complete=completing.offer(completing.pipelines))


def state_of(name: str) -> tuple[Engine, str]:
    """Return the state, and the whole id of a pipeline whose owner was left out."""
    known = settings.load()
    return engine(known), checking.full_id(name, known.owner or settings.local_person())


@click.command()
@PIPELINE
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="Value of a parameter.")
@json_option
def run(name: str, parameters: tuple[str, ...], as_json: bool) -> None:
    """Put a run of PIPELINE into the queue, from which `stabbur up` or `stabbur worker` takes it."""
    state, id = state_of(name)
    given = worded.changes(f"parameters.{one}" for one in parameters).get("parameters", {})
    made = reading.one(state, starting.run_now(state, id, parameters=given))
    pipeline_rows.started(state, made, as_json=as_json)


@click.command(name="set")
@PIPELINE
@click.argument("changes", nargs=-1, required=True, metavar="NAME=VALUE...")
@json_option
def change(name: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Change PIPELINE: memory=2GB, "schedule=0 7 * * *", parameters.year=2021; an empty value: as usual."""
    state, id = state_of(name)
    made = setting.change(state, id, worded.changes(changes))
    show([pipeline_rows.plan(made) if as_json else pipeline_rows.readable(made)], as_json=as_json)
    pipeline_rows.beside(state, settings.load(), made)


def acting(command: str, act: Callable[[Engine, str], Any], told: str) -> click.Command:
    """Return a command that does one thing to a pipeline and says so."""

    def done(name: str, as_json: bool) -> None:
        state, id = state_of(name)
        act(state, id)
        show([{"pipeline": id, "done": command}], as_json=as_json)

    return click.command(name=command, help=told)(PIPELINE(json_option(done)))


pause = acting("pause", setting.pause, "Let nothing but a person start PIPELINE.")
resume = acting("resume", setting.resume, "Let PIPELINE go on, from now.")
delete = acting("delete", setting.delete, "Delete PIPELINE; its runs stay.")
