"""stabbur worker: take runs from the queue and carry them out."""

import signal
from contextlib import nullcontext
from functools import partial
from types import FrameType

import click

from stabbur import settings
from stabbur.cli.show import json_option, show
from stabbur.runs.worker.saying import Saying
from stabbur.runs.worker.warm import kept_up
from stabbur.runs.worker.working import Worker
from stabbur.secrets import log
from stabbur.state.engine import engine


@click.command()
@click.option("--until-idle", is_flag=True, help="End when nothing waits and nothing runs.")
@json_option
def worker(until_idle: bool, as_json: bool) -> None:
    """Take runs from the queue and carry them out, until Ctrl-C.

    What runs then goes on; the next worker, or the hub, takes it over.
    """
    loaded = settings.load()
    log.start()
    one = Worker(engine(loaded), loaded)

    def stop(number: int, frame: FrameType | None) -> None:
        one.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    click.echo(f"worker {one.name}: {loaded.runs.slots} runs at a time; stop with Ctrl-C", err=True)
    if as_json:
        show([{"worker": one.name, "slots": loaded.runs.slots}], as_json=True)
    saying = Saying(one, partial(click.echo, err=True))
    with nullcontext() if until_idle else kept_up(one):
        one.work(until_idle=until_idle)
    saying.look()
    if one.mine:
        numbers = ", ".join(str(number) for number in sorted(one.mine))
        click.echo(f"goes on by itself, for the next worker: run {numbers}", err=True)
