"""The checks of accessibility that a browser can make, over every page of the route table."""

from itertools import pairwise

import httpx
import pytest
from playwright.sync_api import Browser

from tests.hub.pages.looking import EVERY, PAGES, faults, opened, routes

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
SMALL = """() => [...document.querySelectorAll('button, summary, .nav a, .ds-button, .pick, .chip')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 120))"""


def test_every_route_with_a_page_is_looked_at() -> None:
    assert set(routes()) == set(PAGES)


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_page_C05_C14_C17_C22_no_fault_and_no_sideways_scroll(
    browser: Browser, address: str, path: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 800}
    with opened(browser, address + path, viewport=size, color_scheme=scheme) as page:
        assert page.evaluate(OVERFLOW) <= 0
        assert faults(page) == []
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("path", EVERY)
def test_page_C03_C04_headings_and_landmarks(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path) as page:
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(e => Number(e.tagName[1]))")
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "ds-skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", EVERY)
def test_page_C01_language_and_overflow(browser: Browser, address: str, path: str, language: str) -> None:
    mark = "&" if "?" in path else "?"
    with opened(
        browser, f"{address}{path}{mark}lang={language}", viewport={"width": 320, "height": 800}
    ) as page:
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_page_C02_titles_are_unique(address: str, language: str) -> None:
    titles = []
    for path in EVERY:
        mark = "&" if "?" in path else "?"
        text = httpx.get(f"{address}{path}{mark}lang={language}").text
        titles.append(text[text.index("<title>") + 7 : text.index("</title>")])
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", ["/", "/search?q=folketall", "/p/demo/folketall"])
def test_page_C21_forced_colours(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path, forced_colors="active") as page:
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/search?q=folketall", "/help", "/p/demo/folketall"])
def test_page_C15_C16_large_text_and_spacing(browser: Browser, address: str, path: str) -> None:
    spaced = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    with opened(browser, address + path, bypass_csp=True) as page:
        page.add_style_tag(content=spaced + "html{font-size:200%!important}")
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", EVERY)
def test_page_C20_nothing_moves(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path, reduced_motion="reduce") as page:
        assert page.evaluate("document.getAnimations().length") == 0


def test_page_C25_search_as_you_type(browser: Browser, address: str) -> None:
    with opened(browser, address + "/search") as page:
        page.fill("#q", "folketall")
        page.wait_for_url("**q=folketall**")
        assert "folketall" in page.inner_text("#results [role=status]")
        assert "folketall" in page.title()
        assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize("path", EVERY)
def test_page_C31_works_without_script(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address + path, java_script_enabled=False) as page:
        assert page.inner_text("h1")


def test_page_C31_search_without_script(browser: Browser, address: str) -> None:
    with opened(browser, address + "/", java_script_enabled=False) as page:
        page.fill("#q", "folketall")
        page.click("main button[type=submit]")
        assert "folketall" in page.title()


def test_page_C30_appearance_and_language_are_buttons_and_kept(browser: Browser, address: str) -> None:
    with opened(browser, address + "/help") as page:
        with page.expect_navigation():
            page.click("button[value=dark]")
        assert page.url.endswith("/help")
        assert page.evaluate("document.documentElement.dataset.colorScheme") == "dark"
        with page.expect_navigation():
            page.click("button[value=nn]")
        assert page.evaluate("document.documentElement.lang") == "nn"
        assert page.get_attribute("button[value=dark]", "aria-current") == "true"


def test_page_C33_C34_help_and_statement_are_at_the_foot(address: str) -> None:
    for path in EVERY:
        foot = httpx.get(address + path).text.rpartition("<footer")[2]
        assert 'href="/help"' in foot
        assert 'href="/accessibility"' in foot
