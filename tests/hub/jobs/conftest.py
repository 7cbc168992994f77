"""Words in one language, for a reader in Oslo at a known time."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request

from stabbur import settings
from stabbur.accounts.actor import local
from stabbur.hub.jobs.words import Words
from stabbur.hub.serving.page import PageMaker
from stabbur.runs.queue.values import COLUMNS, Run

NOW = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def say(home: Path) -> Callable[..., Words]:
    """Give the words of a language."""

    def words(language: str = "en") -> Words:
        app = FastAPI()
        app.state.settings, app.state.registry, app.state.is_site = settings.load(), None, False
        headers = [(b"accept-language", language.encode()), (b"host", b"localhost")]
        scope = {"type": "http", "path": "/", "query_string": b"", "headers": headers, "app": app}
        request = Request(scope | {"state": {"actor": local()}})
        found = Words(PageMaker(request))
        found.now = NOW
        return found

    return words


@pytest.fixture
def run() -> Callable[..., Run]:
    """Give a run that went well, with some of its values changed."""

    def made(**values: Any) -> Run:
        usual: dict[str, Any] = dict.fromkeys(COLUMNS) | {
            "id": 7,
            "pipeline": "demo/tall",
            "attempt": 1,
            "purpose": "run",
            "state": "succeeded",
            "cause": "schedule",
            "actor": "ingrid",
            "project": "/p/folketall",
            "entry": "notebooks/a.ipynb",
            "parameters": {},
            "launch": 1,
            "cancel": False,
            "not_before": NOW,
            "created": NOW - dt.timedelta(minutes=1),
            "started": NOW - dt.timedelta(seconds=50),
            "ended": NOW,
        }
        return Run(**(usual | values))

    return made
