"""Which texts the pages hold; `python -m tests.hub.texts` adds missing ones to the catalogues, stale ones leave."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from fastapi import FastAPI

from stabbur.hub.app import DESCRIBED
from stabbur.hub.routes import about

HUB = Path(__file__).resolve().parents[2] / "src" / "stabbur" / "hub"
METHODS = [("**/*.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"silent": "false", "trimmed": "true"}}
KEYWORDS = {"_": None, "text": None, "ngettext": (1, 2), "plural": (1, 2), "N_": None}


def wanted() -> Catalog:
    """Return every text that code and templates of the hub ask for."""
    found = Catalog(charset="utf-8")
    for file, line, message, comments, _ in extract_from_dir(HUB, METHODS, OPTIONS, keywords=KEYWORDS):
        found.add(message, locations=[(str(file), line)], auto_comments=comments)
    for text in of_api():
        found.add(text)
    return found


def of_api() -> set[str]:
    """Return what the description of the JSON API says, which the page about it shows in each language."""
    app = FastAPI()
    for router in DESCRIBED:
        app.include_router(router)
    routes = about.described(app.openapi())
    parameters = [one for route in routes for one in route["parameters"]]
    return {one["text"] for one in routes} | {one["description"] for one in parameters}


def held(language: str) -> Catalog:
    """Return the catalogue of a language as it stands."""
    file = HUB / "locale" / f"{language}.po"
    return read_po(BytesIO(file.read_bytes()) if file.is_file() else BytesIO(b""), locale=language)


def update(language: str) -> None:
    """Write a catalogue anew: what is wanted, with the translations that it has."""
    catalogue = held(language)
    catalogue.update(wanted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    with (HUB / "locale" / f"{language}.po").open("wb") as out:
        write_po(out, catalogue, sort_output=True, omit_header=False, width=0, no_location=True)


if __name__ == "__main__":
    for one in ("nb", "nn"):
        update(one)
