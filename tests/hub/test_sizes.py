"""What a reading page loads beside its HTML: at most 60 kB, of it 25 kB stylesheet."""

import gzip

from stabbur.hub.serving.icons import STATIC


def packed(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_stylesheet_is_small() -> None:
    assert packed("stabbur.css") <= 25_000


def test_page_loads_little() -> None:
    font = (STATIC / "inter-latin.woff2").stat().st_size
    assert packed("stabbur.css") + font + packed("htmx.min.js") + packed("page.js") <= 60_000
