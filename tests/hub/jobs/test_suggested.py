"""What would help, in words, with the setting to try."""

from collections.abc import Callable

import pytest

from stabbur.hub.jobs.suggested import said, suggested
from stabbur.hub.jobs.words import Words
from stabbur.runs.keeping.suggesting import Suggestion
from stabbur.runs.queue.values import Run

KINDS = [
    *("memory-short", "machine-full", "memory-idle", "timed-out"),
    *("time-short", "slower", "processor-short", "too-often"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_words_in_every_language(say: Callable[..., Words], kind: str) -> None:
    facts = {"peak": 10, "limit": 100, "took": 9.0, "usual": 3.0}
    one = Suggestion(kind, "memory", "2GB", "in English", facts)
    texts = {said(say(language), one) for language in ("nb", "nn", "en")}
    assert len(texts) == 3
    assert all("memory = 2GB" in text and "in English" not in text for text in texts)


def test_run_that_fills_its_memory_is_pointed_out(say: Callable[..., Words], run: Callable[..., Run]) -> None:
    full = run(memory_bytes=1_000_000_000, memory_peak=950_000_000, measured="tree")
    [text] = suggested(say("nb"), [full])
    assert text.replace("\N{NO-BREAK SPACE}", " ").startswith("Den fyller minnet den har fått: 950 MB av 1")
    assert "memory = 1.5GB" in text
    assert suggested(say("nb"), [run(state="running", ended=None)]) == []
