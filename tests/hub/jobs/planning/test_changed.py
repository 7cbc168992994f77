"""What was changed of a pipeline is told by name, with its new value where that is short and no secret."""

from collections.abc import Callable
from typing import Any

import pytest

from stabbur.hub.jobs.planning.changed import changed
from stabbur.hub.jobs.words import Words
from stabbur.state.audit import Row
from tests.hub.jobs.conftest import NOW


@pytest.mark.parametrize(
    ("action", "details", "told"),
    [
        ("made", {"schedule": "@daily"}, "laget den"),
        ("paused", {}, "satte den på pause"),
        (
            "changed",
            {"schedule": "0 7 * * *", "memory_bytes": 2_000_000_000, "also": ["tell"]},
            "endret plan 0 7 * * *, minne 2 GB, hvem vi sier fra til",
        ),
        ("changed", {"timeout_seconds": 600.0, "retries": 2}, "endret lengste tid 10 min, nye forsøk 2"),
        ("changed", {"also": ["memory_bytes", "triggers"]}, "endret minne, hva som starter den"),
        ("changed", {"group_name": "dvh"}, "endret gruppe dvh"),
        ("changed", {}, "endret den"),
        ("changed", {"next_at": "2026-03-04"}, "endret den"),
    ],
)
def test_change_is_told_by_name(
    say: Callable[..., Words], action: str, details: dict[str, Any], told: str
) -> None:
    row = Row(1, NOW, "ingrid", f"pipeline.{action}", "demo/tall", details)
    assert changed(say("nb"), row).replace("\N{NO-BREAK SPACE}", " ") == told
