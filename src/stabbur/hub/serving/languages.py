"""The languages of the pages: English msgids, bokmål and nynorsk from `locale/*.po`, chosen per request."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request

LANGUAGES = {"nb": "Norsk bokmål", "nn": "Norsk nynorsk", "en": "English"}
FOLDER = Path(__file__).parents[1] / "locale"


@cache
def translations(language: str) -> NullTranslations:
    """Return the texts of a language, compiled from its catalogue on first use."""
    file = FOLDER / f"{language}.po"
    if language == "en" or not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain=language)


def chosen(request: Request, default: str) -> str:
    """Return the language of a request: `?lang=`, the saved choice, the browser's, or the default."""
    wishes = [request.query_params.get("lang", ""), request.cookies.get("language", "")]
    accepted = request.headers.get("accept-language", "").split(",")
    wishes += [part.split(";")[0].strip().lower() for part in accepted]
    for wish in wishes:
        language = {"no": "nb"}.get(wish.split("-")[0], wish.split("-")[0])
        if language in LANGUAGES:
            return language
    return default if default in LANGUAGES else "nb"
