"""A run at work in the browser: its log grows, its bar moves, its end is told; and all of it without script."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import insert, select, update

from stabbur import settings
from stabbur.state import clock
from stabbur.state.engine import engine, reading, writing
from stabbur.state.tables import run
from tests.hub.pages.looking import Hubs, showing

COPIED = (
    *("project", "entry", "parameters", "retries", "repeat_if_lost", "backoff_seconds", "gpu", "launcher"),
    *("priority", "token", "host", "actor", "cause", "purpose", "attempt", "state"),
)


@pytest.fixture
def number(hubs: Hubs) -> int:
    """A run at work that this test alone looks at."""
    with writing(engine(settings.load())) as connection:
        known = connection.execute(select(run).where(run.c.id == 31)).one()
        values = {name: getattr(known, name) for name in COPIED}
        now = clock.now()
        times = {"not_before": now, "created": now, "started": now}
        made = values | times | {"pipeline": "", "occurrence": f"free:{now}", "launch": 1, "cancel": 0}
        return int(connection.execute(insert(run).values(**made).returning(run.c.id)).scalar_one())


@pytest.fixture
def folder(number: int) -> Path:
    """Its folder, with the first line of its log."""
    made = settings.private() / "runs" / f"{number}.1"
    made.mkdir(parents=True)
    (made / "log").write_text("første linje\n", encoding="utf-8")
    return made


def end(number: int, folder: Path) -> None:
    with writing(engine(settings.load())) as connection:
        report = {"moved": [], "cells": [{"index": 1, "seconds": 1.0, "state": "failed"}], "published": []}
        values = {
            "state": "failed",
            "reason": "exit code 3",
            "ended": clock.now(),
            "report": json.dumps(report),
        }
        connection.execute(update(run).where(run.c.id == number).values(**values))


def test_page_of_a_run_follows_it_to_its_end(browser: Browser, hubs: Hubs, number: int, folder: Path) -> None:
    with showing(browser, hubs, f"own:/runs/{number}") as shown:
        page = shown.page
        assert page.inner_text("#log") == "første linje\n"
        assert not page.locator(".bar").is_visible()
        told = {"schema": 1, "cells": 4, "done": 1, "cell": 2}
        (folder / "progress.json").write_text(json.dumps(told), encoding="utf-8")
        with (folder / "log").open("a", encoding="utf-8") as log:
            log.write("<b>andre</b> linje\n")
        page.wait_for_selector(".bar[aria-valuenow='25']")
        assert page.inner_text("#said") == "1 av 4 celler er ferdige. Nå celle 2."
        assert page.inner_text("#log") == "første linje\n<b>andre</b> linje\n"
        page.focus("[data-part=acts] a")
        end(number, folder)
        page.wait_for_selector("[data-part=why] .note")
        assert page.inner_text("#said") == "Kjøringen er ferdig. Feilet."
        assert "Den endte med koden 3." in page.inner_text("[data-part=why]")
        assert "Feilet" in page.title()
        assert page.evaluate("document.activeElement.innerText") == "Kjør på nytt", "focus stays where it was"
        assert shown.noise == []


def test_page_of_a_run_needs_no_script(browser: Browser, hubs: Hubs, number: int, folder: Path) -> None:
    with showing(browser, hubs, f"own:/runs/{number}", java_script_enabled=False) as shown:
        page = shown.page
        assert page.inner_text("#log") == "første linje\n"
        end(number, folder)
        page.click("#live a")
        assert "Feilet" in page.inner_text("[data-part=facts]")


def test_run_is_stopped_by_keyboard_alone(browser: Browser, hubs: Hubs, number: int, folder: Path) -> None:
    with showing(browser, hubs, f"own:/runs/{number}") as shown:
        page = shown.page
        press(page, "[data-part=acts] a")
        page.wait_for_url(f"**/runs/{number}/stop")
        press(page, "main button[type=submit]")
        page.wait_for_url(f"**/runs/{number}")
        with reading(engine(settings.load())) as connection:
            assert connection.execute(select(run.c.cancel).where(run.c.id == number)).scalar_one() == 1
        end(number, folder)


def press(page: Page, selector: str) -> None:
    """Go to something by the Tab key and press it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"'{selector}' is not reached")
