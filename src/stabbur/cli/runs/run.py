"""stabbur run ENTRY: run a notebook, a script, a function or a Quarto document, and see it run."""

from functools import partial
from typing import Any

import click

from stabbur import settings
from stabbur.cli.pairs import Pair
from stabbur.cli.show import json_option, show
from stabbur.runs import here, starting
from stabbur.runs.pipelines.values import size
from stabbur.runs.queue.values import SUCCEEDED
from stabbur.runs.worker.awake import nobody
from stabbur.state.engine import engine

say = partial(click.echo, err=True)  # on the stream that is not for data


@click.command()
@click.argument("entry")
@click.option("-p", "parameters", type=Pair(), multiple=True, help="Value of a parameter.")
@click.option("--at", default="", metavar="COMMIT", help="Run a clean checkout of it.  [default: the folder]")
@click.option("--cpu", type=click.FloatRange(min=0, min_open=True), help="Processors that it may use.")
@click.option("--memory", default="", help="Memory that it may use, such as 2GB.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds that it may take.")
@click.option("--test", is_flag=True, help="Publish and write nothing; see what it would.")
@click.option("--queue", is_flag=True, help="Leave it to `stabbur up` or `stabbur worker`, and return.")
@json_option
def run(
    entry: str,
    parameters: list[tuple[str, str]],
    at: str,
    test: bool,
    queue: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Run ENTRY in its project's environment: a notebook, a script, module:function or a Quarto document.

    ENTRY is seen from where you stand, or from the project. Ctrl-C ends it; the exit code is 10 unless it succeeded.
    """
    limits = starting.Limits(given["cpu"], size(given["memory"]), given["timeout"])
    new = starting.asked(entry, dict(parameters), commit=at, purpose="test" if test else "run", limits=limits)
    if queue:
        show([{"run": starting.queued(new), "entry": new.entry, "state": "queued"}], as_json=as_json)
        if told := nobody(engine(settings.load())):
            say(f"note: {told}")
        return
    done = here.run_here(new, log=lambda text: click.echo(text, nl=False, err=as_json), say=say)
    if not as_json:
        say(here.ending(done))
    if test:
        from stabbur.cli.runs.run_test import whole  # with all that publishing takes

        whole(here.told(done), as_json=as_json)
    elif as_json:
        show([here.told(done)], as_json=True)
    if done.state != SUCCEEDED:
        click.get_current_context().exit(10)
