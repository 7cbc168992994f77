"""What people made: the frame of ours around it, and the notebook pages that we draw on the content host."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.hub.pages.looking import MADE, Hubs, Shown, faults, showing

NOTEBOOK = next(place for place in MADE if "notebooks" in place)
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module", params=[place for place in MADE if place.endswith(".html")])
def made(request: pytest.FixtureRequest, browser: Browser, hubs: Hubs) -> Iterator[Shown]:
    """A page on the content host; its policy lets no script of the tests in, so that is set aside."""
    with showing(browser, hubs, request.param, bypass_csp=True) as found:
        yield found


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_C01_C03_C05_C14_C17_made_page(made: Shown, scheme: str, width: int) -> None:
    with made.state(width, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.lang") == "nb"
        assert page.title()
        assert page.locator("h1").count() == 1
        assert page.evaluate(OVERFLOW) <= 0
        assert faults(page) == []


def test_page_C24_tables_of_a_notebook_have_heads(browser: Browser, hubs: Hubs) -> None:
    with showing(browser, hubs, NOTEBOOK) as shown:
        assert shown.page.locator("table").count() == 1
        assert shown.page.locator("th:not([scope])").count() == 0
        scrolled = shown.page.locator("table").evaluate("e => !!e.closest('[tabindex=\"0\"]')")
        assert scrolled, "a wide table is scrolled by keyboard"


@pytest.mark.parametrize("place", ["/s/demo/vekst", "/p/demo/folketall/v3/notebooks/eldre"])
def test_page_C05_frame_says_what_it_holds_and_can_be_left(browser: Browser, hubs: Hubs, place: str) -> None:
    with showing(browser, hubs, place) as shown:
        frame = shown.page.locator("iframe")
        assert frame.get_attribute("title")
        inside = shown.page.frame_locator("iframe").locator("h1")
        inside.wait_for(state="attached")  # one that says what stands above the frame is not shown twice
        assert shown.page.get_by_text("Åpne alene").count() == 1, "the page by itself is a second way"
        frame.focus()
        assert shown.page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_page_C01_story_in_another_language_is_marked(browser: Browser, hubs: Hubs) -> None:
    with showing(browser, hubs, "/s/demo/vekst", "en") as shown:
        assert shown.page.get_attribute("h1", "lang") == "nb"


def test_file_of_a_package_that_is_no_page_is_not_on_the_content_host(browser: Browser, hubs: Hubs) -> None:
    with showing(browser, hubs, MADE[-1]) as shown:
        assert shown.page.locator("iframe, img, table").count() == 0
        assert shown.page.inner_text("h1")


def test_frame_of_a_notebook_is_as_high_as_its_page_and_says_its_title_once(
    browser: Browser, hubs: Hubs
) -> None:
    with showing(browser, hubs, "/p/demo/folketall/v3/notebooks/eldre") as shown:
        inside = shown.page.frame_locator("iframe").locator("html")
        inside.wait_for()
        shown.page.wait_for_function("parseFloat(document.querySelector('iframe').style.height) > 0")
        assert inside.evaluate("e => e.scrollHeight - innerHeight") <= 0, "no scroll within a scroll"
        heading, outer = inside.locator("h1"), shown.page.locator("h2").first.inner_text()
        assert heading.is_hidden() == (heading.text_content() or "").startswith(outer)


def test_cells_of_a_notebooks_tables_are_whole_on_a_phone(browser: Browser, hubs: Hubs) -> None:
    with showing(browser, hubs, NOTEBOOK) as shown, shown.state(320) as page:
        assert page.locator("td").first.evaluate("e => getComputedStyle(e).whiteSpace") == "nowrap"
        assert page.get_by_role("region", name="Tabell 1").count() == 1
        assert page.locator(".input_area pre").first.evaluate("e => e.scrollWidth - e.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notebooks_page_follows_the_readers_scheme(browser: Browser, hubs: Hubs, scheme: str) -> None:
    with showing(browser, hubs, NOTEBOOK) as shown, shown.state(1280, color_scheme=scheme) as page:
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
