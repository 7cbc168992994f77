"""stabbur pipelines groups [GROUP [PLACES]]: how many runs of a group run at the same time."""

from dataclasses import asdict

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.runs.queue import groups
from stabbur.state.engine import engine


@click.command(name="groups")
@click.argument("group", required=False)
@click.argument("places", required=False, type=int)
@json_option
def show_groups(group: str | None, places: int | None, as_json: bool) -> None:
    """List the groups of pipelines that share places; give GROUP so many PLACES."""
    state = engine(settings.load())
    if group is not None and places is not None:
        groups.give_places(state, group, places)
    found = [asdict(one) for one in groups.listed(state) if group in (None, one.name)]
    show(found, as_json=as_json, empty="no groups: a pipeline is in one by its setting group")
