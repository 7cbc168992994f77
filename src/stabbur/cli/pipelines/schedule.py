"""stabbur schedule ENTRY [CRON]: let a notebook, a script or a function run again by itself."""

from pathlib import Path
from typing import Any

import click

from stabbur import settings
from stabbur.cli.pipelines.pipeline_rows import altered, beside, next_times, plan
from stabbur.cli.show import json_option, show
from stabbur.projects import project
from stabbur.runs.pipelines import entries, listing, setting, worded
from stabbur.state.engine import engine


@click.command()
@click.argument("entry")
@click.argument("cron", default="")
@click.option("--name", default="", help="Name of the pipeline.  [default: the entry's]")
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="Value of a parameter.")
@click.option("--zone", help="Time zone of CRON.  [default: the settings']")
@click.option("--after", multiple=True, metavar="PIPELINE", help="Run when that one has succeeded.")
@click.option("--tell", multiple=True, metavar="WHOM", help="mailto:ADDRESS, slack, https://… or log.")
@click.option("--set", "others", multiple=True, metavar="NAME=VALUE", help="Any other setting: memory=2GB.")
@json_option
def schedule(entry: str, cron: str, name: str, as_json: bool, **given: Any) -> None:
    """Let ENTRY run by CRON: "0 6 * * 1-5", @daily. Without one: never by itself.

    ENTRY is a notebook, a script, a Quarto document or module:function. What is committed is what runs.
    """
    words = [*given["others"], *(f"parameters.{one}" for one in given["parameters"])]
    wish = worded.changes(words) | {key: given[key] for key in ("after", "tell") if given[key]}
    wish |= {key: value for key, value in {"schedule": cron, "timezone": given["zone"]}.items() if value}
    root = project.find().root
    state = engine(settings.load(root))
    entry = entries.within(root, entry, Path.cwd())
    before = setting.scheduled(state, root, entry, name=name)
    made = setting.schedule(state, root, entry, wish, name=name)
    show([plan(made, with_next=as_json)], as_json=as_json)
    altered(before, made)
    if told := entries.not_committed(root, made.entry):
        click.echo(f"note: {told}", err=True)
    beside(state, settings.load(), made)
    if not as_json:
        next_times(listing.shown(state, made.id).next, made.timezone)
