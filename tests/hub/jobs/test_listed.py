"""What came of a run, in one line."""

import datetime as dt
from collections.abc import Callable

import pytest

from stabbur.hub.jobs.listed import line, published
from stabbur.hub.jobs.words import Words
from stabbur.runs.queue.values import Run
from tests.hub.jobs.conftest import NOW

PUBLISHED = {"published": [{"kind": "package", "id": "demo/tall", "version": 3, "created": True}]}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Nothing published."),
        ({"report": PUBLISHED}, "Published demo/tall@3."),
        ({"rows_written": 356}, "Wrote 356 rows, nothing published."),
        ({"state": "failed", "reason": "ValueError"}, "ValueError"),
        ({"state": "failed", "attempt": 2, "reason": "exit code 1"}, "Attempt 2. It ended with the code 1."),
        ({"purpose": "test", "rows_written": 9}, "A test: nothing is published."),
        ({"kills": 1}, "A process inside it was stopped for want of memory."),
        ({"state": "queued", "started": None, "ended": None}, "Waits for its turn."),
        (
            {"state": "queued", "not_before": NOW + dt.timedelta(hours=1)},
            "Waits until today at 14:00.",
        ),
    ],
)
def test_line_says_what_came_of_it(
    say: Callable[..., Words], run: Callable[..., Run], values: dict[str, object], told: str
) -> None:
    assert " ".join(one.text for one in line(say(), run(**values)).what) == told


def test_only_new_versions_were_published_and_none_by_a_test(run: Callable[..., Run]) -> None:
    known = {"kind": "story", "id": "demo/vekst", "version": 2, "created": False}
    made = known | {"created": True}
    assert published(run(report={"published": [known]})) == []
    assert published(run(report={"published": [made]})) == [
        {"name": "demo/vekst@2", "address": "/s/demo/vekst/v2"}
    ]
    assert published(run(report={"published": [made]}, purpose="test")) == []
    assert published(run(report={"published": [3, {}, None]})) == []


def test_test_run_tells_what_it_was_published_as(say: Callable[..., Words], run: Callable[..., Run]) -> None:
    story = {"kind": "story", "id": "demo/vekst", "version": 1, "created": True}
    tested = run(report={"published": [story]}, purpose="test")
    told = line(say(), tested, ["demo/tall@2", "demo/vekst@1", "demo/utkast@0"]).what
    assert [(one.text, one.address) for one in told] == [
        ("Published demo/tall@2.", "/p/demo/tall/v2"),
        ("Published demo/vekst@1.", "/s/demo/vekst/v1"),
    ]
