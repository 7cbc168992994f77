"""A search index that looks for the words of the query in titles, one document after the other."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from stabbur.catalogue.base import Hit, Hits, Query
from stabbur.catalogue.documents import Document


class Words:
    """Documents in a dictionary; no ranking, no facets."""

    def __init__(self) -> None:
        self._documents: dict[tuple[str, str], Document] = {}

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Return an empty index."""
        return cls()

    def upsert(self, documents: Iterable[Document]) -> None:
        """Add documents."""
        self._documents |= {(document.kind, document.id): document for document in documents}

    def delete(self, things: Iterable[tuple[str, str]]) -> None:
        """Remove documents."""
        for found in things:
            self._documents.pop(found, None)

    def search(self, query: Query) -> Hits:
        """Return the documents whose title has the text of the query."""
        seen = [
            document
            for document in self._documents.values()
            if query.visible_access is None or document.access in query.visible_access
        ]
        found = [document for document in seen if query.text.lower() in document.title.lower()]
        page = found[query.offset : query.offset + query.limit]
        return Hits(len(found), tuple(Hit(document, "", "", "title") for document in page), {})

    def suggest(
        self, prefix: str, limit: int = 8, *, visible_access: frozenset[str] | None = None
    ) -> list[str]:
        """Return titles that begin as typed."""
        hits = self.search(Query(prefix, limit=limit, visible_access=visible_access))
        return [hit.document.title for hit in hits.items]

    def close(self) -> None:
        """Do nothing."""
