"""Each page by keyboard alone: everything is reached, seen, in order, and nothing happens by itself."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from tests.hub.pages.looking import OURS, Hubs, Shown, opened

MOST_STOPS = 400
STOP = """() => { const e = document.activeElement; if (!e || e === document.body) return null
  e.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length)
  const r = e.getClientRects()[0] ?? e.getBoundingClientRect()
  const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 2)
  const y = Math.min(Math.max(r.top + Math.min(r.height, innerHeight) / 2, 1), innerHeight - 2)
  const at = document.elementFromPoint(x, y)
  return {html: e.outerHTML.slice(0, 120), stop: e.dataset.stop, skip: e.matches('.ds-skip-link'),
    seen: !!at && (e.contains(at) || e.labels?.[0]?.contains(at) === true),
    inside: r.bottom > 0 && r.top < innerHeight,
    left: r.left, right: r.right, top: r.top + scrollY, bottom: r.bottom + scrollY} }"""
WAY = """listens => { const stop = %s; let last = null, over = false, pressed = !listens
  const way = window.way = {stops: [], look: () => { if (!over && pressed) { pressed = !listens
      const at = stop(); over = !at || way.stops.length > 0 && at.stop === '0'
      if (!over && at.stop !== last) { way.stops.push(at); last = at.stop } }
    return [way.stops.length, over] }}
  if (listens) addEventListener('keydown', e => { if (e.key === 'Tab') { way.look(); pressed = true } }, true) }"""
WAY %= STOP
"""Where the Tab key has led: each stop is looked at before the key is pressed again, up to the end of the page."""
WANTED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary,'
    + ' [tabindex="0"]')].filter(e => e.checkVisibility() && !e.disabled)
  .filter(e => e.type !== 'radio' || e.checked).filter(e => !e.dataset.stop).map(e => e.outerHTML.slice(0, 120))"""
CLICKED = """() => [...document.querySelectorAll('body *')].filter(e => (e.onclick || e.hasAttribute('hx-get')
    || /^(button|link|tab|menuitem|switch|checkbox)$/.test(e.getAttribute('role') || ''))
    && !e.matches('a, button, input, form, summary'))
  .map(e => e.outerHTML.slice(0, 120))"""
RINGS = """() => { const found = []
  const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number)
  const light = c => { const [r, g, b] = c.map(v => v / 255)
      .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    return .2126 * r + .7152 * g + .0722 * b }
  const ground = e => { for (let at = e.parentElement; at; at = at.parentElement) {
    const c = rgb(getComputedStyle(at).backgroundColor)
    if (c.length === 3 || c[3] > .9) return c } return [255, 255, 255] }
  for (const e of all) { if (!e.checkVisibility()) continue
    e.focus({preventScroll: true}); if (document.activeElement !== e) {
      found.push('no focus: ' + e.outerHTML.slice(0, 120)); continue }
    const s = getComputedStyle(e); const a = light(rgb(s.outlineColor)), b = light(ground(e))
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
    if (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2 || ratio < 3)
      found.push([ratio.toFixed(1), s.outlineStyle, s.outlineWidth, e.outerHTML.slice(0, 100)].join(' ')) }
  document.activeElement.blur(); return found }"""


class Walk:
    """The way of the Tab key through one page: each stop, and what was asked for on the way."""

    def __init__(self, shown: Shown) -> None:
        self.asked: list[str] = []
        page = shown.page
        shown.unfold()
        shown.rewind()
        before = page.url
        framed = page.locator("iframe").count() > 0  # a frame keeps the keys that are pressed in it
        page.evaluate(WAY, not framed)
        page.on("request", self.hear)
        count, over = 0, False
        while not over and count < MOST_STOPS:
            for _ in range(1 if framed else 16):
                page.keyboard.press("Tab")
            count, over = page.evaluate("way.look()")
        self.stops: list[dict[str, Any]] = page.evaluate("way.stops")
        self.missed: list[str] = page.evaluate(WANTED)
        self.moved = page.url != before
        page.remove_listener("request", self.hear)

    def hear(self, one: Request) -> None:
        """Keep what the page itself asks for."""
        if one.resource_type in {"document", "xhr", "fetch"} and one.frame == one.frame.page.main_frame:
            self.asked.append(one.url)


