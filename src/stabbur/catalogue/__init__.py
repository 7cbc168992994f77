"""The catalogue: what can be found, and how it is found."""

from stabbur.catalogue.base import Hit, Hits, Query, Reason, SearchIndex
from stabbur.catalogue.documents import Column, Document, from_descriptor

__all__ = [
    "Column",
    "Document",
    "Hit",
    "Hits",
    "Query",
    "Reason",
    "SearchIndex",
    "from_descriptor",
]
