"""Runs that are long or short of memory are pointed out with a setting that the settings take."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from stabbur.runs.keeping.suggesting import more_memory, of, size, suggestions
from stabbur.runs.shim.supervising import too_little
from stabbur.settings import Settings
from stabbur.settings.runs import Pipeline
from tests.runs.keeping.runs import NOON, made, past

DAY = 86_400.0
GB = 1_000_000_000


def said(*runs: Any, timeout: float = DAY) -> list[tuple[str, str, str]]:
    return [(one.kind, one.setting, one.value) for one in of(runs, timeout)]


def test_says_nothing_of_what_is_well() -> None:
    assert said() == []
    assert said(*[made(30.0, memory_peak=GB // 2, memory_bytes=GB, measured="tree")] * 10) == []


def test_memory_that_is_nearly_full() -> None:
    assert said(made(memory_peak=int(1.9 * GB), memory_bytes=2 * GB)) == [("memory-short", "memory", "3GB")]


def test_memory_for_which_something_was_killed() -> None:
    run = made(memory_peak=2 * GB, memory_bytes=2 * GB, kills=2)
    assert said(run) == [("memory-short", "memory", "3GB")]
    assert "2 of its processes were killed" in of([run], DAY)[0].text


def test_a_machine_that_is_too_small() -> None:
    assert said(made(kills=1)) == [("machine-full", "group", "heavy")]


def test_memory_that_nobody_uses() -> None:
    idle = [made(memory_peak=GB // 10, memory_bytes=4 * GB, measured="tree")] * 5
    assert said(*idle) == [("memory-idle", "memory", "200MB")]
    assert said(*idle[:4]) == []
    least = [made(memory_peak=GB // 10, memory_bytes=4 * GB, measured="least")] * 5
    assert said(*least) == []


def test_what_was_long_ago_is_forgotten() -> None:
    good = made(memory_peak=GB, memory_bytes=2 * GB)
    assert said(*[good] * 5, made(memory_peak=2 * GB, memory_bytes=2 * GB, kills=1)) == []


def test_what_has_not_ended_says_nothing() -> None:
    full = {"memory_peak": 2 * GB, "memory_bytes": 2 * GB}
    assert said(made(state="running", ended=None, **full), made(state="skipped", **full)) == []


def test_time_that_is_up() -> None:
    stopped = made(600.0, state="timed_out", timeout_seconds=600.0)
    assert said(stopped, made(100.0)) == [("timed-out", "timeout_seconds", "1200")]


def test_time_that_is_nearly_up() -> None:
    assert said(made(550.0, timeout_seconds=600.0)) == [("time-short", "timeout_seconds", "1140")]
    assert said(made(550.0), timeout=600.0) == [("time-short", "timeout_seconds", "1140")]


def test_a_run_that_took_much_longer_than_usual() -> None:
    usual = [made(100.0)] * 6
    assert said(made(300.0), *usual) == [("slower", "timeout_seconds", "900")]
    assert said(made(150.0), *usual) == []
    assert said(made(300.0), *usual[:2]) == []


def test_a_processor_that_is_too_small() -> None:
    assert said(made(600.0, cpu=1.0, cpu_seconds=590.0)) == [("processor-short", "cpu", "2")]
    assert said(made(600.0, cpu=2.0, cpu_seconds=590.0)) == []


def test_a_schedule_that_is_too_dense() -> None:
    due = {"interval_start": NOON, "interval_end": NOON + timedelta(minutes=5)}
    assert said(made(280.0, **due)) == [("too-often", "schedule", "@hourly")]
    assert said(made(3_500.0, **due)) == [("too-often", "schedule", "@daily")]


def test_one_for_each_setting_the_most_urgent_first() -> None:
    run = made(600.0, state="timed_out", timeout_seconds=600.0, memory_bytes=GB, memory_peak=GB)
    assert [setting for _, setting, _ in said(run)] == ["memory", "timeout_seconds"]


def test_looks_at_the_runs_of_a_pipeline(engine: Engine) -> None:
    past(engine, "a", 590.0, timeout_seconds=600.0)
    past(engine, "b", 590.0, timeout_seconds=600.0, pipeline="demo/andre", state="timed_out")
    [one] = suggestions(engine, "demo/tall", Settings())
    assert one.kind == "time-short"
    assert one.command("demo/tall") == "stabbur pipelines set demo/tall timeout_seconds=1200"


@pytest.mark.parametrize("count", [0, 1, 99_999_999, 950_000_000, GB, GB + 1, 12 * GB])
def test_a_size_is_never_less_and_the_settings_take_it(count: int) -> None:
    assert Pipeline(entry="a.py", memory=size(count)).memory == size(count)
    number, unit = float(size(count)[:-2]), size(count)[-2:]
    assert number * {"MB": 1_000_000, "GB": GB}[unit] >= count


@given(st.lists(st.builds(made, st.floats(0, 1e6), memory_peak=st.none() | st.integers(0, 10**12),
    memory_bytes=st.none() | st.integers(1, 10**12), kills=st.none() | st.integers(0, 9),
    state=st.sampled_from(["succeeded", "failed", "timed_out", "cancelled", "lost"]),
    timeout_seconds=st.none() | st.floats(1, 1e6), cpu=st.none() | st.floats(0.1, 64),
    cpu_seconds=st.none() | st.floats(0, 1e6)), max_size=12))  # fmt: skip
def test_every_suggestion_is_a_setting_that_is_taken(runs: list[Any]) -> None:
    for one in of(runs, DAY):
        value = float(one.value) if one.setting in ("timeout_seconds", "cpu") else one.value
        assert getattr(Pipeline.model_validate({"entry": "a.py", one.setting: value}), one.setting) == value


def test_a_run_that_had_too_little_memory_is_told_how_it_gets_more() -> None:
    short: dict[str, Any] = {
        "state": "failed",
        "reason": too_little(300_000_000),
        "memory_bytes": 300_000_000,
    }
    assert more_memory(made(**short)) == "give it more: stabbur pipelines set demo/tall memory=600MB"
    assert more_memory(made(**short, pipeline="")) == "give it more: stabbur run a.py --memory 600MB"
    assert more_memory(made(memory_bytes=300_000_000)) == ""
