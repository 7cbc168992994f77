"""TantivyIndex: a search index in a folder, for several processes at once."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import tantivy

from stabbur.catalogue.base import Hits, Query
from stabbur.catalogue.documents import Document
from stabbur.catalogue.tantivy import generations, searching, writing
from stabbur.catalogue.tantivy.fields import analyzers, schema


class TantivyIndex:
    """The search index of an installation; made by `open`."""

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        self._folder = folder
        self._fresh = fresh
        self._made: Path | None = None
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int] | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the index in a folder; with `create` an empty one takes its place at the first upsert."""
        index = cls(folder, fresh=create)
        if not create:
            index._latest()
        return index

    def upsert(self, documents: Iterable[Document]) -> None:
        """Add documents or replace those of the same id, in one commit."""
        with generations.writing(self._folder):
            if not self._fresh:
                writing.upsert(self._latest(), documents)
                return
            made = generations.new(self._folder)
            writing.fill(_attach(made, create=True), documents)
            generations.switch(self._folder, made)
            self._fresh = False

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents."""
        with generations.writing(self._folder):
            writing.delete(self._latest(), ids)

    def search(self, query: Query) -> Hits:
        """Return the best documents for a query, with counts of facets over all of them."""
        index = self._latest()
        with generations.reading(self._folder):
            return searching.search(index.searcher(), query, datetime.now(UTC))

    def suggest(
        self, prefix: str, limit: int = 8, *, visible_access: frozenset[str] | None = None
    ) -> list[str]:
        """Return titles and words that begin like this."""
        index = self._latest()
        with generations.reading(self._folder):
            return searching.suggest(index.searcher(), prefix, limit, visible_access)

    def close(self) -> None:
        """Let go of files and threads."""
        self._index = self._made = self._seen = None

    def _latest(self) -> tantivy.Index:
        """Return the index as it was last committed by any process."""
        made = generations.current(self._folder)
        with generations.reading(self._folder):
            if self._index is None or made != self._made:
                self._index, self._made = _attach(made), made
            told = (made / "meta.json").stat()
            seen = (told.st_mtime_ns, told.st_ino)
            if seen != self._seen:
                self._index.reload()
                self._seen = seen
        return self._index


def _attach(made: Path, *, create: bool = False) -> tantivy.Index:
    index = tantivy.Index(schema(), path=str(made), reuse=False) if create else tantivy.Index.open(str(made))
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    index.config_reader(reload_policy="manual")
    return index
