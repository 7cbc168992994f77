"""What somebody changed of a pipeline, from the log of who did what: by the names that the form has."""

from collections.abc import Callable, Mapping
from typing import Any

from stabbur.hub.jobs.words import Words
from stabbur.state.audit import Row

LONGEST = 60  # characters of a value


def changed(words: Words, row: Row) -> str:
    """Return what was done, as what follows a name: «changed it: schedule 0 7 * * *, memory 2 GB»."""
    text = words.page.text
    known = {
        "pipeline.made": text("made it"),
        "pipeline.paused": text("paused it"),
        "pipeline.resumed": text("resumed it"),
    }
    if row.action in known:
        return known[row.action]
    said = parts(words, row.details) if row.action == "pipeline.changed" else []
    return text("changed it: %(what)s", what=", ".join(said)) if said else text("changed it")


def parts(words: Words, details: Mapping[str, Any]) -> list[str]:
    """Return what was changed, a part each, with what it was changed to where that is short and no secret."""
    names, values = named(words), valued(words)
    found = []
    for key, value in details.items():
        if key == "also":
            found += [names[one] for one in value if one in names]
        elif key in names:
            told = values[key](value) if key in values else ""
            found.append(f"{names[key]} {told}"[:LONGEST].strip())
    return list(dict.fromkeys(found))


def named(words: Words) -> dict[str, str]:
    """Return what a page calls each thing that can be changed, as it stands inside a sentence."""
    text = words.page.text
    titles = {
        "entry": text("What runs"),
        "project": text("Project"),
        "parameters": text("Values"),
        "triggers": text("What starts it"),
        "schedule": text("Schedule"),
        "timezone": text("Time zone"),
        "overlap": text("If it still runs"),
        "catch_up": text("If times were missed"),
        "retries": text("New attempts"),
        "backoff_seconds": text("Seconds before the first"),
        "repeat_if_lost": text("Repeat it also when nobody saw how it ended"),
        "timeout_seconds": text("Longest time"),
        "cpu": text("Processors"),
        "memory_bytes": text("Memory"),
        "gpu": text("Graphics processors"),
        "group": text("Group"),
        "group_name": text("Group"),
        "tell": text("Who is told"),
    }
    return {key: title[:1].lower() + title[1:] for key, title in titles.items()}


def valued(words: Words) -> dict[str, Callable[[Any], str]]:
    """Return how a new value is written, of those that are told."""
    return {
        **dict.fromkeys(("schedule", "timezone", "retries", "group", "group_name", "entry"), str),
        "cpu": lambda value: words.page.formats.number(float(value)),
        "gpu": str,
        "memory_bytes": lambda value: words.page.formats.size(int(value)),
        "timeout_seconds": lambda value: words.duration(float(value)),
    }
