"""stabbur run ENTRY: run a notebook, a script, a function or a Quarto document, and see it run."""

import click

from stabbur.cli.build import say
from stabbur.cli.pairs import Pair
from stabbur.cli.run_test import came_of, tell
from stabbur.cli.show import json_option, show
from stabbur.runs import here, starting
from stabbur.runs.pipelines.values import size
from stabbur.runs.queue.values import SUCCEEDED
from stabbur.runs.testing.telling import rows

ENDED_OTHERWISE = 10


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
@click.pass_context
def run(
    ctx: click.Context,
    entry: str,
    parameters: list[tuple[str, str]],
    at: str,
    cpu: float | None,
    memory: str,
    timeout: float | None,
    test: bool,
    queue: bool,
    as_json: bool,
) -> None:
    """Run ENTRY in its project's environment: a notebook, a script, module:function or a Quarto document.

    ENTRY is seen from where you stand, or from the project. What it says comes as it runs; Ctrl-C ends it.
    Ends with 0 when it succeeded, and with 10 when it did not.
    """
    limits = starting.Limits(cpu, size(memory), timeout)
    purpose = "test" if test else "run"
    new = starting.asked(entry, dict(parameters), commit=at, purpose=purpose, limits=limits)
    if queue:
        show([{"run": starting.queued(new), "entry": new.entry, "state": "queued"}], as_json=as_json)
        return
    done = here.run_here(new, log=lambda text: click.echo(text, nl=False, err=as_json), say=say)
    if as_json:
        tested = {"test": rows(came_of(done.id))} if test else {}
        show([here.told(done) | tested], as_json=True)
    else:
        say(here.ending(done))
        if test:
            tell(came_of(done.id))
    if done.state != SUCCEEDED:
        ctx.exit(ENDED_OTHERWISE)
