"""What stands beside a run: where it belongs, what it was given, what it used, which limits held."""

import json
from dataclasses import dataclass
from pathlib import Path

from stabbur.hub.jobs.steps import Told
from stabbur.hub.jobs.words import Words
from stabbur.projects.project import called
from stabbur.runs.queue.values import Run

SHORT = 10  # characters of a commit that tell it from the others


@dataclass(frozen=True)
class Fact:
    """A fact: what it is about, what it says, its page, and whether it is code."""

    name: str
    value: str
    address: str = ""
    code: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a run is: per cent where that is known, and in words."""

    share: int | None
    said: str


def progress(words: Words, run: Run, told: Told, usual: float | None) -> Progress | None:
    """Return how far a run is by its cells, else by its usual time; None for one that is not at work."""
    if run.state != "running":
        return None
    text = words.page.text
    passed, share, said = words.passed(run) or 0.0, None, []
    if told.cells:
        share = min(100, round(100 * told.done / told.cells))
        said.append(text("%(done)s of %(all)s cells are done.", done=told.done, all=told.cells))
    if told.now:
        said.append(text("Now cell %(number)s.", number=told.now))
    if share is None and usual:
        share = min(95, round(100 * passed / usual))
    if usual and passed < usual:
        said.append(text("About %(time)s left.", time=words.duration(max(1.0, round(usual - passed)))))
    elif usual:
        said.append(text("It takes longer than usual (%(time)s).", time=words.duration(usual)))
    if run.cancel:
        said = [text("It is being stopped.")]
    return Progress(share, " ".join(said) or text("At work."))


def facts(words: Words, run: Run) -> list[Fact]:
    """Return the facts about a run, those that are known."""
    text, size = words.page.text, words.page.formats.size
    found = [Fact(text("Pipeline"), run.pipeline, f"/pipelines/{run.pipeline}")] if run.pipeline else []
    found += [
        Fact(text("Project"), called(Path(run.project))),
        Fact(text("Entry"), run.entry, code=True),
        Fact(
            text("Code"),
            run.commit[:SHORT] if run.commit else text("files as they stand"),
            code=bool(run.commit),
        ),
    ]
    for name, value in run.parameters.items():
        found.append(Fact(text("Parameter %(name)s", name=name), written(value), code=True))
    if run.scheduled_at:
        found.append(Fact(text("Scheduled for"), words.when(run.scheduled_at)))
    if run.memory_peak is not None:
        peak = size(run.memory_peak)
        found.append(
            Fact(
                text("Most memory"), text("at least %(size)s", size=peak) if run.measured == "least" else peak
            )
        )
    if run.cpu_seconds is not None:
        spent = words.duration(run.cpu_seconds)
        found.append(
            Fact(
                text("Processor time"),
                text("at least %(size)s", size=spent) if run.measured == "least" else spent,
            )
        )
    if run.kills:
        found.append(
            Fact(
                text("Stopped for want of memory"),
                words.page.plural("%(count)s process", "%(count)s processes", run.kills),
            )
        )
    found += limits(words, run)
    if run.host:
        found.append(Fact(text("Runs on") if run.state == "running" else text("Ran on"), run.host))
    return found


def written(value: object) -> str:
    """Return the value of a parameter as a person types it: text without quotes, else as JSON.

    Examples
    --------
    >>> written("nord"), written(2025), written(True), written("")
    ('nord', '2025', 'true', '""')
    """
    return value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)


def limits(words: Words, run: Run) -> list[Fact]:
    """Return the limits that a run was given, and whether the machine holds them."""
    text = words.page.text
    said = []
    if run.memory_bytes:
        said.append(text("%(size)s memory", size=words.page.formats.size(run.memory_bytes)))
    if run.cpu:
        said.append(text("%(count)s processors", count=words.page.formats.number(run.cpu)))
    if run.gpu:
        said.append(text("%(count)s graphics processors", count=run.gpu))
    if run.timeout_seconds:
        said.append(words.duration(run.timeout_seconds))
    found = [Fact(text("Limits"), ", ".join(said))] if said else []
    if run.enforced and said:
        held = [holding(words, part.strip()) for part in run.enforced.split(",")]
        found.append(Fact(text("How they are held"), ", ".join(held)))
    return found


def holding(words: Words, said: str) -> str:
    """Return how a limit is held, as whoever supervised the run said it."""
    text = words.page.text
    known = {
        "memory enforced": text("memory for all of it"),
        "memory per process": text("memory for each process"),
        "cpu enforced": text("processors for all of it"),
        "cpu measured only": text("processors are only measured"),
        "gpu assigned": text("graphics processors are set aside"),
        "gpu not enforced": text("graphics processors are not held back"),
        "measured only": text("only measured"),
    }
    return known.get(said, said)
