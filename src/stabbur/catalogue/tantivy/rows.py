"""Document -> the fields of the index."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import tantivy

from stabbur.catalogue.documents import Document, dump
from stabbur.catalogue.ranking import title_order, weight
from stabbur.catalogue.tantivy.fields import milliseconds
from stabbur.catalogue.words import Chunks, tokens

SCALE = 20.0  # keeps the factor of the least document above one
HUMP = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")  # antallPersoner -> antall Personer


class Texts(NamedTuple):
    """What a document says in one language: its title, its names and the rest."""

    title: str = ""
    names: str = ""
    body: str = ""

    def rest(self) -> str:
        """Return all but the title."""
        return f"{self.names}\n{self.body}"


NOTHING = Texts()


def texts(document: Document) -> tuple[Texts, Texts]:
    """Return the Norwegian and the English texts of a document."""
    names = [*document.topics, *document.keywords, document.id]
    told = [document.description]
    for column in document.columns:
        name = column.name if column.name.islower() else HUMP.sub(" ", column.name)
        names += (name, column.title, column.unit)
        if column.description:
            told.append(column.description)
    told.append(document.text)
    own = Texts(document.title, "\n".join(names), "\n".join(told))
    english = document.language.startswith("en")
    if not document.translations:
        return (NOTHING, own) if english else (own, NOTHING)
    others = ["", ""]
    for language, translated in document.translations.items():
        side = 1 if language.startswith("en") else 0
        if side == english:
            continue
        title, description = translated.get("title", ""), translated.get("description", "")
        others[0] = f"{others[0]} {title}".strip()
        others[1] = f"{others[1]} {description}".strip()
    other = Texts(title=others[0], body=others[1])
    return (other, own) if english else (own, other)


def words(document: Document) -> set[str]:
    """Return the words that may be offered as corrections: all but those of long texts."""
    return set(tokens(f"{_short(*texts(document))}\n{document.description}"))


def learnt(documents: Iterable[Document]) -> set[str]:
    """Return the words of titles and names of many documents: those that compounds are split by."""
    chunks: set[str] = set()
    for document in documents:
        told = [document.title, *document.keywords, *document.topics]
        for column in document.columns:
            told += (column.name, column.title)
        chunks.update(" ".join(told).lower().split())
    return {word for chunk in chunks for word in tokens(chunk)}


def key(kind: str, thing: str) -> str:
    """Return what no other document has: packages and stories may have the same name."""
    return f"{kind}:{thing}"


def row(document: Document, chunks: Chunks) -> tantivy.Document:
    """Return a document as the index takes it."""
    norwegian, english = texts(document)
    made = tantivy.Document()
    made.add_bytes("document", dump(document))
    title_parts, other_parts = chunks.parts(norwegian.title), chunks.parts(norwegian.rest())
    # parts of words in cells are found as well, but never as strongly as those of a description
    values = f"{document.values}\n{chunks.parts(document.values)}" if document.values else ""
    for name, text in (
        ("key", key(document.kind, document.id)),
        ("kind", document.kind),
        ("access", document.access),
        ("owner", document.owner),
        ("title", norwegian.title),
        ("names", norwegian.names),
        ("body", norwegian.body),
        ("title_parts", title_parts),
        ("parts", other_parts),
        ("title_en", english.title),
        ("names_en", english.names),
        ("body_en", english.body),
        ("withdrawn", "yes" if document.withdrawn else ""),
        ("values", values),
        ("words", _short(norwegian, english)),
    ):
        if text:
            made.add_text(name, text)
    for topic in document.topics:
        made.add_text("topic", topic)
    made.add_integer("updated", milliseconds(document.updated))
    made.add_integer("title_order", title_order(document))
    # tantivy's factor is log2(2 + field), of a field that is not negative
    made.add_float("weight", max(0.0, 2.0 ** (SCALE * weight(document)) - 2.0))
    return made


def _short(norwegian: Texts, english: Texts) -> str:
    told = (norwegian.title, norwegian.names, english.title, english.names)
    return "\n".join(filter(None, told))
