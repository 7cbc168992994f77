"""What happens when a reader does something: searches, makes a mistake, chooses, waits, has no script."""

import json
import re
import time

import httpx
import pytest
from playwright.sync_api import Browser, Page

from stabbur.hub.routes import content
from stabbur.hub.serving import entry
from tests.hub.pages.looking import OURS, Hubs, opened, showing

WRONG = "/p/demo/folketall/v3/kommuner?folketall>=lots"
GROUND = "getComputedStyle(document.body).backgroundColor"


def type_words(page: Page, words: str) -> None:
    """Write a search and wait for what it finds."""
    page.fill("#q", words)
    page.wait_for_url(f"**q={words}**")


def heard(page: Page, words: str) -> None:
    """Wait until the status says some words."""
    page.locator("[role=status]").filter(has_text=words).wait_for(state="attached", timeout=10_000)


def test_page_C02_C25_search_as_you_type_tells_the_count(browser: Browser, address: str) -> None:
    with opened(browser, address + "/search") as page:
        page.evaluate("window.first = document.querySelector('[role=status]')")
        type_words(page, "folketall")
        heard(page, "folketall")
        assert page.evaluate("window.first.isConnected"), "only a status that stays is read aloud"
        assert "folketall" in page.title()
        assert page.evaluate("document.activeElement.id") == "q"
        type_words(page, "zzzzzz")
        heard(page, "0 treff")


def test_page_C25_search_that_fails_is_told(browser: Browser, address: str) -> None:
    with opened(browser, address + "/search") as page:
        page.route("**/search?**", lambda route: route.abort())
        page.fill("#q", "folketall")
        heard(page, "Søket er nede")


def test_page_C25_result_of_a_filter_is_a_status(browser: Browser, address: str) -> None:
    with opened(browser, address + "/p/demo/folketall/v3/kommuner?fylke=Oslo") as page:
        assert page.inner_text("[role=status]").startswith("1 rad")


def test_page_C27_mistake_is_told_first_has_focus_and_leads_to_its_field(
    browser: Browser, hubs: Hubs
) -> None:
    with opened(browser, hubs.address(WRONG)) as page:
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        assert "lots" in page.inner_text("[role=alert]")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        field = page.locator("[aria-invalid=true]")
        assert field.input_value() == "lots", "what was written is kept"
        said = page.inner_text("#" + (field.get_attribute("aria-describedby") or "none"))
        assert "lots" in said
        assert page.title().startswith("Filteret passer ikke")
        assert page.evaluate("location.hash.slice(1)") == field.get_attribute("id")


def test_page_C27_column_that_is_not_there_is_told(browser: Browser, hubs: Hubs) -> None:
    with opened(browser, hubs.address("/p/demo/folketall/v3/kommuner?inntekt=1")) as page:
        assert "inntekt" in page.inner_text("[role=alert]")
        assert page.locator("tbody tr").count() == 5, "the rest of the page stands"


def test_page_C27_empty_search_is_no_mistake(browser: Browser, address: str) -> None:
    with opened(browser, address + "/") as page:
        with page.expect_navigation():
            page.click("main button[type=submit]")
        assert page.url.endswith("/search?q=")
        assert page.locator("[role=alert]").count() == 0


def test_page_C29_limits_are_longer_than_twenty_hours() -> None:
    """WCAG 2.2.1 asks for no warning then: nobody sits so long over one page."""
    for seconds in (entry.ADDRESS_SECONDS, entry.COOKIE_SECONDS, content.KEY_SECONDS):
        assert seconds >= 20 * 3600


def test_page_C29_no_page_goes_on_by_itself(hubs: Hubs) -> None:
    with httpx.Client(headers={"accept": "text/html"}) as client:
        for place in OURS:
            assert "http-equiv" not in client.get(hubs.address(place)).text.lower(), place


