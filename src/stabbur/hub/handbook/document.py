"""A page of our own Markdown as HTML: headings that can be linked to, and code that says what it is."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from stabbur.hub.telling.markdown import ATTRIBUTES, SCHEMES, TAGS, plain

LABELS = {
    "nb": {"console": "Terminal", "sh": "Terminal", "python": "Python", "text": "Utskrift", "r": "R"},
    "en": {"console": "Terminal", "sh": "Terminal", "python": "Python", "text": "Output", "r": "R"},
}
FILE = {"nb": "Fil", "en": "File"}
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
TABLE = {"nb": "Tabell {}: {}", "en": "Table {}: {}"}
ALLOWED = ATTRIBUTES | {
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "code")},
    "div": {"class", "tabindex", "role", "aria-label"},
    **{tag: {"class"} for tag in ("p", "span")},
    "pre": {"tabindex"},
    "table": {"class"},
}

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Document:
    """A page: its title, its first paragraph, the rest as HTML, the headings in it, and the codes that these name."""

    title: str
    lead: str
    body: Markup
    sections: tuple[tuple[str, str], ...]
    codes: tuple[str, ...] = ()


def document(text: str, language: str, linked: Callable[[str], str | None]) -> Document:
    """Return a Markdown text as a page; `linked` gives the address of a link, or None to leave words alone."""
    head, _, rest = text.partition("\n\n")
    lead, _, rest = rest.partition("\n\n")
    if not _is_text(lead):
        lead, rest = "", f"{lead}\n\n{rest}"
    tokens = _parser.parse(rest)
    sections, codes = tuple(_numbered(tokens)), tuple(_coded(tokens))
    made = _parser.renderer.render(list(_framed(tokens, language, linked)), _parser.options, {})
    made = made.replace("<th></th>", "<td></td>")  # a corner without a word is no heading
    clean = nh3.clean(
        made,
        tags=TAGS | {"div", "span"},
        attributes=ALLOWED,
        url_schemes=SCHEMES,
        url_relative="pass_through",  # unlike people's own text: each address here came through `linked`
        link_rel="noopener",
    )
    body = Markup(clean)  # cleaned on the line above
    return Document(plain(head.lstrip("# ")), plain(lead), body, sections, codes)


def anchor(title: str) -> str:
    """Return the id of a heading, as the documentation's own generator makes it."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower().replace(" ", "-"))


def _is_text(block: str) -> bool:
    return not block.startswith(("#", "```", "- ", "1. ", "|"))


def _numbered(tokens: list[Token]) -> list[tuple[str, str]]:
    """Give each heading its id and return those of the second level."""
    found = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = plain(tokens[at + 1].content)
            token.attrSet("id", anchor(title))
            if token.tag == "h2":
                found.append((anchor(title), title))
    return found


def _coded(tokens: list[Token]) -> list[str]:
    """Let each code of a mistake that a heading names be linked to, and return them."""
    found = list[str]()
    for heading, inside in pairwise(tokens):
        for child in (inside.children or []) if heading.type == "heading_open" else []:
            if child.type == "code_inline" and CODE.fullmatch(child.content) and child.content not in found:
                found.append(child.content)
                if heading.attrGet("id") != child.content:
                    child.attrSet("id", child.content)
    return found


def _framed(tokens: list[Token], language: str, linked: Callable[[str], str | None]) -> Iterator[Token]:
    """Yield the tokens with links led on, and code and tables each in a frame of its own."""
    title, tables = "", 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = plain(tokens[at + 1].content)
        if token.type == "inline":
            token.children = _led(token.children or [], linked)
        if token.type == "fence":
            shown = token.info.strip() != "text" or (at and tokens[at - 1].type == "fence")
            yield _raw(_code(token, language, labelled=bool(shown)))
        elif token.type == "table_open":
            tables += 1
            label = html.escape(TABLE[language].format(tables, title).removesuffix(": "))
            yield _raw(f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">')
            token.attrSet("class", "md")
            yield token
        elif token.type == "table_close":
            yield from (token, _raw("</div>\n"))
        else:
            yield token


def _raw(text: str) -> Token:
    return Token("html_block", "", 0, content=text)


def _led(children: list[Token], linked: Callable[[str], str | None]) -> list[Token]:
    """Return the pieces of a line, each link with its address here; one that leads nowhere loses its marks."""
    kept, dropped = [], False
    for child in children:
        if child.type == "link_open":
            address = linked(str(child.attrGet("href")))
            dropped = address is None
            if address is not None:
                child.attrSet("href", address)
        if child.type in ("link_open", "link_close") and dropped:
            continue
        kept.append(child)
    return kept


def _code(token: Token, language: str, *, labelled: bool) -> str:
    """Return a frame that says what is in it; a text with no code before it is what the page says it is."""
    kind = token.info.strip()
    label = f'<p class="what">{LABELS[language].get(kind, FILE[language])}</p>' if labelled else ""
    lines = token.content.rstrip("\n").split("\n")
    body = "\n".join(_prompt(line) if kind == "console" else html.escape(line) for line in lines)
    kind = kind if kind in LABELS[language] else "file"
    return f'<div class="code {kind}">{label}<pre tabindex="0"><code>{body}</code></pre></div>\n'


def _prompt(line: str) -> str:
    """Return a line of a terminal: what is typed stands out, what is answered steps back."""
    if line.startswith("$ "):
        return f'<span class="sign">$ </span><span class="typed">{html.escape(line[2:])}</span>'
    return f'<span class="said">{html.escape(line.replace("...", "…"))}</span>' if line else ""
