"""A run as a line of a list: what it is, how it stands, when, how long, and what came of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from stabbur.hub.jobs.reasons import reason
from stabbur.hub.jobs.words import State, Words
from stabbur.runs.queue.values import Run


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: text of ours, a link, or words that a program said."""

    text: str
    address: str = ""
    said: bool = False


@dataclass(frozen=True)
class Line:
    """A run in a list."""

    id: int
    name: str
    pipeline: str
    state: State
    moment: dt.datetime
    when: str
    took: str
    what: tuple[Part, ...]
    purpose: str


def line(words: Words, run: Run, became: Sequence[str] = ()) -> Line:
    """Return a run as a line; `became` has the versions that a test run was published as."""
    moment = run.started or run.scheduled_at or run.created
    return Line(
        id=run.id,
        name=run.pipeline or named(run.entry),
        pipeline=run.pipeline,
        state=words.state(run.state),
        moment=moment,
        when=words.when(moment),
        took=words.duration(words.passed(run)),
        what=what_of(words, run, became),
        purpose=run.purpose,
    )


def named(entry: str) -> str:
    """Return how an entry is called where there is little room: the name of its file."""
    return PurePath(entry).name or entry


def what_of(words: Words, run: Run, became: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return what came of a run: what it published, else why it ended, else how much it wrote."""
    text = words.page.text
    said: list[Part] = []
    if run.attempt > 1:
        said.append(Part(text("Attempt %(number)s.", number=run.attempt)))
    for one in published(run, became):
        said.append(Part(text("Published %(package)s.", package=one["name"]), one["address"]))
    if run.reason:
        known = reason(words, run.reason)
        said.append(Part(known or run.reason, said=not known))
    elif run.kills and run.state == "succeeded":
        said.append(Part(text("A process inside it was stopped for want of memory.")))
    if not said and run.state == "queued":
        waiting = run.not_before > words.now
        said.append(
            Part(
                text("Waits until %(when)s.", when=words.when(run.not_before))
                if waiting
                else text("Waits for its turn.")
            )
        )
    elif not said and run.purpose == "test" and run.state == "succeeded":
        said.append(Part(text("A test: nothing is published.")))
    elif not said and run.rows_written:
        said.append(
            Part(
                words.page.plural(
                    "Wrote %(count)s row, nothing published.",
                    "Wrote %(count)s rows, nothing published.",
                    run.rows_written,
                )
            )
        )
    elif not said and run.state == "succeeded":
        said.append(Part(text("Nothing published.")))
    return tuple(said)


def published(run: Run, became: Sequence[str] = (), *, versions: bool = True) -> list[dict[str, str]]:
    """Return what a run made new versions of: name with version, and its page; a test run what it was published as."""
    told = [one for one in (run.report or {}).get("published") or () if isinstance(one, Mapping)]
    if run.purpose == "test":
        stories = {one.get("id") for one in told if one.get("kind") == "story"}
        parts = [name.rpartition("@") for name in became]
        return [
            {"name": f"{id}@{number}", "address": f"/{'s' if id in stories else 'p'}/{id}/v{number}"}
            for id, _, number in parts
            if number not in ("", "0")  # a draft is listed nowhere
        ]
    found = []
    for one in told:
        if not isinstance(one.get("id"), str) or not one.get("created", True):
            continue
        place = f"/{'s' if one.get('kind') == 'story' else 'p'}/{one['id']}"
        number = one.get("version") if versions else None
        mark = f"@{number}" if number else ""
        found.append({"name": one["id"] + mark, "address": f"{place}/v{number}" if number else place})
    return found
