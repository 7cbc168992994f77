"""The history of a pipeline in a line of signs, oldest first: how long each run took, and which went wrong."""

from collections.abc import Sequence

from stabbur.runs.queue.values import CANCELLED, RUNNING, SKIPPED, SUCCEEDED, Run

BARS = "▁▂▃▄▅▆▇█"
SIGNS = {CANCELLED: "·", SKIPPED: "·", RUNNING: "…", "queued": "…"}
WRONG = "×"
MB = 1_000_000


def history(runs: Sequence[Run]) -> str:
    """Return a sign a run, from runs that are given newest first: a bar by its time, × where it failed.

    Examples
    --------
    >>> from stabbur.runs.pipelines.drawing import bars
    >>> bars([10, 20, 40])
    '▂▄█'
    """
    seconds = [one.seconds or 0.0 for one in reversed(runs)]
    signs = bars(seconds)
    return "".join(
        sign if one.state == SUCCEEDED else SIGNS.get(one.state, WRONG)
        for sign, one in zip(signs, reversed(runs), strict=True)
    )


def bars(figures: Sequence[float]) -> str:
    """Return a bar for each figure, the largest one whole."""
    largest = max(figures, default=0.0)
    if largest <= 0:
        return BARS[0] * len(figures)
    return "".join(BARS[max(0, round(one / largest * len(BARS)) - 1)] for one in figures)


def volume(size: int) -> str:
    """Return bytes as people say them.

    Examples
    --------
    >>> from stabbur.runs.pipelines.drawing import volume
    >>> volume(812), volume(2_340_000)
    ('812 bytes', '2.3 MB')
    """
    return f"{size / MB:,.1f} MB" if size >= MB else f"{size:,} bytes"


def spell(seconds: float | None) -> str:
    """Return a time as people say it.

    Examples
    --------
    >>> from stabbur.runs.pipelines.drawing import spell
    >>> spell(0.4), spell(31), spell(754), spell(8040), spell(None)
    ('0.4 s', '31 s', '12 min 34 s', '2 h 14 min', '')
    """
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes} min {left} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
