"""Pages in process: a package page among 1 000 packages, a filtered table of 5 M rows, requests a second."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from starlette.testclient import TestClient

import stabbur as sb
from stabbur import settings
from stabbur.hub.app import create_app
from stabbur.registry import connect

PACKAGES = 1_000
ROWS = 5_000_000
LIMITS = {"package": 20.0, "table": 100.0, "p95": 200.0}  # milliseconds


def main() -> None:
    """Print medians in milliseconds beside their limits."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STABBUR_HOME"] = folder
        prepare(Path(folder) / "work")
        client = TestClient(create_app(settings.load()), base_url="http://localhost")
        page = [timed(lambda n=n: client.get(f"/p/bench/p{n % PACKAGES}")) for n in range(0, 4_000, 7)]  # type: ignore[misc]
        warm = [timed(lambda: client.get("/p/bench/p7")) for _ in range(300)]
        address = "/p/bench/large/v1/rows?fylke=3&alder%3C=17&page="
        client.get(address + "1")
        table = [timed(lambda n=n: client.get(f"{address}{n}")) for n in range(1, 60)]  # type: ignore[misc]
        report("package page, all of 1 000 in turn", page, LIMITS["package"])
        report("package page, the same again", warm, LIMITS["package"])
        report("table of 5 M rows, filtered, 60 pages", table, LIMITS["table"])
        print(f"one thread: {len(page) / sum(page) * 1000:.0f} package pages a second")


def prepare(folder: Path) -> None:
    """Publish 1 000 small packages and a large one."""
    registry = connect(settings.load())
    small = pl.DataFrame(
        {"nr": [f"{n:04}" for n in range(100)], "antall": range(100), "andel": [n / 7 for n in range(100)]}
    )
    for number in range(PACKAGES):
        dp = sb.Datapackage(
            name=f"p{number}", title=f"Pakke {number}", description="Tall.\n\nFlere **tall**."
        )
        dp.add_resource(small.with_columns(antall=pl.col("antall") + number), name="rows")
        registry.publish(dp.write(folder / "small"), owner="bench", access="public")
    chance = np.random.default_rng(1)
    large = pl.DataFrame(
        {
            "id": np.arange(ROWS),
            "fylke": pl.Series(chance.integers(0, 11, ROWS)).cast(pl.String),
            "alder": chance.integers(0, 110, ROWS),
            **{f"tall_{n}": chance.integers(0, 10**6, ROWS) for n in range(7)},
        }
    )
    dp = sb.Datapackage(name="large", title="Stor", description="Fem millioner rader.")
    dp.add_resource(large, name="rows", formats=("parquet",))
    registry.publish(dp.write(folder / "large"), owner="bench", access="public")


def timed(ask: Callable[[], object]) -> float:
    """Return how many milliseconds a request took."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def report(what: str, times: list[float], limit: float) -> None:
    """Print median and 95th percentile beside the limit."""
    middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[18]
    mark = "ok" if middle <= limit and slow <= LIMITS["p95"] else "OVER"
    print(f"{what}: median {middle:.1f} ms (limit {limit:.0f}), p95 {slow:.1f} ms  {mark}")


if __name__ == "__main__":
    main()
