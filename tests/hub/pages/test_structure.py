"""What stands on each page: headings, landmarks, names, links, tables, fields; nothing is pressed."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from stabbur.hub.app import PRIVATE_ROUTERS, ROUTERS
from stabbur.hub.serving.icons import STATIC
from tests.hub.pages.looking import OURS, Hubs, Shown, showing

VAGUE = {"les mer", "les meir", "her", "klikk her", "mer", "more", "read more", "here", "click here", "link"}
NAMED = """all => all.filter(e => e.checkVisibility()).map(e => {
  const by = (e.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id))
  const label = e.getAttribute('aria-label') || by.filter(Boolean).map(b => b.textContent).join(' ')
  const said = (label || e.labels?.[0]?.textContent || e.textContent || e.alt || '').replace(/\\s+/g, ' ').trim()
  const visible = (e.innerText || '').replace(/\\s+/g, ' ').trim()
  return {html: e.outerHTML.slice(0, 160), name: said, visible, tag: e.tagName, href: e.href || ''}})"""


@pytest.fixture(scope="module")
def shown(shown: Shown) -> Shown:
    """Each page, with what it has folded away."""
    shown.unfold()
    return shown


def every(shown: Shown, selector: str) -> list[dict[str, Any]]:
    """Return the visible elements of a selector: name, visible text, target."""
    found: list[dict[str, Any]] = shown.page.evaluate(
        f"css => ({NAMED})([...document.querySelectorAll(css)])", selector
    )
    return found


def flawed(shown: Shown, selector: str, test: str) -> list[str]:
    """Return the visible elements of a selector for which a test in the browser is true."""
    found: list[str] = shown.page.evaluate(
        "css => [...document.querySelectorAll(css)]"
        f".filter(e => e.checkVisibility() && ({test})(e)).map(e => e.outerHTML.slice(0, 200))",
        selector,
    )
    return found


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_page_C02_titles_are_unique_and_tell(hubs: Hubs, language: str) -> None:
    titles = []
    with httpx.Client(headers={"accept": "text/html"}) as client:
        for place in OURS:
            if place.startswith(("own:", "bare:")) or "page=0" in place:
                continue  # the same page elsewhere, or the same mistake
            text = client.get(hubs.address(place, language)).text
            titles.append(text[text.index("<title>") + 7 : text.index("</title>")])
    twice = {title for title in titles if titles.count(title) > 1}
    assert len(twice) <= 1, "only what is not found, whatever was asked for, has one title"
    assert all(title.endswith(" – Stabbur") and len(title) > len(" – Stabbur") + 2 for title in titles)


def test_page_complains_about_nothing(shown: Shown) -> None:
    assert shown.page.inner_text("h1")
    assert shown.noise == []


def test_page_C03_one_h1_and_no_level_left_out(shown: Shown) -> None:
    levels = shown.page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "all => all.map(e => Number(e.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert flawed(shown, "h1,h2,h3,h4,h5,h6", "e => !e.textContent.trim()") == []


def test_page_C04_landmarks_and_the_way_past_them(shown: Shown) -> None:
    page = shown.page
    assert page.locator("main").count() == page.locator("header.top").count() == 1
    names = [one["name"] for one in every(shown, "nav, aside, [role=region], [role=search]")]
    assert all(names[at] for at, one in enumerate(every(shown, "nav, aside, [role=region]")) if one)
    landmarks = page.eval_on_selector_all(
        "nav, aside", "all => all.filter(e => e.checkVisibility()).map(e => e.getAttribute('aria-label'))"
    )
    assert None not in landmarks
    assert len(set(landmarks)) == len(landmarks)
    shown.rewind()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ds-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate(
        "document.activeElement.blur(); history.replaceState(null, '', location.href.split('#')[0])"
    )


def test_page_C05_spoken_name_holds_the_visible_text(shown: Shown) -> None:
    for one in every(shown, "a[href], button, summary, input:not([type=hidden]), select"):
        assert one["name"], one
        if one["tag"] in {"A", "BUTTON", "SUMMARY"}:
            words = one["visible"].lower().split()
            assert [word for word in words if word not in one["name"].lower()] == [], one


def test_page_C06_links_tell_their_target(shown: Shown) -> None:
    targets: dict[str, set[str]] = {}
    for one in every(shown, "a[href]"):
        assert one["name"].lower().strip(" .:→") not in VAGUE, one
        targets.setdefault(one["name"], set()).add(one["href"].split("#")[0])
    assert {name: found for name, found in targets.items() if len(found) > 1} == {}


def test_page_C07_pictures_have_words_or_are_hidden(shown: Shown) -> None:
    assert flawed(shown, "img", "e => !e.hasAttribute('alt')") == []
    hidden = "e => e.getAttribute('aria-hidden') !== 'true' && e.getAttribute('role') !== 'img' && !e.closest('svg svg')"
    assert flawed(shown, "svg", hidden) == []
    nameless = "e => (e.getAttribute('aria-label') || '').trim().length < 3"
    assert flawed(shown, "svg[role=img]", nameless) == []
    assert flawed(shown, "iframe", "e => (e.title || '').length < 3") == []


def test_page_C19_colour_is_never_alone(shown: Shown) -> None:
    bare = "e => !e.textContent.trim() || !e.querySelector('svg')"
    assert flawed(shown, ".st, .err", bare) == [], "a state is an icon and a word"
    assert flawed(shown, ".note", "e => !e.querySelector('svg') || !e.innerText.trim()") == []
    plain = "e => !getComputedStyle(e).textDecorationLine.includes('underline')"
    assert flawed(shown, "p a:not(.ds-button), dd a, li > p a", plain) == [], "a link in text is underlined"
    marked = "e => getComputedStyle(e).textDecorationLine === 'none'"
    assert flawed(shown, "del, ins", marked) == []
    current = """e => { const s = getComputedStyle(e); const other = e.closest('ul, nav')
      .querySelector('a:not([aria-current]), button:not([aria-current])')
      return other && e.matches('a, button') && s.boxShadow === getComputedStyle(other).boxShadow
        && s.fontWeight === getComputedStyle(other).fontWeight }"""
    assert flawed(shown, "[aria-current]", current) == [], "the current one has a line or other letters"


def test_page_C23_nothing_hides_behind_hover(shown: Shown) -> None:
    assert flawed(shown, "[title]:not(iframe)", "e => true") == [], "no tooltips"
    assert shown.page.locator("svg title").count() == 0
    reveals = shown.page.evaluate("""() => { const found = []
      const look = rules => { for (const r of rules) { if (r.cssRules?.length) look(r.cssRules)
        if (/:(hover|focus)/.test(r.selectorText || ''))
          for (const name of ['display', 'visibility', 'opacity', 'content', 'clip-path', 'height'])
            if (r.style.getPropertyValue(name) && !r.selectorText.includes('skip-link')) found.push(r.cssText) } }
      for (const sheet of document.styleSheets) look(sheet.cssRules)
      return found }""")
    assert [rule for rule in reveals if not re.search(r"::(before|after)|\[readonly|:disabled", rule)] == []


def test_page_C24_tables_say_what_they_are(shown: Shown) -> None:
    assert flawed(shown, "table", "e => !e.caption && !e.classList.contains('md')") == []
    assert flawed(shown, "table", "e => e.caption && !e.caption.innerText.trim()") == []
    assert flawed(shown, "table.tb:not(.md) th", "e => !['col', 'row'].includes(e.scope)") == []
    assert (
        flawed(shown, "table.tb:not(.md) tbody tr", "e => e.querySelectorAll('th[scope=row]').length !== 1")
        == []
    )
    assert flawed(shown, "td.num, th.num", "e => getComputedStyle(e).textAlign !== 'right'") == []
    figures = r"e => /^[−\d][\d\s]*([,.]\d+)?$/.test(e.innerText) && /^td$/i.test(e.tagName) && !e.matches('.num, .del, .add')"
    columns = (
        f"e => [...e.parentElement.children].every(x => x === e || true) && ({figures})(e) && e.closest('table')"
        ".tHead.rows[0].cells[e.cellIndex].classList.contains('num')"
    )
    assert flawed(shown, "table.tb td", columns) == []
    sorted_by = re.search(r"[?&]sort=-?(\w+)", shown.page.url) if "/v3/" in shown.place else None
    assert shown.page.locator("th[aria-sort]").count() == (1 if sorted_by else 0)
    scrollers = """e => e.scrollWidth > e.clientWidth + 1
      && !(e.tabIndex === 0 && (e.getAttribute('aria-label') || e.matches('pre')))"""
    assert flawed(shown, ".scroll, .scroll-x, pre", scrollers) == []


def test_page_C24_head_of_a_long_table_stays_in_sight(browser: Browser, hubs: Hubs) -> None:
    with showing(browser, hubs, "/p/demo/folketall/v3/hendelser?page=2") as shown:
        page = shown.page
        page.locator(".scroll.fits").wait_for()
        page.locator("tbody tr").last.evaluate(
            "e => e.scrollIntoView({block: 'center', behavior: 'instant'})"
        )
        assert page.locator("thead th").first.evaluate("e => e.getBoundingClientRect().top") == 0
        page.set_viewport_size({"width": 320, "height": 800})
        wide = "[...document.querySelectorAll('.scroll')].some(e => e.matches('.fits') && e.scrollWidth > e.clientWidth + 1)"
        page.wait_for_timeout(100)
        assert not page.evaluate(wide), "what no longer fits scrolls again"


def test_columns_of_a_package_stand_apart_from_its_figures(browser: Browser, hubs: Hubs) -> None:
    between = """() => document.querySelector("#columns h2").getBoundingClientRect().top
        - document.querySelector(".cols").getBoundingClientRect().bottom"""
    with showing(browser, hubs, "/p/demo/folketall/v3") as shown:
        assert shown.page.evaluate(between) >= 24


def test_page_C26_fields_have_a_label_that_is_seen(shown: Shown) -> None:
    seen = """e => { const label = e.labels?.[0]; if (!label?.textContent.trim()) return true
      const beside = e.type === 'search' && e.form.querySelector('button[type=submit]')?.innerText.trim()
      return label.classList.contains('sr') && !beside }"""
    assert flawed(shown, "input:not([type=hidden]), select, textarea", seen) == []
    assert (
        flawed(shown, "input[type=email], input[type=tel], input[type=password]", "e => !e.autocomplete")
        == []
    )
    assert flawed(shown, "[required]", "e => !/må|required|skal/i.test(e.labels[0].textContent)") == []
    untied = """e => ![...document.querySelectorAll('[aria-describedby]')]
      .some(f => f.getAttribute('aria-describedby').split(' ').includes(e.id))"""
    assert flawed(shown, ".hint, .err", untied) == []
    assert flawed(shown, "fieldset", "e => !e.querySelector('legend')?.textContent.trim()") == []


def test_page_C28_nothing_binding_is_sent_without_a_check(shown: Shown) -> None:
    forms = shown.page.eval_on_selector_all(
        "form", "all => all.map(e => [e.method, new URL(e.action).pathname])"
    )
    undone = ("/choices", "/leave")  # whoever leaves comes back by a new one-time address
    # a run that was started can be stopped, a pipeline that was paused resumed; the others ask on their own page
    undone_runs = r"/pipelines/[^/]+/[^/]+/(run|pause|resume)"
    asking = rf"{urlsplit(shown.page.url).path}"
    posted = [path for method, path in forms if method != "get" and path not in undone]
    assert [path for path in posted if path != asking and not re.fullmatch(undone_runs, path)] == []


def test_page_C28_only_the_choice_of_language_and_appearance_changes_anything() -> None:
    routes = [route for router in ROUTERS + PRIVATE_ROUTERS for route in router.routes]
    changing = {
        getattr(route, "path", "")
        for route in routes
        if set(getattr(route, "methods", ())) & {"POST", "PUT", "PATCH", "DELETE"}
    }
    pipeline = "/pipelines/{owner}/{name}"
    asked = {
        pipeline + "/change",
        pipeline + "/delete",
        "/pipelines/new",
        "/runs/start",
        "/runs/{id:int}/stop",
        "/runs/{id:int}/test",
    }
    back = {"/choices", "/leave", *(pipeline + part for part in ("/run", "/pause", "/resume"))}
    of_pages = {path for path in changing if not path.startswith(("/api/", "/hooks/"))}
    assert of_pages == asked | back, (
        "a new one needs a page that asks first, or a way back, and its test here"
    )


def test_page_C32_nothing_is_dragged_or_shaken(shown: Shown) -> None:
    handlers = """e => e.draggable && !e.matches('a, img') || [...e.attributes]
      .some(a => /^on(drag|drop|touch|pointer|gesture|device)/.test(a.name))"""
    assert flawed(shown, "body *", handlers) == []


def test_page_C32_our_script_knows_no_drag_and_no_gesture() -> None:
    script = (STATIC / "page.js").read_text(encoding="utf-8")
    assert not re.search(r"drag|touchstart|pointermove|devicemotion|deviceorientation|gesture", script)


def test_page_C33_help_stands_at_one_place_and_pasting_is_allowed(shown: Shown) -> None:
    foot = shown.page.eval_on_selector_all(
        "footer a", "all => all.map(e => new URL(e.href).pathname + new URL(e.href).hash)"
    )
    assert foot == [
        "/",
        "/search",
        "/api",
        "/feed.atom",
        "/help",
        "/accessibility",
        "/help#privacy",
        "/help#contact",
    ]
    assert flawed(shown, "input, textarea", "e => e.onpaste || e.hasAttribute('onpaste') || e.readOnly") == []


def test_page_C34_foot_has_statement_privacy_and_contact(shown: Shown) -> None:
    foot = {one["name"]: one["href"] for one in every(shown, "footer a")}
    assert foot["Tilgjengelighetserklæring"].endswith("/accessibility")
    assert foot["Personvern"].endswith("/help#privacy")
    assert "Kontakt oss" in foot
