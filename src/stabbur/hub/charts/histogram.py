"""The small distribution of a column, as SVG made on the server."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH = 132
HEIGHT = 34
MOST_BARS = 24
BAR = Markup('<rect x="{}" y="{}" width="{}" height="{}"/>')
GROUND = Markup('<line x1="0" x2="{}" y1="{}" y2="{}"/>').format(WIDTH, HEIGHT - 0.5, HEIGHT - 0.5)
WHOLE = Markup('<svg class="sb-hist" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>')


def histogram(counts: Sequence[int], label: str) -> Markup:
    """Return bars from 0, highest full; the label says in words what they show."""
    bars = _merged([max(0, int(count)) for count in counts])
    highest = max(bars, default=0)
    if not highest:
        return Markup("")
    step = WIDTH / len(bars)
    gap = 2 if len(bars) < 16 else 1
    drawn = []
    for number, count in enumerate(bars):
        # the lowest count that is there at all is still a line that is seen
        tall = max(round((HEIGHT - 3) * count / highest, 1), 1.0) if count else 0.0
        if tall:
            x, y = round(number * step + gap / 2, 1), round(HEIGHT - 1 - tall, 1)
            drawn.append(BAR.format(x, y, round(step - gap, 1), tall))
    return WHOLE.format(WIDTH, HEIGHT, label, Markup("").join(drawn), GROUND)


def _merged(counts: list[int]) -> list[int]:
    """Add neighbours together until the bars are wide enough to be seen."""
    while len(counts) > MOST_BARS:
        counts = [sum(counts[at : at + 2]) for at in range(0, len(counts), 2)]
    return counts