@pytest.fixture(scope="module")
def walk(shown: Shown) -> Walk:
    """Tab through a page once for all tests of it."""
    return Walk(shown)


def test_page_C08_everything_is_reached_and_left_by_keyboard(shown: Shown, walk: Walk) -> None:
    assert len(walk.stops) < MOST_STOPS, "the focus comes round: no trap"
    assert walk.missed == []
    assert shown.page.evaluate(CLICKED) == [], "what is pressed is a button or a link, which keys press too"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_C09_focus_has_a_ring_that_is_seen(shown: Shown, walk: Walk, scheme: str) -> None:
    with shown.state(color_scheme=scheme) as page:
        page.keyboard.press("Tab")  # from now on, focus is by keyboard and so is shown
        assert page.evaluate(RINGS) == []


def test_page_C10_focus_is_not_covered(walk: Walk) -> None:
    assert [stop["html"] for stop in walk.stops if not (stop["seen"] and stop["inside"])] == []


def test_page_C11_focus_goes_as_one_reads(shown: Shown, walk: Walk) -> None:
    assert shown.page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0
    back = []
    for before, after in pairwise([stop for stop in walk.stops if not stop["skip"]]):
        upwards = after["bottom"] <= before["top"] - 4
        if upwards and after["left"] < before["left"] - 4:
            back.append(f"{before['html']} → {after['html']}")
    assert back == []


def test_page_C13_nothing_happens_by_focus_alone(walk: Walk) -> None:
    assert walk.asked == []
    assert not walk.moved


def test_page_C13_arrows_in_a_choice_wait_for_its_button(shown: Shown) -> None:
    page, asked = shown.page, []
    before = page.url
    fields = page.locator(
        "main select:visible, main input[type=radio]:visible, main input[type=checkbox]:visible"
    ).all()

    def hear(one: Request) -> None:
        asked.append(one.url)

    page.on("request", hear)
    for field in fields[:6]:
        field.focus()
        for key in ("ArrowDown", "ArrowUp", "Space"):
            page.keyboard.press(key)
    page.keyboard.press("Escape")
    if fields:
        page.wait_for_timeout(50)
    page.remove_listener("request", hear)
    assert asked == []
    assert page.url == before


def test_page_C12_there_is_no_dialog(shown: Shown) -> None:
    dialogs = shown.page.locator("dialog, [role=dialog], [role=alertdialog], [aria-modal], [popover]").count()
    assert dialogs == 0, "a dialog needs its own tests: focus moves in, stays, Esc closes, and it returns"


@pytest.mark.parametrize("place", [OURS[0], "/p/demo/folketall"])
def test_page_C12_menu_closes_by_escape_and_gives_focus_back(
    browser: Browser, hubs: Hubs, place: str
) -> None:
    with opened(browser, hubs.address(place), viewport={"width": 320, "height": 800}) as page:
        menu = page.locator("details.menu")
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        assert menu.get_attribute("open") is not None
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.drop') !== null")
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_page_C08_folded_parts_open_by_key(browser: Browser, hubs: Hubs, key: str) -> None:
    with opened(browser, hubs.address("/p/demo/folketall")) as page:
        part = page.locator("main details:not([open])").first.element_handle()
        assert part
        part.evaluate("one => one.querySelector('summary').focus()")
        page.keyboard.press(key)
        assert part.get_attribute("open") is not None


def test_page_C08_slash_goes_to_the_search_but_not_out_of_a_field(browser: Browser, hubs: Hubs) -> None:
    with opened(browser, hubs.address("/search")) as page:
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("a/b")
        assert page.input_value("#q") == "a/b"
