"""What a page gets: language, formats, actor, settings, registry; `page("area/name.html", **values)` renders.

A route takes `page: Page` as an argument. Every template has: `_`, `ngettext`, `icon(name, label)`,
`static(file)`, `fmt` (number, percent, size, date, time), `lang`, `actor`, `settings`, `path`, `request`.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from stabbur.accounts.actor import Actor
from stabbur.hub.serving.icons import STATIC, icon
from stabbur.hub.serving.languages import LANGUAGES, chosen, translations
from stabbur.hub.telling.formats import Formats
from stabbur.packages.renewal import due
from stabbur.registry.base import Registry
from stabbur.runs.freshness import late
from stabbur.settings import Settings
from stabbur.state import clock
from stabbur.state.engine import engine, reading

TEMPLATES = Path(__file__).parents[1] / "templates"
LONGEST = 200  # characters of a description in a list
SCHEMES = ("auto", "light", "dark")


@cache
def static(name: str) -> str:
    """Return the address of a file of ours, with its hash, so that browsers may keep it for ever."""
    file = STATIC / name
    mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
    return f"/static/{name}?v={mark}"


@cache
def environment(language: str) -> Environment:
    """Return the templates in one language; every value is escaped, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": gettext_of(language), "ngettext": ngettext_of(language)}
    made.filters |= {"first_line": first_line}
    made.globals |= {"icon": icon, "static": static, "languages": LANGUAGES, "lang": language}
    return made


def gettext_of(language: str) -> Callable[..., Markup]:
    """Return `_` of the templates: the text in the language, its values escaped; `%` in a text is `%%`."""
    found = translations(language).gettext

    @lru_cache(maxsize=2_000)  # the templates' own words; Jinja's `_` looks each up anew, a third of a page
    def plain(msgid: str) -> Markup:
        return Markup(found(msgid)) % {}

    def text(msgid: str, **values: object) -> Markup:
        return Markup(found(msgid)) % values if values else plain(msgid)

    return text


def ngettext_of(language: str) -> Callable[..., Markup]:
    """Return `ngettext` of the templates: the form that fits a number, its values and `num` escaped."""
    found = translations(language).ngettext

    def text(one: str, many: str, num: int, **values: object) -> Markup:
        return Markup(found(one, many, num)) % ({"num": num} | values)

    return text


def first_line(text: str) -> str:
    """Return the first paragraph of a description without its Markdown marks, at most 200 characters."""
    plain = re.sub(r"[*_`#>]|!?\[|\]\([^)]*\)", "", text.strip().split("\n\n")[0]).replace("\n", " ")
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


class PageMaker:
    """Render templates for one request."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.settings: Settings = request.app.state.settings
        self.registry: Registry = request.app.state.registry
        self.actor: Actor = request.state.actor
        self.language = chosen(request, self.settings.language)
        self.formats = Formats(self.language, self.settings.timezone)
        wish = request.cookies.get("scheme", "auto")
        self.scheme = wish if wish in SCHEMES else "auto"

    @property
    def help_link(self) -> str:
        """Where a reader gets help: the address of the settings, as a link."""
        address = self.settings.help_address
        return f"mailto:{address}" if "@" in address and ":" not in address else address or "/help"

    @property
    def base(self) -> str:
        """The address of the hub without a slash at the end: as others know it, else as it was asked for."""
        return self.settings.hub.address or str(self.request.base_url).rstrip("/")

    def text(self, msgid: str, **values: object) -> str:
        """Return a text in the reader's language."""
        found = translations(self.language).gettext(msgid)
        return found % values if values else found

    def plural(self, one: str, many: str, count: int) -> str:
        """Return a text in the reader's language by how many it tells of; its place for that is `%(count)s`."""
        found = translations(self.language).ngettext(one, many, count)
        return found % {"count": self.formats.number(count)}

    def late(self, id: str, published: datetime, within: int | None) -> datetime | None:
        """Return since when a package should have been renewed; None when it is not late, and on a site that stays."""
        if within is None or self.request.app.state.is_site or due(published, within) > clock.now():
            return None
        with reading(engine(self.settings)) as connection:
            return late(connection, id, published, within)

    def render(self, template: str, **context: Any) -> str:
        """Return the HTML of a template."""
        given = {
            "request": self.request,
            "path": self.request.url.path,
            "settings": self.settings,
            "actor": self.actor,
            "fmt": self.formats,
            "scheme": self.scheme,
            "help_link": self.help_link,
            "is_site": self.request.app.state.is_site,
            "late": self.late,
        }
        return environment(self.language).get_template(template).render(given | context)

    def __call__(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page made of a template, the layout around it."""
        headers = {
            "Content-Language": self.language,
            "Vary": "Cookie, Accept-Language",
            "Cache-Control": "private, no-cache",
        }
        return HTMLResponse(self.render(template, **context), status_code=status, headers=headers)


async def page_maker(request: Request) -> PageMaker:
    """Return what a page of this request gets; made on the loop, because a thread would cost more."""
    return PageMaker(request)


Page = Annotated[PageMaker, Depends(page_maker)]
