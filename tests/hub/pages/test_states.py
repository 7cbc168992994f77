"""Each page in every state that it may be seen in: colours, widths, folded out, larger letters, print."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.hub.pages.looking import ONCE, OVERFLOW, Hubs, Shown, faults, visiting

SMALL = """() => [...document.querySelectorAll('button, summary, input, select, .nav a, .ds-button, .pick, .chip')]
  .filter(e => e.checkVisibility() && !e.closest('.sr')).filter(e => { const r = e.getBoundingClientRect()
    const label = e.labels?.[0]?.getBoundingClientRect(); return Math.max(r.height, label?.height ?? 0) < 24
    || Math.max(r.width, label?.width ?? 0) < 24 }).map(e => e.outerHTML.slice(0, 120))"""
MAIN = """() => [...document.querySelectorAll('main .ds-button:not(.s), main input.ds-input:not([type=checkbox],[type=radio]),'
  + 'main select, .menu summary')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML.slice(0, 120))"""
CUT = """() => [...document.querySelectorAll('body *')].filter(e => { const s = getComputedStyle(e)
  return e.checkVisibility() && !e.closest('.sr, svg, .drawn, .ds-skip-link') && /hidden|clip/.test(s.overflowX + s.overflowY)
    && e.innerText?.trim() && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) })
  .map(e => e.outerHTML.slice(0, 120))"""
OVERLAPS = """() => { const all = [...document.querySelectorAll('a[href], button, input, select, summary, h1, h2, h3, label')]
  .filter(e => e.checkVisibility() && !e.closest('.sr, svg, .drop, .ds-skip-link') && !e.matches('.sr'))
  const found = []; const boxes = all.map(e => [e, [...e.getClientRects()]])
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) { const [a, as] = boxes[i], [b, bs] = boxes[j]
    if (a.contains(b) || b.contains(a) || a.closest('.card') || a.labels && [...(b.control ? [b] : [])].length) continue
    if (a.matches('label') && a.control === b || b.matches('label') && b.control === a) continue
    for (const r of as) for (const s of bs) { const w = Math.min(r.right, s.right) - Math.max(r.left, s.left)
      const h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top)
      if (w > 2 && h > 6) { found.push(a.outerHTML.slice(0, 90) + ' × ' + b.outerHTML.slice(0, 90)); break } } }
  return [...new Set(found)].slice(0, 4) }"""
SPACED = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
UNSEEN = """() => { const canvas = getComputedStyle(document.body).backgroundColor
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')]
    .filter(e => e.checkVisibility() && !e.closest('.ds-skip-link')).filter(e => { const s = getComputedStyle(e)
      const edge = parseFloat(s.borderTopWidth) > 0 && s.borderTopColor !== canvas || parseFloat(s.outlineWidth) > 0
      const text = e.innerText?.trim() && s.color !== s.backgroundColor && s.color !== canvas
      return e.matches('input, select') ? !edge && !e.matches('[type=checkbox], [type=radio]') : !text && !edge })
    .map(e => e.outerHTML.slice(0, 120)) }"""


def unsound(page: Page) -> dict[str, Any]:
    """Return what is wrong with a page as it stands: faults, sideways scroll, small targets."""
    found = {
        "C05 C07 C17": faults(page),
        **page.evaluate(f"({{'C14': ({OVERFLOW})(), 'C22': ({SMALL})(), 'C22 main': ({MAIN})()}})"),
    }
    return {name: one for name, one in found.items() if one}


def misfit(page: Page) -> dict[str, Any]:
    """Return what has no room on a page: what scrolls sideways, is cut off or lies over something else."""
    found: dict[str, Any] = page.evaluate(
        f"({{overflow: ({OVERFLOW})(), cut: ({CUT})(), overlaps: ({OVERLAPS})()}})"
    )
    return {name: one for name, one in found.items() if one}


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 320)])  # the other two: folded out
def test_page_C05_C07_C14_C17_C22_at_a_width_in_a_scheme(shown: Shown, scheme: str, width: int) -> None:
    with shown.state(width, color_scheme=scheme) as page:
        assert unsound(page) == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_page_C05_C07_C14_C17_C22_folded_out(shown: Shown, scheme: str, width: int) -> None:
    shown.unfold()
    with shown.state(width, color_scheme=scheme) as page:
        if width == 320:
            page.evaluate("document.querySelector('details.menu').open = true")
        assert unsound(page) == {}
        page.evaluate("document.querySelector('details.menu').open = false")


def test_page_C15_letters_of_double_size(shown: Shown) -> None:
    shown.unfold()
    with shown.style("html{font-size:200%!important}") as page:
        assert misfit(page) == {}


def test_page_C16_spacing_of_the_readers_own(shown: Shown) -> None:
    shown.unfold()
    with shown.style(SPACED) as page:
        assert misfit(page) == {}


def test_page_C17_contrast_under_the_pointer(shown: Shown) -> None:
    page = shown.page
    for selector in ("main .ds-button", "main a[href]", "main tbody tr", ".pick", ".chip", "footer button"):
        target = page.query_selector(f"{selector}:visible")
        if target:
            target.hover()
            around = target.evaluate_handle(
                "e => e.closest('.card, tr, li, form, footer') ?? e.parentElement"
            )
            assert faults(page, ["color-contrast"], around) == [], selector
    page.mouse.move(0, 0)


def test_page_C20_nothing_moves_for_those_who_ask(shown: Shown) -> None:
    with shown.state(reduced_motion="reduce") as page:
        assert page.evaluate("document.getAnimations().length") == 0
        wordless = "all => all.filter(e => !e.parentElement.innerText.trim()).length"
        assert page.eval_on_selector_all(".spin, [aria-busy=true]", wordless) == 0


def test_page_C21_forced_colours(shown: Shown) -> None:
    with shown.state(forced_colors="active") as page:
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert faults(page) == []
        assert page.evaluate(UNSEEN) == []
        page.keyboard.press("Tab")
        rings = page.eval_on_selector_all(
            "main a[href], main input, main button, main select, main summary",
            "all => all.filter(e => e.checkVisibility()).slice(0, 12).map(e => { e.focus();"
            " const s = getComputedStyle(e); return [s.outlineStyle, parseFloat(s.outlineWidth)] })",
        )
        assert all(style != "none" and width >= 2 for style, width in rings)
        drawn = page.eval_on_selector_all(
            ".sb-view", "all => all.map(e => getComputedStyle(e).forcedColorAdjust)"
        )
        assert set(drawn) <= {"none"}, "a drawing keeps its colours, and has the page's ground with them"
        page.evaluate("document.activeElement.blur()")


@pytest.mark.parametrize(("width", "height"), [(800, 1280), (640, 320)])
def test_page_C34_turned_screen(shown: Shown, width: int, height: int) -> None:
    with shown.state(width, height) as page:
        assert page.evaluate(OVERFLOW) == []
        assert page.locator("h1").is_visible()
    locked = page.evaluate(
        "[...document.styleSheets].flatMap(s => [...s.cssRules]).filter(r => /orientation/.test(r.conditionText || '')).length"
    )
    assert locked == 0


def test_page_C34_print(shown: Shown) -> None:
    with shown.state(720, media="print") as page:
        assert page.locator("h1").is_visible()
        assert not page.locator("header.top").is_visible()
        assert not page.locator("footer.foot").is_visible()
        cut = "all => all.filter(e => e.checkVisibility() && getComputedStyle(e).overflowX !== 'visible').length"
        assert page.eval_on_selector_all(".scroll, .scroll-x, pre", cut) == 0, "paper does not scroll"


@pytest.mark.parametrize("place", ONCE)
def test_page_C05_C07_C14_C17_C22_of_the_same_parts_as_others(window: Page, hubs: Hubs, place: str) -> None:
    with visiting(window, hubs, place) as shown, shown.state(320) as page:
        shown.unfold()
        assert page.locator("h1").count() == 1
        assert unsound(page) == {}
        assert shown.noise == []
