"""What stands in a descriptor or a comparison by an English key, named in the reader's language."""

from collections.abc import Callable, Mapping

from stabbur.hub.telling.words import Text

Named = Mapping[str, Callable[[Text], str]]

PROPERTIES: Named = {
    "title": lambda text: text("title"),
    "name": lambda text: text("name"),
    "description": lambda text: text("description"),
    "licenses": lambda text: text("licence"),
    "keywords": lambda text: text("keywords"),
    "topics": lambda text: text("topics"),
    "sources": lambda text: text("sources"),
    "contributors": lambda text: text("contributors"),
    "language": lambda text: text("language"),
    "translations": lambda text: text("translations"),
    "homepage": lambda text: text("home page"),
    "readme": lambda text: text("text about the package"),
    "temporal": lambda text: text("period"),
    "spatial": lambda text: text("area covered"),
    "type": lambda text: text("type"),
    "format": lambda text: text("format"),
    "unit": lambda text: text("unit"),
    "example": lambda text: text("example"),
    "constraints": lambda text: text("rules"),
    "categories": lambda text: text("categories"),
    "missingValues": lambda text: text("missing values"),
    "primaryKey": lambda text: text("key"),
    "foreignKeys": lambda text: text("references"),
    "email": lambda text: text("e-mail"),
    "path": lambda text: text("address"),
    "content": lambda text: text("content"),
    "spec": lambda text: text("drawing"),
    "specType": lambda text: text("drawing"),
}
MEASURES: Named = {
    "nulls": lambda text: text("missing values"),
    "distinct": lambda text: text("different values"),
    "min": lambda text: text("lowest"),
    "max": lambda text: text("highest"),
    "mean": lambda text: text("mean"),
}


def named(known: Named, key: str, text: Text) -> str:
    """Return a key's name; one that is not ours stands as it was written."""
    return known[key](text) if key in known else key