def test_page_C29_nothing_is_lost_when_the_time_is_up(browser: Browser, hubs: Hubs) -> None:
    """What a reader has chosen stands in the address; only what is not public goes."""
    past = str(int(time.time()) - 60)
    old = f"{past}.{entry.sign('person ' + past)}"
    with showing(
        browser, Hubs(hubs.full, hubs.bare, f"{entry.COOKIE}={old}", hubs.draft, hubs.saved), "own:" + WRONG
    ) as shown:
        assert shown.page.locator("[aria-invalid=true]").input_value() == "lots"
    with opened(browser, hubs.address("/enter?token=used")) as page:
        assert "stabbur up" in page.inner_text("main"), (
            "the way to a new address stands where the old one ends"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_C30_system_decides_until_the_reader_does(browser: Browser, address: str, scheme: str) -> None:
    other = {"light": "dark", "dark": "light"}[scheme]
    with opened(browser, address + "/help", color_scheme=scheme) as page:
        ground = page.evaluate(GROUND)
        button = page.locator(f"button[value={other}]")
        assert button.evaluate("e => e.tagName") == "BUTTON"
        with page.expect_navigation():
            button.click()
        assert page.url.endswith("/help")
        assert page.evaluate(GROUND) != ground
        assert page.get_attribute(f"button[value={other}]", "aria-current") == "true"
        page.goto(address + "/search")
        assert page.evaluate("document.documentElement.dataset.colorScheme") == other, "the choice is kept"


def test_page_C30_no_flash_of_the_other_appearance(hubs: Hubs) -> None:
    with httpx.Client(headers={"accept": "text/html", "cookie": "scheme=dark"}) as client:
        for place in OURS:
            text = client.get(hubs.address(place)).text
            head = text[: text.index("</head>")]
            assert 'data-color-scheme="dark"' in head, f"{place}: the page comes as it was chosen"
            assert '<meta name="color-scheme" content="dark">' in head
            assert "stabbur.css" in head


def test_page_C30_language_is_kept(browser: Browser, address: str) -> None:
    with opened(browser, address + "/help") as page:
        with page.expect_navigation():
            page.click("button[value=nn]")
        assert page.evaluate("document.documentElement.lang") == "nn"
        page.goto(address + "/search")
        assert page.evaluate("document.documentElement.lang") == "nn"


def test_page_C31_search_filter_and_download_without_script(browser: Browser, address: str) -> None:
    with opened(browser, address + "/", java_script_enabled=False) as page:
        page.fill("#q", "folketall")
        with page.expect_navigation():
            page.click("main button[type=submit]")
        assert "folketall" in page.title()
        page.goto(address + "/p/demo/folketall/v3/kommuner?fylke=Oslo")
        page.select_option("main select[name=fylke]", "Nordland")
        with page.expect_navigation():
            page.click("main .fbar button[type=submit]")
        assert page.locator("tbody tr").count() == 2
        page.check("input[name=format][value=csv]")
        with page.expect_download() as got:
            page.click("#download button[type=submit]")
        assert got.value.path().read_text(encoding="utf-8-sig").count("Nordland") == 2


def test_page_C31_menu_and_folded_parts_open_without_script(browser: Browser, address: str) -> None:
    narrow = {"width": 320, "height": 800}
    with opened(browser, address + "/p/demo/folketall", java_script_enabled=False, viewport=narrow) as page:
        page.click("details.menu summary")
        assert page.locator(".drop a").first.is_visible()


def test_page_C31_every_page_stands_without_script(browser: Browser, hubs: Hubs) -> None:
    context = browser.new_context(locale="nb-NO", java_script_enabled=False)
    name, _, value = hubs.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": hubs.full}])
    page = context.new_page()
    for place in OURS:
        page.goto(hubs.address(place))
        assert page.inner_text("h1"), place
        assert page.locator("noscript").count() == 0
    context.close()


def test_page_C31_one_time_address_without_script(browser: Browser, home: object, hubs: Hubs) -> None:
    token = entry.issue()
    with opened(browser, hubs.address(f"/enter?token={token}"), java_script_enabled=False) as page:
        page.goto(hubs.full + "/p/demo/hemmelig")
        assert page.inner_text("h1") == "Hemmelig tabell"


def test_page_C33_what_was_written_is_not_asked_for_again(browser: Browser, address: str) -> None:
    with opened(browser, address + "/search?q=folketall&kind=package&sort=new") as page:
        assert page.input_value("#q") == "folketall"
        page.fill("#q", "tabell")
        with page.expect_navigation():
            page.click("#search button[type=submit]")
        assert re.search(r"kind=package", page.url)
        assert "sort=new" in page.url


def test_page_C33_text_can_be_pasted(browser: Browser, address: str) -> None:
    with opened(browser, address + "/search") as page:
        text = json.dumps("folketall")
        page.focus("#q")
        page.evaluate(f"document.execCommand('insertText', false, {text})")
        assert page.input_value("#q") == "folketall"
