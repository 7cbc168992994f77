"""Point out runs that need more time, memory or processor than they have, each with a setting that helps."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from shlex import quote
from typing import Any

from sqlalchemy import Engine

from stabbur.runs.keeping.statistics import ended, spread
from stabbur.runs.queue.values import OUTCOMES, SUCCEEDED, TIMED_OUT, Run
from stabbur.settings import Settings

LOOKED_AT = 20
"""The newest runs that have a say: what was long ago may have been mended."""
LATELY = 5
FULL = 0.9  # of a limit
NEAR = 0.8  # of the time that a run may take
WANT_OF_MEMORY = "it needed more memory than there was"
IDLE = 0.25  # of a limit
LONG = 60.0  # seconds: what is shorter is no trouble
HOUR, DAY = 3600, 86_400
MB, GB = 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Suggestion:
    """One finding about a pipeline: `kind` and `facts` for pages in any language, `text` for the prompt."""

    kind: str
    setting: str
    value: str
    text: str
    facts: dict[str, Any] = field(default_factory=dict)

    def command(self, pipeline: str) -> str:
        """Return what sets it, ready to paste."""
        return f"stabbur pipelines set {quote(pipeline)} {quote(f'{self.setting}={self.value}')}"


def suggestions(engine: Engine, pipeline: str, known: Settings) -> list[Suggestion]:
    """Return what would help a pipeline, the most urgent first."""
    return of(ended(engine, pipeline, LOOKED_AT), known.runs.timeout_seconds)


def of(runs: Sequence[Run], usual_timeout: float) -> list[Suggestion]:
    """Return what would help, by runs of which the newest comes first; those that have not ended say nothing."""
    runs = [one for one in runs if one.state in OUTCOMES][:LOOKED_AT]
    if not runs:
        return []
    found = [*_memory(runs), *_time(runs, usual_timeout), *_processor(runs), *_interval(runs)]
    said: dict[str, Suggestion] = {}
    for one in found:  # of two for one setting the more urgent stands first
        said.setdefault(one.setting, one)
    return list(said.values())


def more_memory(run: Run) -> str:
    """Return how a run gets more memory that was stopped for want of it; nothing for any other."""
    if not run.memory_bytes or not (run.reason or "").startswith(WANT_OF_MEMORY):
        return ""
    more = size(2 * run.memory_bytes)
    if run.pipeline:
        return f"give it more: stabbur pipelines set {quote(run.pipeline)} memory={more}"
    return f"give it more: stabbur run {quote(run.entry)} --memory {more}"


def _memory(runs: Sequence[Run]) -> Iterator[Suggestion]:
    lately = runs[:LATELY]
    peak = max((one.memory_peak or 0 for one in lately), default=0)
    limit = runs[0].memory_bytes
    kills = sum(one.kills or 0 for one in lately)
    facts = {"peak": peak, "limit": limit, "kills": kills}
    if limit and (kills or peak >= FULL * limit):
        value = size(1.5 * max(peak, limit))
        text = f"it fills the memory that it may have: {size(peak)} of {size(limit)}"
        if kills:
            text += f", and {kills} of its processes were killed for it"
        yield Suggestion("memory-short", "memory", value, text, facts)
    elif kills:
        text = f"the machine ran out of memory, and {kills} of its processes were killed: let it run alone"
        yield Suggestion("machine-full", "group", "heavy", text, facts)
    elif limit and len(runs) >= LATELY and all(one.measured == "tree" for one in runs):
        most = max(one.memory_peak or 0 for one in runs)
        if 0 < most < IDLE * limit:
            text = f"it never used more than {size(most)} of its {size(limit)}: others could run beside it"
            yield Suggestion("memory-idle", "memory", size(1.5 * most), text, facts | {"peak": most})


def _time(runs: Sequence[Run], usual_timeout: float) -> Iterator[Suggestion]:
    limit = runs[0].timeout_seconds or usual_timeout
    took = [one.seconds for one in runs if one.state == SUCCEEDED and one.seconds is not None]
    facts = {"limit": limit, "longest": max(took, default=None)}
    stopped = sum(one.state == TIMED_OUT for one in runs[:LATELY])
    if stopped:
        text = f"{stopped} of its last runs {'was' if stopped == 1 else 'were'} stopped after {limit:g} s"
        yield Suggestion(
            "timed-out", "timeout_seconds", _minutes(2 * limit), text, facts | {"stopped": stopped}
        )
    elif took and max(took) >= NEAR * limit:
        text = f"its longest run took {max(took):.0f} s of the {limit:g} s that it may take"
        yield Suggestion("time-short", "timeout_seconds", _minutes(2 * max(took)), text, facts)
    elif len(took) > LATELY and runs[0].state == SUCCEEDED and took[0] >= LONG:
        usual = spread(took[1:])
        if usual and took[0] > 2 * usual.middle and 3 * usual.most < limit:
            text = f"its last run took {took[0]:.0f} s where {usual.middle:.0f} s is usual, and may take {limit:g} s"
            told = {"limit": limit, "took": took[0], "usual": usual.middle}
            yield Suggestion("slower", "timeout_seconds", _minutes(3 * max(took)), text, told)


def _processor(runs: Sequence[Run]) -> Iterator[Suggestion]:
    one = next((one for one in runs if one.state == SUCCEEDED), None)
    if one is None or not one.cpu or not one.seconds or not one.cpu_seconds or one.seconds < LONG:
        return
    used = one.cpu_seconds / one.seconds
    if used >= FULL * one.cpu:
        text = f"it uses all of its {one.cpu:g} processors for {one.seconds:.0f} s"
        facts = {"limit": one.cpu, "used": round(used, 2), "seconds": one.seconds}
        yield Suggestion("processor-short", "cpu", f"{2 * one.cpu:g}", text, facts)


def _interval(runs: Sequence[Run]) -> Iterator[Suggestion]:
    usual = spread([one.seconds for one in runs if one.state == SUCCEEDED])
    newest = runs[0]
    if usual is None or newest.interval_start is None or newest.interval_end is None:
        return
    interval = (newest.interval_end - newest.interval_start) / timedelta(seconds=1)
    if usual.middle >= NEAR * interval and interval < DAY:
        schedule = "@hourly" if usual.middle < NEAR * HOUR else "@daily"
        text = f"it usually takes {usual.middle:.0f} s and is due every {interval:.0f} s"
        facts = {"usual": usual.middle, "interval": interval}
        yield Suggestion("too-often", "schedule", schedule, text, facts)


def size(count: float) -> str:
    """Return bytes rounded up to a size that a setting takes.

    Examples
    --------
    >>> from stabbur.runs.keeping.suggesting import size
    >>> size(120_000_000), size(1_400_000_000)
    ('200MB', '1.5GB')
    """
    if count < GB:
        return f"{max(math.ceil(count / (100 * MB)), 1) * 100}MB" if count <= 900 * MB else "1GB"
    return f"{math.ceil(count / GB * 2) / 2:g}GB"


def _minutes(seconds: float) -> str:
    """Return seconds rounded up to whole minutes."""
    return str(math.ceil(seconds / 60) * 60)
