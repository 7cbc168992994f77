"""The fields of the index and how text becomes their terms."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

import tantivy

VERSION = 6  # counted up when the fields change: an index of another version is made again
LONGEST_WORD = 60

BOOSTS = {
    "title": 5.0,
    "title_en": 5.0,
    "names": 2.5,
    "names_en": 2.5,
    "body": 1.0,
    "body_en": 1.0,
    "title_parts": 2.5,
    "parts": 0.7,
    "values": 0.2,
}
NORWEGIAN = ("title", "names", "body", "values")
ENGLISH = ("title_en", "names_en", "body_en")
PHRASES = ("title", "body", "title_en", "body_en")  # where words stand next to each other
TITLES = ("title", "title_en", "title_parts")
PARTS = ("title_parts", "parts")
EXACT = ("kind", "topic", "access", "owner")


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """Return the fields of a document in the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("document", stored=True)
    for names, tokenizer in ((NORWEGIAN, "norwegian"), (ENGLISH, "english")):
        for name in names:
            option = "position" if name in PHRASES else "freq"
            builder.add_text_field(name, tokenizer_name=tokenizer, index_option=option)
    for name in PARTS:
        builder.add_text_field(name, tokenizer_name="stems", index_option="basic")
    builder.add_text_field("withdrawn", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    for name in EXACT:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("updated", fast=True, indexed=True)
    builder.add_integer_field("title_order", fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


@lru_cache(maxsize=1)
def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """Return how the text of each kind of field is cut into terms."""

    def analyzer(tokenizer: tantivy.Tokenizer, *filters: tantivy.Filter) -> tantivy.TextAnalyzer:
        builder = tantivy.TextAnalyzerBuilder(tokenizer)
        for one in (tantivy.Filter.remove_long(LONGEST_WORD), *filters):
            builder = builder.filter(one)
        return builder.build()

    simple, lower = tantivy.Tokenizer.simple(), tantivy.Filter.lowercase()
    return {
        "norwegian": analyzer(simple, lower, tantivy.Filter.stemmer("norwegian")),
        "english": analyzer(simple, lower, tantivy.Filter.stemmer("english")),
        "plain": analyzer(simple, lower),
        "stems": analyzer(tantivy.Tokenizer.whitespace()),
    }


@lru_cache(maxsize=100_000)
def norwegian_stem(word: str) -> str:
    """Return the Norwegian stem of one word."""
    return _stem("norwegian", word)


@lru_cache(maxsize=100_000)
def english_stem(word: str) -> str:
    """Return the English stem of one word."""
    return _stem("english", word)


STEMS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(NORWEGIAN, norwegian_stem),
    **dict.fromkeys(PARTS, norwegian_stem),
    **dict.fromkeys(ENGLISH, english_stem),
}


def milliseconds(moment: datetime) -> int:
    """Return a time as the index orders it: what a script publishes within one second keeps its order."""
    return int(moment.timestamp() * 1000)


def _stem(analyzer: str, word: str) -> str:
    found = analyzers()[analyzer].analyze(word)
    return str(found[0]) if found else word
