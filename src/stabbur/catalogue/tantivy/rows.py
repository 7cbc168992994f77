"""Document -> the fields of the index."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import tantivy

from stabbur.catalogue.documents import Document, dump
from stabbur.catalogue.ranking import newness, title_order, weight
from stabbur.catalogue.tantivy.fields import schema
from stabbur.catalogue.words import Compounds, tokens

HUMP = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")  # antallPersoner -> antall Personer


@dataclass(frozen=True, slots=True)
class Texts:
    """What a document says in one language: its title, its names and the rest."""

    title: str = ""
    names: str = ""
    body: str = ""

    def short(self) -> str:
        """Return title and names: the words that compounds are learnt from."""
        return f"{self.title}\n{self.names}"


def texts(document: Document) -> tuple[Texts, Texts]:
    """Return the Norwegian and the English texts of a document."""
    names = [*document.topics, *document.keywords, document.id, document.owner]
    told = [document.description]
    for column in document.columns:
        names += [HUMP.sub(" ", column.name), column.title, column.unit]
        told.append(column.description)
    told.append(document.text)
    own = Texts(document.title, "\n".join(names), "\n".join(told))
    english = document.language.startswith("en")
    others: list[str] = ["", ""]
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
    """Return the words of title and names in both languages, and of the description."""
    norwegian, english = texts(document)
    return set(tokens(f"{norwegian.short()}\n{english.short()}\n{document.description}"))


def row(document: Document, compounds: Compounds) -> tantivy.Document:
    """Return a document as the index takes it."""
    norwegian, english = texts(document)
    fields: dict[str, object] = {
        "id": document.id,
        "document": dump(document),
        "title": norwegian.title,
        "names": norwegian.names,
        "body": norwegian.body,
        "title_parts": parts(tokens(norwegian.title), compounds),
        "parts": parts(tokens(f"{norwegian.names}\n{norwegian.body}"), compounds),
        "title_en": english.title,
        "names_en": english.names,
        "body_en": english.body,
        "words": "\n".join((norwegian.short(), english.short(), document.description)),
        "kind": document.kind,
        "topic": list(document.topics),
        "access": document.access,
        "owner": document.owner,
        "updated": int(document.updated.timestamp()),
        "newness": newness(document),
        "title_order": title_order(document),
        # tantivy multiplies the score by log2(2 + field)
        "weight": 2.0 ** weight(document) - 2.0,
    }
    given = {name: value for name, value in fields.items() if value not in ("", [])}
    return tantivy.Document.from_dict(given, schema())


def parts(found: Iterable[str], compounds: Compounds) -> str:
    """Return the stems of the parts of all compounds among some words."""
    return " ".join(dict.fromkeys(part for word in dict.fromkeys(found) for part in compounds.split(word)))
