"""JSON-stat of a million cells to a frame, beside pyjstat: CPU seconds, median of three, and the ratio."""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyjstat import pyjstat

import stabbur as sb

AIM = 10.0
ROUNDS = 3


def cube() -> dict[str, object]:
    """A data set of 360 regions, 2 sexes, 24 ages and 60 years; one value in twenty is missing."""
    chance = random.Random(1)
    texts = {
        "region": [(f"{n:04}", f"Kommune nr {n}") for n in range(360)],
        "sex": [("1", "Menn"), ("2", "Kvinner")],
        "age": [(f"{n:03}", f"{n} år") for n in range(24)],
        "tid": [(str(1960 + n), str(1960 + n)) for n in range(60)],
    }
    size = [len(texts[name]) for name in texts]
    cells = 360 * 2 * 24 * 60
    dimension = {
        name: {
            "label": name,
            "category": {"index": {c: n for n, (c, _) in enumerate(pairs)}, "label": dict(pairs)},
        }
        for name, pairs in texts.items()
    }
    values = [None if chance.random() < 0.05 else chance.randrange(100_000) for _ in range(cells)]
    return {
        "version": "2.0", "class": "dataset", "label": "benchmark",
        "id": list(texts), "size": size, "dimension": dimension, "value": values,
    }  # fmt: skip


def cpu(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of some rounds, after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def main() -> int:
    """Print both and the ratio; fail when it is below the aim or the values differ."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cube.jsonstat"
        path.write_text(json.dumps(cube()), encoding="utf-8")
        theirs = pyjstat.Dataset.read(path.read_text(encoding="utf-8")).write("dataframe")
        ours = sb.read_file(path)
        same = ours["Value"].sum() == theirs["value"].sum() and list(ours["region"][:3]) == list(
            theirs["region"][:3]
        )
        peer = cpu(lambda: pyjstat.Dataset.read(path.read_text(encoding="utf-8")).write("dataframe"))
        own = cpu(lambda: sb.read_file(path))
    print(
        f"cells {len(ours):,}; pyjstat {peer:.2f} CPU s; stabbur {own:.2f} CPU s; ratio {peer / own:.1f} (aim {AIM:g})"
    )
    return 0 if same and peer / own >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
