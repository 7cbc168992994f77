"""Where the index lies: which implementation the settings name, and how it is made again."""

from collections.abc import Iterable
from pathlib import Path

from stabbur import seams
from stabbur import settings as all_settings
from stabbur.catalogue.base import SearchIndex
from stabbur.catalogue.documents import Document
from stabbur.settings import Settings


def folder() -> Path:
    """Return the folder of the index of this installation."""
    return all_settings.private() / "index"


def open_index(settings: Settings) -> SearchIndex:
    """Open the index of this installation.

    Raises
    ------
    Unavailable
        It is not there (`index-missing`) or cannot be read (`index-broken`): `rebuild` cures both.
    """
    found: SearchIndex = seams.load("index", settings.index.kind).open(folder())
    return found


def rebuild(settings: Settings, documents: Iterable[Document]) -> SearchIndex:
    """Make the index again from all documents; searches see the old one until the new one is whole.

    Documents are drawn when the writer's lock is held, so that an iterator over the bucket misses
    nothing that is published meanwhile.
    """
    index: SearchIndex = seams.load("index", settings.index.kind).open(folder(), create=True)
    index.upsert(documents)
    return index
