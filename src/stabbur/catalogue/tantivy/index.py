"""TantivyIndex: a search index in a folder, for several processes at once."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import tantivy

from stabbur.catalogue.base import Hits, Query
from stabbur.catalogue.documents import Document, whole
from stabbur.catalogue.tantivy import folders, searching, writing
from stabbur.catalogue.tantivy.fields import analyzers, schema


class TantivyIndex:
    """The search index of an installation; made by `open`."""

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        self._folder = folder
        self._anew = anew
        self._made: Path | None = None
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int] | None = None
        self._lock = threading.Lock()  # the threads of a hub share one index

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the index in a folder; with `create` a new one takes its place at the first upsert."""
        index = cls(folder, anew=create)
        if not create:
            index._latest()
        return index

    def upsert(self, documents: Iterable[Document]) -> None:
        """Add documents or replace those of the same kind and id, in one commit."""
        listed = [whole(one) for one in documents]
        with folders.writing(self._folder):
            if not self._anew:
                index = self._latest()
                with folders.telling(self._folder):
                    writing.upsert(index, listed)
                return
            made = folders.new(self._folder)
            with folders.telling(self._folder):
                writing.upsert(_attach(tantivy.Index(schema(), path=str(made), reuse=False)), listed)
            folders.switch(self._folder, made)
            self._anew = False

    def delete(self, things: Iterable[tuple[str, str]]) -> None:
        """Remove documents by kind and id."""
        with folders.writing(self._folder):
            index = self._latest()
            with folders.telling(self._folder):
                writing.delete(index, list(things))

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
        """Let go of files and threads; who searches just now may finish."""
        with self._lock:
            self._index = self._made = self._seen = None

    def _latest(self) -> tantivy.Index:
        """Return the index as it was last committed by any process."""
        with folders.telling(self._folder), self._lock:
            # asked with the lock held, or a slower thread would go back to an index that is gone
            made = folders.current(self._folder)
            if self._index is None or made != self._made:
                self._index, self._made, self._seen = _attach(tantivy.Index.open(str(made))), made, None
            told = (made / folders.MARK).stat()
            seen = (told.st_mtime_ns, told.st_ino)
            if seen != self._seen:
                self._index.reload()
                self._seen = seen
            return self._index


def _attach(index: tantivy.Index) -> tantivy.Index:
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    index.config_reader(reload_policy="manual")
    return index
