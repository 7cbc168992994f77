"""Markdown of people as HTML for a page: no raw HTML, no script, links to the web only."""

import html
import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MAX_CHARACTERS = 100_000
TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADING = re.compile(r"<(/?)h([1-6])>")

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=2_000)
def markdown(text: str, top: int = 3) -> Markup:
    """Return safe HTML; the text's highest heading becomes `<h{top}>`, so that the page's outline holds."""
    if not text.strip():
        return Markup("")
    clean = nh3.clean(
        _levelled(_html(text), top),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",  # a README's own folder is not here, and a path of ours would lead somewhere else
        link_rel="noopener nofollow",
    )
    return Markup(clean.replace("<table>", '<table class="tb md">'))  # cleaned on the line above


def plain(text: str, limit: int = 300) -> str:
    """Return the words of a Markdown text on one line, for a lead, a feed or a machine."""
    words = re.sub(r"[ \t\r\n]+", " ", html.unescape(nh3.clean(_html(text), tags=set()))).strip()
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"


def first_paragraph(text: str) -> str:
    """Return the first paragraph, which stands as the lead of a page."""
    return plain(text.strip().split("\n\n", 1)[0], 600)


def rest(text: str) -> str:
    """Return what comes after the first paragraph."""
    parts = text.strip().split("\n\n", 1)
    return parts[1].strip() if len(parts) == 2 else ""


def _html(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS] + " …"
    return str(_parser.render(text))


def _levelled(html: str, top: int) -> str:
    """Let no heading be more than one level below the one before it."""
    last = top - 1
    opened: list[int] = []

    def move(found: re.Match[str]) -> str:
        nonlocal last
        if found[1]:
            return f"</h{opened.pop() if opened else last}>"
        last = max(top, min(int(found[2]) + top - 1, last + 1, 6))
        opened.append(last)
        return f"<h{last}>"

    return HEADING.sub(move, html)
