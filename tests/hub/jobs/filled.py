"""Pipelines and runs as an installation has them: a year's worth in small, put straight into the tables."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from stabbur import settings
from stabbur.state.engine import engine, writing
from stabbur.state.tables import pipeline, run, trigger

OWNER = "demo"
NAME = "demo/folketall-kommuner"
WORDS = set(
    re.findall(
        r"\w+",
        "aldri erklart hviler for hand kommuner prosjekt ingrid maskin team example hooks ssb "
        "year fylke dato full alle hvilket les alt på nytt årgang",
    )
)
"""What the pages show of them that no catalogue of texts holds."""
SOURCES = [
    "import stabbur as sb",
    "frame = sb.read_service('ssb', table='07459')",
    "frame = frame.filter(pl.col('region') != 'K-Rest')",
    "counts = frame.group_by('kommune').sum()",
    "assert counts.height == 356",
    "dp = sb.Datapackage(name='folketall')",
    "sb.publish(dp)",
]
NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}},
    "cells": [
        {
            "cell_type": "code",
            "id": "p",
            "metadata": {"tags": ["parameters"]},
            "execution_count": None,
            "outputs": [],
            "source": "from typing import Literal\n\nyear: int = 2021  # Årgang (2000-2030)\n"
            "fylke: Literal['alle', 'Oslo', 'Nordland'] = 'alle'  # Hvilket fylke\n"
            "dato: date = '2021-01-01'\nfull: bool = False  # Les alt på nytt",
        },
        *(
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {},
                "execution_count": number,
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(SOURCES)
        ),
    ],
}
LOG = """Henter prosjektet folketall
\x1b[32mMiljøet finnes i lageret\x1b[0m
Celle 1  year: int = 2021
Celle 3  sb.read_service: 37 736 rader, 2,1 MB
Merk     Tegnsettet er Latin-1. Leste det som Latin-1.
0 %\r50 %\r100 % lest
Celle 5  <b>summerer</b> alder per kommune
"""
PAGE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Kjøringen</title></head>
<body><main><h1>Folketall</h1><p>{}</p></main></body></html>"""
PLAN: dict[str, Any] = {
    "parameters": "{}",
    "declared": 0,
    "paused": 0,
    "timezone": "Europe/Oslo",
    "overlap": "skip",
    "catch_up": "last",
    "retries": 0,
    "repeat_if_lost": 0,
    "backoff_seconds": 60.0,
    "gpu": 0,
    "launcher": "local",
    "tell": json.dumps({"of": ["failure"], "to": []}),
    "actor": "ingrid",
    "schedule": "",
}
RUN: dict[str, Any] = {
    "attempt": 1,
    "purpose": "run",
    "cause": "schedule",
    "actor": "ingrid",
    "parameters": "{}",
    "retries": 0,
    "repeat_if_lost": 0,
    "backoff_seconds": 60.0,
    "gpu": 0,
    "launcher": "local",
    "priority": 0,
    "token": 1,
    "launch": 1,
    "cancel": 0,
    "host": "maskin-1",
}
ENDS = {
    8: ("failed", "HTTPError: tjenesten svarte ikke"),
    13: ("timed_out", "it ran more than 600 s"),
    17: ("skipped", "run 17 had not ended"),
    21: ("cancelled", "cancelled by ingrid"),
    25: (
        "lost",
        "what supervised it was killed, or the machine was started anew: how far it came nobody knows",
    ),
}


def project(folder: Path) -> Path:
    """Make the project whose notebook the pipelines run."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "stabbur.toml").write_text('owner = "demo"\n', encoding="utf-8")
    (folder / "pyproject.toml").write_text('[project]\nname = "folketall"\nversion = "0"\n', encoding="utf-8")
    (folder / "notebooks" / "kommuner.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    return folder.resolve()


def fill(root: Path, state: Engine | None = None) -> None:
    """Put pipelines and runs of a project into a state, else that of this process."""
    now = datetime.now(UTC).replace(microsecond=0)
    base = PLAN | {"project": str(root), "entry": "notebooks/kommuner.ipynb", "created": now}
    plans = [
        base
        | {
            "id": NAME,
            "schedule": "0 6 * * 1-5",
            "next_at": now + timedelta(hours=9),
            "parameters": '{"year": 2021}',
            "retries": 3,
            "cpu": 2.0,
            "memory_bytes": 4_000_000_000,
            "tell": json.dumps(
                {"of": ["failure"], "to": ["mailto:team@example.no", "https://hooks.example.no/s3cret"]}
            ),
        },
        base | {"id": "demo/aldri", "schedule": "*/5 * * * *", "next_at": now + timedelta(minutes=3)},
        base
        | {"id": "demo/erklart", "schedule": "@daily", "declared": 1, "next_at": now + timedelta(hours=5)},
        base | {"id": "demo/hviler", "schedule": "30 12 * * *", "paused": 1},
        base | {"id": "demo/for-hand", "project": str(root / "borte")},
    ]
    with writing(state or engine(settings.load())) as connection:
        for one in plans:
            connection.execute(insert(pipeline).values(**one))
        for kind, subject in (
            ("package", "demo/folketall"),
            ("pipeline", "demo/erklart"),
            ("push", str(root)),
        ):
            connection.execute(insert(trigger).values(pipeline=NAME, kind=kind, subject=subject))
        for number in range(30):
            connection.execute(insert(run).values(**_ended(root, number, now)))
        for more in (_running(root, now), _waiting(root, now), _declared(root, now), _test(root, now)):
            connection.execute(insert(run).values(**more))
    _folders(now)


def _ended(root: Path, number: int, now: datetime) -> dict[str, Any]:
    state, reason = ENDS.get(number, ("succeeded", None))
    began = now - timedelta(days=31 - number)
    seconds = 12 if state == "failed" else 600 if state == "timed_out" else 38 + (number * 7) % 23
    published = [{"kind": "package", "id": "demo/folketall", "version": 3, "created": number == 27}]
    moved = [
        {
            "kind": "service",
            "source": "ssb 07459",
            "direction": "read",
            "times": 1,
            "rows": 37_736,
            "bytes": 2_100_000,
        },
        {
            "kind": "package",
            "source": "demo/towns@1",
            "direction": "read",
            "times": 1,
            "rows": 5,
            "bytes": 900,
        },
        {
            "kind": "package",
            "source": "demo/folketall",
            "direction": "write",
            "times": 1,
            "rows": 356,
            "bytes": 41_000,
        },
    ]
    cells = [
        {"index": at + 1, "started": at * 4.0, "seconds": 3.2 + at, "state": "succeeded"} for at in range(8)
    ]
    if state == "failed":
        cells = [*cells[:2], cells[2] | {"state": "failed"}]
    figures = {
        "cpu_seconds": seconds * 0.8,
        "memory_peak": 700_000_000 + number * 9_000_000,
        "measured": "tree" if number % 2 else "least",
        "enforced": "memory per process, cpu measured only",
        "bytes_read": 2_100_900,
        "rows_read": 37_741,
        "bytes_written": 41_000,
        "rows_written": 356,
        "report": json.dumps({"moved": moved, "cells": cells, "published": published, "artefacts": []}),
        "exit_code": 0 if state == "succeeded" else 1,
        "kills": int(number == 28),
    }
    return RUN | {
        "pipeline": NAME,
        "occurrence": f"{began:%Y-%m-%dT%H:%M}",
        "state": state,
        "reason": reason,
        "project": str(root),
        "entry": "notebooks/kommuner.ipynb",
        "commit": "7c1e5d0a9b1122334455",
        "parameters": '{"year": 2021}',
        "not_before": began,
        "created": began,
        "scheduled_at": began,
        "started": None if state == "skipped" else began,
        "ended": began + timedelta(seconds=seconds),
        "memory_bytes": 4_000_000_000,
        "cpu": 2.0,
        **(figures if state != "skipped" else {"enforced": None}),
    }


def _active(root: Path, now: datetime, state: str, key: str) -> dict[str, Any]:
    return RUN | {
        "pipeline": "",
        "occurrence": f"free:{key}",
        "state": state,
        "cause": "person",
        "project": str(root),
        "entry": "notebooks/kommuner.ipynb",
        "not_before": now,
        "created": now,
    }


def _running(root: Path, now: datetime) -> dict[str, Any]:
    began = now - timedelta(seconds=34)
    more = {"pipeline": NAME, "started": began, "created": began, "memory_bytes": 4_000_000_000}
    return _active(root, now, "running", "a") | more


def _waiting(root: Path, now: datetime) -> dict[str, Any]:
    return _active(root, now, "queued", "b") | {"host": None, "launch": 0}


def _declared(root: Path, now: datetime) -> dict[str, Any]:
    began = now - timedelta(days=2)
    more = {
        "pipeline": "demo/erklart",
        "started": began,
        "created": began,
        "ended": began + timedelta(seconds=4),
    }
    return _active(root, now, "succeeded", "c") | more


def _test(root: Path, now: datetime) -> dict[str, Any]:
    began = now - timedelta(hours=1)
    more = {"purpose": "test", "started": began, "created": began, "ended": began + timedelta(seconds=50)}
    return _active(root, now, "succeeded", "d") | more | {"actor": settings.local_person()}


def _folders(now: datetime) -> None:
    """Write what the folders of some runs hold: one that failed, one that went well, the one at work."""
    for number in (9, 29, 31):
        folder = settings.private() / "runs" / f"{number}.1"
        folder.mkdir(parents=True, mode=0o700)
        (folder / "log").write_text(LOG, encoding="utf-8")
        (folder / "notebook.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        (folder / "notebook.html").write_text(PAGE.format("Med kode."), encoding="utf-8")
        (folder / "notebook-without-code.html").write_text(PAGE.format("Uten kode."), encoding="utf-8")
    began = now.timestamp() - 30
    lines = [
        f'{{"cell": {at + 1}, "started": {began + at * 5}, "title": {json.dumps(SOURCES[at])}}}'
        for at in range(5)
    ]
    lines += [
        f'{{"cell": {at + 1}, "ended": {began + at * 5 + 4.2}, "state": "succeeded"}}' for at in range(4)
    ]
    live = settings.private() / "runs" / "31.1"
    (live / "cells.jsonl").write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    told = {"schema": 1, "cells": 8, "done": 4, "cell": 5, "title": SOURCES[4], "at": began + 20}
    (live / "progress.json").write_text(json.dumps(told), encoding="utf-8")
