"""What the last runs of a pipeline say together: how many went well, how long they take, drawn and in figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stabbur.hub.charts.history import Bar, Scale, history, nice
from stabbur.hub.jobs.words import Words
from stabbur.runs.keeping import statistics
from stabbur.runs.queue.values import BAD, ENDED, SKIPPED, Run

RUNS = 30
NARROW_RUNS, NARROW = 12, 340
MEASURES = ("time", "memory", "volume")
MB = 1_000_000
CUT = 2  # times the longest that went well: what failed after longer is cut there


@dataclass(frozen=True)
class History:
    """The last runs together: counts, the usual time, the last that failed, and the drawing of a measure."""

    shown: int
    ran: int
    """How many there are, and how many of them were not skipped."""
    good: int
    usual: float | None
    failed: Run | None
    measure: str
    wide: Markup
    narrow: Markup
    kinds: frozenset[str]
    cut: int


def history_of(words: Words, runs: Sequence[Run], measure: str) -> History | None:
    """Return what the last runs say, newest first as they come; None when none has ended."""
    ended = [one for one in runs if one.state in ENDED][:RUNS]
    if not ended:
        return None
    good = [one for one in ended if one.state == "succeeded"]
    took = statistics.usual(good)
    drawn = ended[::-1]
    days = {words.short(one.created) for one in drawn}
    mark = words.short if len(days) > 1 else words.clock  # of one day the time tells them apart
    bars = [Bar(value_of(words, one, measure), kind(one.state), mark(one.created)) for one in drawn]
    scale = scale_of(words, bars, measure)
    label = told(words, ended, len(good), took)
    return History(
        shown=len(ended),
        ran=sum(one.state != SKIPPED for one in ended),
        good=len(good),
        usual=took,
        failed=next((one for one in ended if one.state in BAD), None),
        measure=measure,
        wide=history(bars, scale, label, extra="only-d"),
        narrow=history(bars[-NARROW_RUNS:], scale, label, width=NARROW, extra="only-p"),
        kinds=frozenset(bar.kind for bar in bars),
        cut=sum((bar.value or 0) > scale.highest for bar in bars),
    )


def kind(state: str) -> str:
    """Return how a run went, as the drawing marks it."""
    return "good" if state == "succeeded" else "bad" if state in BAD else "other"


def value_of(words: Words, one: Run, measure: str) -> float | None:
    """Return what is drawn of a run: seconds, megabytes of memory, or megabytes read and written."""
    if measure == "memory":
        return one.memory_peak / MB if one.memory_peak is not None else None
    if measure == "volume":
        moved = [count for count in (one.bytes_read, one.bytes_written) if count is not None]
        return sum(moved) / MB if moved else None
    return words.passed(one)


def scale_of(words: Words, bars: Sequence[Bar], measure: str) -> Scale:
    """Return the scale that holds every bar, its marks with their unit."""
    highest = max((bar.value for bar in bars if bar.value), default=0.0)
    usual = max((bar.value for bar in bars if bar.value and bar.kind == "good"), default=0.0)
    if usual and highest > CUT * usual:  # one that hung for a day would press all others flat
        highest = CUT * usual
    per, unit = (1.0, "s") if measure == "time" else (1.0, "MB")
    if measure == "time" and highest > 7200:
        per, unit = 3600.0, words.page.text("h")
    elif measure == "time" and highest > 180:
        per, unit = 60.0, "min"
    elif measure != "time" and highest > 1500:
        per, unit = 1000.0, "GB"
    step, lines = nice(highest / per)
    mark: Callable[[float], str] = words.page.formats.number
    marks = tuple(f"{mark(round(step * number, 4))}\N{NO-BREAK SPACE}{unit}" for number in range(lines + 1))
    return Scale(step * per, lines, marks)


def told(words: Words, ended: Sequence[Run], good: int, usual: float | None) -> str:
    """Return the drawing in a sentence, for whoever does not see it."""
    text, plural = words.page.text, words.page.plural
    said = [
        plural("The last run.", "The last %(count)s runs.", len(ended)),
        text("%(count)s succeeded, %(bad)s failed.", count=good, bad=sum(one.state in BAD for one in ended)),
    ]
    if usual is not None:
        said.append(text("They usually take %(time)s.", time=words.duration(usual)))
    return " ".join(said)
