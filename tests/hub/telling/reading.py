"""A reader's language without a request: texts and cells as the pages of that language have them."""

from collections.abc import Callable

from stabbur.hub.serving.languages import translations
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.formats import Formats


def words(language: str = "nb") -> Callable[..., str]:
    """Return `text` of a page in a language."""

    def text(msgid: str, **values: object) -> str:
        found = translations(language).gettext(msgid)
        return found % values if values else found

    return text


def cells(language: str = "nb") -> Cells:
    """Return the cells of a page in a language."""
    return Cells(words(language), Formats(language))
