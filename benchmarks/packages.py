"""Write + infer + validate + statistics + hash of mixed rows, beside frictionless and beside bare polars.

`python benchmarks/packages.py` prints CPU seconds and ratios; frictionless runs on 20 000 rows and is
scaled by the number of rows, which is said; `--full` gives it all 500 000 (about three minutes of CPU).
"""

import argparse
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from stabbur.packages import Datapackage

PEER_ROWS, ROWS, MANY_ROWS = 20_000, 500_000, 5_000_000
SCHEMA: dict[str, Any] = {
    "fields": {
        "id": {"constraints": {"required": True}},
        "kommunenr": {"constraints": {"pattern": "[0-9]{4}"}},
        "status": {"constraints": {"enum": ["aktiv", "passiv", "avsluttet"]}},
        "alder": {"constraints": {"minimum": 0, "maximum": 120}},
        "navn": {"constraints": {"required": True}},
    },
    "primaryKey": ["id"],
}


def mixed(rows: int) -> pl.DataFrame:
    """Return a seeded table of ten columns of all kinds, with quotes, line ends, æøå and nulls."""
    random = np.random.default_rng(20210101)
    names = np.array(["Åse Ørbekk", 'Kari "Kai" Nordmann', "Ola\nNordmann", "Per, Pål", "Siv"])
    codes = np.array([f"{number:04d}" for number in range(301, 657)])
    days = np.datetime64("2020-01-01", "D") + random.integers(0, 700, rows)
    stamps = np.datetime64("2020-01-01T00:00:00", "us") + random.integers(0, 6 * 10**13, rows).astype(
        "m8[us]"
    )
    frame = pl.DataFrame(
        {
            "id": np.arange(rows),
            "kommunenr": codes[random.integers(0, len(codes), rows)],
            "navn": names[random.integers(0, len(names), rows)],
            "alder": random.integers(0, 106, rows),
            "inntekt": random.normal(500_000, 90_000, rows).round(2),
            "status": np.array(["aktiv", "passiv", "avsluttet"])[random.integers(0, 3, rows)],
            "dato": days,
            "tid": stamps,
            "aktiv": random.integers(0, 2, rows).astype(bool),
            "andel": random.random(rows),
        }
    )
    return frame.with_columns(pl.when(pl.col("id") % 11 != 0).then(pl.col("inntekt")))


def cpu(work: Callable[[], object], times: int) -> float:
    """Return the fewest CPU seconds of all threads that some work took."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def ours(frame: pl.DataFrame, folder: Path) -> None:
    """Infer, validate, write both files with hashes, statistics and preview."""
    package = Datapackage(name="benchmark", title="Benchmark", description="Rows of all kinds")
    package.add_resource(frame, name="rows", schema=SCHEMA)
    report = package.validate()
    assert report.valid, str(report)[:500]
    package.write(folder)


def bare(frame: pl.DataFrame, folder: Path) -> None:
    """Write the same two files with polars and hash them, nothing else."""
    folder.mkdir(exist_ok=True)
    frame.write_csv(folder / "rows.csv.gz", compression="gzip", check_extension=False)
    frame.write_parquet(folder / "rows.parquet", compression="zstd", statistics=True)
    for path in folder.iterdir():
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def frictionless(frame: pl.DataFrame, folder: Path) -> None:
    """Infer, write CSV, validate with hash and statistics, as its users do it."""
    from frictionless import Package, Resource, Schema, validate

    folder.mkdir(exist_ok=True)
    source: Any = Resource(frame.to_pandas())
    source.infer(stats=True)
    source.write(str(folder / "rows.csv"))
    schema = Schema.describe(str(folder / "rows.csv")).to_descriptor()
    said = SCHEMA["fields"]
    schema["fields"] = [one | said.get(one["name"], {}) for one in schema["fields"]]
    for one in schema["fields"]:
        if one["name"] == "kommunenr":
            one["type"] = "string"
    schema["primaryKey"] = SCHEMA["primaryKey"]
    table = {"name": "rows", "path": "rows.csv", "schema": schema}
    package = Package.from_descriptor({"name": "benchmark", "resources": [table]}, basepath=str(folder))
    package.infer(stats=True)
    (folder / "datapackage.json").write_text(json.dumps(package.to_descriptor()))
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:3]


def main() -> None:
    """Print each measurement and each ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="give frictionless all 500 000 rows")
    asked = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="stabbur-benchmark-"))
    try:
        ours(mixed(1000), work / "warm")
        frame = mixed(ROWS)
        mine = cpu(lambda: ours(frame, work / "ours"), 3)
        peer_rows = ROWS if asked.full else PEER_ROWS
        peer = cpu(lambda: frictionless(frame.head(peer_rows), work / "peer"), 1)
        scaled = peer * ROWS / peer_rows
        said = "" if asked.full else f" (scaled from {peer_rows} rows: {peer:.2f} s)"
        print(f"500 000 x 10, write + infer + validate + statistics + hash: stabbur {mine:.2f} CPU s")
        print(f"  frictionless {scaled:.1f} CPU s{said}: ratio {scaled / mine:.0f} (aim: at least 100)")
        frame = mixed(MANY_ROWS)
        least = cpu(lambda: bare(frame, work / "bare"), 2)
        mine = cpu(lambda: ours(frame, work / "many"), 2)
        print(
            f"5 000 000 x 10: stabbur {mine:.2f} CPU s, polars writing the same files with sha256 {least:.2f} CPU s"
        )
        print(f"  ratio {mine / least:.2f} (aim: at most 1.5)")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
