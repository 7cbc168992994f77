"""What Stabbur asks of a search index. One file per kind of index; see docs/extend/search-index.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self

from stabbur.catalogue.documents import Document

FACETS = ("kind", "topic", "access", "owner", "freshness")
FRESHNESS = {"week": 7, "month": 31, "year": 366}  # days; "older" is what is left
Sort = Literal["relevance", "new", "title"]
Chosen = str | tuple[str, ...] | None
"""What is chosen in a facet: a value, or several of which a document has one; None: all."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for, and what they may see at all."""

    text: str = ""
    kind: Chosen = None
    topic: Chosen = None
    access: Chosen = None
    owner: Chosen = None
    freshness: Chosen = None
    """Of `week`, `month`, `year` (updated within it) and `older`."""
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    visible_access: frozenset[str] | None = None
    """Only documents with one of these accesses exist for the asker; None: all do."""
    facets: tuple[str, ...] = FACETS
    """The facets to count."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One place in a document where the words of the query stand."""

    place: Literal["title", "keyword", "topic", "column", "description", "text", "values"]
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document; what ends in `_html` is escaped text with `<mark>` as its only element."""

    document: Document
    title_html: str
    excerpt_html: str
    why: str
    reasons: tuple[Reason, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits, and what there is in all."""

    total: int
    items: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]]
    did_you_mean: str | None = None
    left_out: tuple[str, ...] = ()
    """Words of the query without which these were found, since nothing has all of them."""


class SearchIndex(Protocol):
    """A disposable projection of what is published: it can be made again at any time."""

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the index kept in a folder; with `create` a new one takes its place at the first upsert.

        `Unavailable` says that it is missing (`index-missing`) or cannot be read (`index-broken`).
        """

    def upsert(self, documents: Iterable[Document]) -> None:
        """Add documents, or put them in place of those with the same kind and id; there for all when it returns."""

    def delete(self, things: Iterable[tuple[str, str]]) -> None:
        """Remove documents by kind and id; one that is not there is no mistake."""

    def search(self, query: Query) -> Hits:
        """Return the best documents for a query."""

    def suggest(
        self, prefix: str, limit: int = 8, *, visible_access: frozenset[str] | None = None
    ) -> list[str]:
        """Return what somebody who has typed this much may mean, best first."""

    def close(self) -> None:
        """Let go of files and threads."""
