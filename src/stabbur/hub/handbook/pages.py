"""Which pages of help there are: the chapters of the handbook in bokmål, and the how-to guides in English."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stabbur.hub.handbook.document import Document, document

BESIDE = Path(__file__).parent
REPOSITORY = Path(__file__).parents[4] / "docs"
FOLDERS = {"nb": "handbook", "en": "how-to"}
PLACES = {"nb": "/help/", "en": "/help/how-to/"}
FILE = re.compile(r"(?:(?P<number>\d\d)-)?(?P<slug>[a-z0-9-]+)\.md")
LINK = re.compile(r"(?:\.\./(?P<folder>handbook|how-to)/)?(?P<file>[\w-]+\.md)?(?P<rest>#.*)?")


@dataclass(frozen=True)
class HelpPage:
    """A page of help: in which language, where it lies, and the short name in its address."""

    language: str
    file: Path
    slug: str
    number: int

    @property
    def address(self) -> str:
        """Where the hub serves it."""
        return PLACES[self.language] + self.slug

    @property
    def document(self) -> Document:
        """What stands on it."""
        return _rendered(self)


def folder(language: str) -> Path:
    """Return where the pages of a language lie: in the installed package, or in the repository it is run from."""
    installed = BESIDE / FOLDERS[language]
    return installed if installed.is_dir() else REPOSITORY / FOLDERS[language]


@cache
def pages(language: str) -> tuple[HelpPage, ...]:
    """Return the pages of a language in their order."""
    found = []
    for file in sorted(folder(language).glob("*.md")):
        if named := FILE.fullmatch(file.name):
            found.append(HelpPage(language, file, named["slug"], int(named["number"] or 0)))
    return tuple(found)


def page(language: str, slug: str) -> HelpPage | None:
    """Return the page with a short name, or None."""
    return next((one for one in pages(language) if one.slug == slug), None)


def linked(language: str, href: str) -> str | None:
    """Return where a link of a page leads here: another page of help, the web, or nowhere (None)."""
    if href.startswith(("https://", "http://", "mailto:")):
        return href
    found = LINK.fullmatch(href)
    if found is None:
        return None
    if not found["file"]:
        return href
    there = next((key for key, name in FOLDERS.items() if name == found["folder"]), language)
    named = FILE.fullmatch(found["file"])
    target = page(there, named["slug"]) if named else None
    return target.address + (found["rest"] or "") if target else None


@cache
def _rendered(one: HelpPage) -> Document:
    text = one.file.read_text(encoding="utf-8")
    return document(text, one.language, lambda href: linked(one.language, href))
