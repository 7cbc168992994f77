"""The small distribution of a column, as SVG made on the server."""

from collections.abc import Sequence

from markupsafe import Markup, escape

WIDTH = 132
HEIGHT = 34
MOST_BARS = 24


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
        tall = max(round((HEIGHT - 3) * count / highest, 1), 1.0) if count else 0.0
        if tall:
            x, y = round(number * step + gap / 2, 1), round(HEIGHT - 1 - tall, 1)
            drawn.append(f'<rect x="{x}" y="{y}" width="{round(step - gap, 1)}" height="{tall}"/>')
    line = f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - 0.5}" y2="{HEIGHT - 0.5}"/>'
    head = f'<svg class="sb-hist" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
    return Markup(head + "".join(drawn) + line + "</svg>")  # noqa: S704  # numbers, and the escaped label


def _merged(counts: list[int]) -> list[int]:
    """Add neighbours together until the bars are wide enough to be seen."""
    while len(counts) > MOST_BARS:
        counts = [sum(counts[at : at + 2]) for at in range(0, len(counts), 2)]
    return counts
