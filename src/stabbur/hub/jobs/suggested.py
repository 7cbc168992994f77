"""What would help a pipeline, in the reader's words: which limit is too small or too large, and what to set."""

from collections.abc import Sequence

from stabbur.hub.jobs.words import Words
from stabbur.runs.keeping import suggesting
from stabbur.runs.keeping.suggesting import Suggestion
from stabbur.runs.queue.values import ENDED, SKIPPED, Run


def suggested(words: Words, runs: Sequence[Run]) -> list[str]:
    """Return what to point out about runs, the newest first as they come."""
    ended = [one for one in runs if one.state in ENDED and one.state != SKIPPED and one.purpose == "run"]
    found = suggesting.of(ended[: suggesting.LOOKED_AT], words.page.settings.runs.timeout_seconds)
    return [said(words, one) for one in found]


def said(words: Words, one: Suggestion) -> str:
    """Return a suggestion in the reader's language, with the setting that helps."""
    text, size, facts = words.page.text, words.page.formats.size, one.facts
    peak, limit = size(int(facts.get("peak") or 0)), facts.get("limit")
    memory = size(int(limit)) if limit and one.setting == "memory" else ""
    took = words.duration(facts.get("took") or facts.get("longest"))
    most = words.duration(float(limit)) if limit and one.setting == "timeout_seconds" else ""
    kills = int(facts.get("kills") or 0)
    killed = words.page.plural(
        "%(count)s process of its last runs was stopped for want of memory.",
        "%(count)s processes of its last runs were stopped for want of memory.",
        kills,
    )
    known = {
        "memory-short": lambda: (
            killed
            if kills
            else text("It fills the memory that it may have: %(peak)s of %(limit)s.", peak=peak, limit=memory)
        ),
        "machine-full": lambda: text("The machine ran out of memory while it ran. Let it run alone."),
        "memory-idle": lambda: text(
            "It never used more than %(peak)s of its %(limit)s memory.", peak=peak, limit=memory
        ),
        "timed-out": lambda: text("It was stopped after %(limit)s.", limit=most),
        "time-short": lambda: text(
            "Its longest run took %(took)s of the %(limit)s that it may take.", took=took, limit=most
        ),
        "slower": lambda: text(
            "Its last run took %(took)s, where %(usual)s is usual.",
            took=took,
            usual=words.duration(facts.get("usual")),
        ),
        "processor-short": lambda: text("It uses all the processors that it may have."),
        "too-often": lambda: text("It is due again before it is done."),
    }
    what = known[one.kind]() if one.kind in known else one.text
    return what + " " + text("Try %(setting)s.", setting=f"{one.setting} = {one.value}")
