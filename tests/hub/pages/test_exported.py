"""The exported site, opened from a folder without any server: it looks and works as the hub does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stabbur import settings
from stabbur.hub.site import export_site
from tests.hub.pages.looking import OVERFLOW, Hubs, faults

PAGES = [
    "index.html",
    "search/index.html",
    "p/demo/folketall/index.html",
    "p/demo/folketall/versions/index.html",
]


@pytest.fixture(scope="module")
def site(hubs: Hubs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the public catalogue of the hub with packages in it."""
    folder = tmp_path_factory.mktemp("exported") / "site"
    assert export_site(settings.load(), folder) > len(PAGES)
    return folder


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """A page of the browser; what it complains about fails the test that looks."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="nb-NO")
    yield page
    page.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_page_C05_C14_C17_of_a_folder(reader: Page, site: Path, name: str, width: int) -> None:
    noise: list[str] = []
    reader.on("console", lambda one: noise.append(one.text) if one.type == "error" else None)
    reader.set_viewport_size({"width": width, "height": 800})
    reader.goto((site / name).as_uri())
    assert reader.evaluate(OVERFLOW) == []
    reader.evaluate("document.fonts.ready.then(() => true)")
    assert reader.evaluate("[...document.fonts].some(one => one.status === 'loaded')"), "its own letters"
    assert noise == []
    assert faults(reader) == []


def test_search_of_a_folder_filters_by_script(reader: Page, site: Path) -> None:
    reader.goto((site / "search" / "index.html").as_uri())
    every = reader.locator("[data-filter] > li:visible").count()
    reader.fill("#q", "towns")
    assert 0 < reader.locator("[data-filter] > li:visible").count() < every
    assert reader.inner_text("#results .count").startswith("1 / ")


def test_page_C25_count_of_a_folder_is_told(reader: Page, site: Path) -> None:
    reader.goto((site / "search" / "index.html").as_uri())
    reader.fill("#q", "towns")
    assert reader.inner_text("[role=status]").startswith("1 / ")


def test_closed_packages_are_not_in_the_folder(site: Path) -> None:
    assert not (site / "p" / "demo" / "hemmelig").exists()
    assert all("Hemmelig tabell" not in file.read_text(encoding="utf-8") for file in site.rglob("*.html"))
