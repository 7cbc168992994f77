"""TantivyIndex: a search index in a folder, for several processes at once."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import tantivy

from stabbur.catalogue.base import Hits, Query
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy import folders, searching, writing
from stabbur.catalogue.tantivy.fields import analyzers, schema


class TantivyIndex:
    """The search index of an installation; made by `open`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = folders.current(folder)
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int] | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the index in a folder; with `create` an empty one is made when there is none."""
        index = cls(folder)
        if create and not (index._made / folders.MARK).is_file():
            folders.make(folder, lambda made: tantivy.Index(schema(), path=str(made), reuse=False))
        index._latest()
        return index

    def upsert(self, documents: Iterable[Document]) -> None:
        """Add documents or replace those of the same id, in one commit."""
        with folders.writing(self._folder):
            index = self._latest()
            with folders.telling(self._folder):
                writing.upsert(index, list(documents))

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents."""
        with folders.writing(self._folder):
            index = self._latest()
            with folders.telling(self._folder):
                writing.delete(index, list(ids))

    def search(self, query: Query) -> Hits:
        """Return the best documents for a query, with counts of facets over all of them."""
        index = self._latest()
        with folders.telling(self._folder):
            return searching.search(index.searcher(), query, datetime.now(UTC))

    def suggest(
        self, prefix: str, limit: int = 8, *, visible_access: frozenset[str] | None = None
    ) -> list[str]:
        """Return titles and words that begin like this."""
        index = self._latest()
        with folders.telling(self._folder):
            return searching.suggest(index.searcher(), prefix, limit, visible_access)

    def close(self) -> None:
        """Let go of files and threads."""
        self._index = self._seen = None

    def _latest(self) -> tantivy.Index:
        """Return the index as it was last committed by any process."""
        with folders.telling(self._folder):
            told = (self._made / folders.MARK).stat()
            if self._index is None:
                self._index = _attach(self._made)
            seen = (told.st_mtime_ns, told.st_ino)
            if seen != self._seen:
                self._index.reload()
                self._seen = seen
        return self._index


def _attach(made: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(made))
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    index.config_reader(reload_policy="manual")
    return index
