"""The history of a pipeline as bars, an SVG made on the server: one bar a run, failed ones marked by a sign too."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

HEIGHT = 190
GROUND, TOP = 160.0, 14.0
LEFT = 54.0
LOW = 8.0  # height of an outline that has no value
MOST_LINES = 4
LEAST = 1e-6  # of what is drawn: nobody sees less, and numbers end somewhere
NICE = (1, 2, 2.5, 5, 10)
SIGNS = {"bad": "✕", "other": "–"}
GRID = Markup('<line class="g" x1="{}" x2="{}" y1="{}" y2="{}"/>')
TEXT = Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>')
BAR = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>')
WHOLE = Markup('<svg class="sb-chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
KINDS = {"good": "rok", "bad": "rerr", "other": "skip"}


@dataclass(frozen=True)
class Bar:
    """A run: its value (None: it has none), how it went (good, bad, other), and a day for the axis."""

    value: float | None
    kind: str
    day: str = ""


@dataclass(frozen=True)
class Scale:
    """A scale from 0: how far a line is from the next, how many there are, and what stands at each."""

    step: float
    lines: int
    marks: tuple[str, ...]

    @property
    def highest(self) -> float:
        """The value of the highest line."""
        return self.step * self.lines


def nice(highest: float) -> tuple[float, int]:
    """Return a round step and the number of lines above 0 that hold the highest value.

    Examples
    --------
    >>> nice(64), nice(3)
    ((20.0, 4), (1.0, 3))
    """
    if highest < LEAST:
        return 1.0, 1
    power = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    while power * NICE[0] > highest:
        power /= 10
    for scale in (power / 10, power):
        for step in NICE:
            lines = -(-highest // (step * scale))
            if lines <= MOST_LINES:
                return step * scale, max(1, int(lines))
    return power * 10, 1


def history(bars: Sequence[Bar], scale: Scale, label: str, *, width: int = 760, extra: str = "") -> Markup:
    """Return one bar a run from 0; failed ones are red with a cross, others an outline; the label says it in words."""
    drawn = [_lines(scale, width)]
    step = (width - LEFT) / max(1, len(bars))
    wide = round(min(step * 0.75, 36.0), 1)
    last, day = -1e9, ""
    for number, bar in enumerate(bars):
        x = round(LEFT + number * step + (step - wide) / 2, 1)
        middle = round(x + wide / 2, 1)
        y = _height(bar, scale)
        drawn.append(BAR.format(KINDS[bar.kind], x, y, wide, round(GROUND - y, 1)))
        if sign := SIGNS.get(bar.kind):
            place = max(y - 6, 11.0)
            drawn.append(TEXT.format("x e" if bar.kind == "bad" else "x", middle, place, "middle", sign))
        if bar.day not in ("", day) and middle - last > 76 and middle < width - 16:
            drawn.append(TEXT.format("t", middle, HEIGHT - 10, "middle", bar.day))
            last, day = middle, bar.day
    return WHOLE.format(extra, width, HEIGHT, label, Markup("").join(drawn))


def _lines(scale: Scale, width: int) -> Markup:
    drawn = []
    for number in range(scale.lines + 1):
        y = round(GROUND - (GROUND - TOP) * number / scale.lines, 1)
        drawn += [
            GRID.format(LEFT, width, y, y),
            TEXT.format("t", LEFT - 8, y + 4, "end", scale.marks[number]),
        ]
    return Markup("").join(drawn)


def _height(bar: Bar, scale: Scale) -> float:
    """Return where a bar ends; what has no value is a little more than the ground, for it took no time."""
    if bar.value is None:
        return GROUND - (LOW if bar.kind == "other" else 3)
    share = min(1.0, bar.value / scale.highest)  # what is higher than the scale is cut, and told of in words
    return round(min(GROUND - 1.5, GROUND - (GROUND - TOP) * share), 1)
