"""Names of persons: the most frequent Norwegian ones, as the lists of Faker (no_NO) have them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding

WORDS = {
    "Ann", "Aud", "Bjørn", "Dag", "Else", "Eli", "Frank", "Gro", "Jan", "Kim", "Line", "Liv", "Mari", "May", "Odd",
    "Per", "Rita", "Roy", "Ruth", "Siv", "Stein", "Stig", "Tom", "Tone", "Tor", "Grete", "Martin", "Thomas",
}  # fmt: skip
"""First names that are also words, months, weekdays or parts of the names of firms: they prove nothing alone."""
LIKE_NAME = r"^\s*\p{Lu}[\p{L}.'’-]*(?:,? \p{Lu}[\p{L}.'’-]*){0,4}\s*$"
TITLE = r"^(?:Dr|Prof|Fru|Herr|Hr|Mr|Mrs|Ms)\.? "
NOBODY = (
    r"(?i)\b(?:as|asa|ans|da|enk|sa|ba|ltd|inc|corp|co|gmbh|ab|hotell?|skole|barnehage|sykehjem|gate|gata|vei|veien|vegen"
    r"|plass|torg|kirke|fjord|kommune|fylke|group|company|holdings?|bank|stiftelse|legat|minne|forlag|bakeri|sykehus)$"
    r"|(?:gate|gata|veien|vegen|plass|torg|skole|fjorden|kommune)$"
)
WORD = re.compile(r"(?<![\w-])[A-ZÆØÅ](?:[a-zæøåéöü]+(?:-[A-ZÆØÅ][a-zæøåéöü]+)?(?![\w-])|\.)")
FIRM = re.compile(r" (?:AS|ASA|ANS|DA|ENK|SA|BA)\b|s? (?:gate|vei|veg|plass|skole|minne|hus)\b")
SON = r"(?:sen|sson|dotter|datter)$"
HEADER = ("person",)
ELSEWHERE = ("place", "business")


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the frequent first names and surnames."""
    # the lists of one language, not Faker itself, which loads all of them
    from faker.providers.person.no_NO import Provider

    lists: Any = Provider
    return frozenset(lists.first_names), frozenset(lists.last_names)


def names(column: Column) -> Iterator[Finding]:
    """Yield the names of a column: of persons where first names stand with surnames, else of one kind.

    A value counts when it begins with a frequent first name and ends with a frequent surname or one on -sen
    (or the other way round with a comma); half where only the first name is known. A column is called names
    only if the share is one that names of places, goods and firms do not reach.
    """
    looks = column.pick(LIKE_NAME)
    if looks.texts.is_empty():
        return
    parts = _parts(looks.texts)
    whole = parts["strong"] | parts["weak"]
    full = looks.only(whole)
    strong, weak = int(parts["strong"].sum()), int(parts["weak"].sum())
    evidence = (strong + weak / 2) / max(column.distinct, 1)
    if full.texts.len():
        sure = _sure(column, full.texts.len(), strong, evidence)
        if sure >= 0.3:
            yield full.found("name", sure, direct=True)
            return
    for kind in ("first name", "surname"):
        alone = looks.only(parts[kind])
        share = alone.texts.len() / max(column.distinct, 1)
        if alone.texts.len() >= 5 and share >= 0.25:
            sure = 0.6 + 0.35 * share + 0.1 * column.hints(*HEADER) - 0.4 * column.hints(*ELSEWHERE)
            if sure >= 0.4:
                yield alone.found(kind, sure)


def paired(found: list[Finding]) -> list[Finding]:
    """Return the findings of a frame with first names and surnames in columns of their own taken together."""
    kinds = {one.kind for one in found if one.kind in ("first name", "surname") and one.confidence >= 0.65}
    if len(kinds) < 2:
        return found
    return [
        Finding(**(vars(one) | {"direct": True, "confidence": max(one.confidence, 0.9)}))
        if one.kind in kinds and one.confidence >= 0.65
        else one
        for one in found
    ]


def in_text(line: str) -> Iterator[str]:
    """Yield the names in a line of running text: a frequent first name, and a surname that is known or ends on -sen.

    One name may stand between them, or its first letter.
    """
    first, last = known()
    words = list(WORD.finditer(line))
    for at, word in enumerate(words):
        if word.group().partition("-")[0] not in first:
            continue
        for before, after in zip(words[at : at + 2], words[at + 1 : at + 3], strict=False):
            if line[before.end() : after.start()] != " ":
                break
            surname = after.group()
            if surname.endswith("sen") or last.intersection(surname.split("-")):
                if not FIRM.match(line, after.end()):
                    yield line[word.start() : after.end()]
                break


def mentioned(column: Column, *, sure: bool) -> Iterator[Finding]:
    """Yield the texts of a column that mention persons by first name and surname.

    `sure`: it is in people's own words. In short values a name is that of a road, a school or a prize as often.
    """
    some = column.pick(r"[ -]\p{Lu}").pick(_running_prefilter()).few()
    if some.texts.is_empty():
        return
    hits = [any(True for _ in in_text(text)) for text in some.texts.to_list()]
    if any(hits):
        among = some.only(pl.Series(hits))
        yield among.found("name", (0.7 if among.texts.len() < 3 else 0.85) if sure else 0.6, direct=True)


@cache
def _running_prefilter() -> str:
    return rf"(?:{'|'.join(sorted(known()[0]))})[ -]\p{{Lu}}"


def _sure(column: Column, hits: int, strong: int, evidence: float) -> float:
    if hits < 3:
        # one or two values prove little unless they are all that there is, and both names are frequent
        sure = 0.5 + 0.15 * strong if evidence >= 0.5 else 0.0
    elif evidence < 0.1:
        sure = 0.5 if strong >= 3 and evidence >= 0.01 else 0.0
    else:
        sure = 0.62 + 0.55 * evidence + (0.1 if strong >= 3 else 0.0)
    sure += 0.12 if column.hints(*HEADER) and not column.hints(*ELSEWHERE) else 0.0
    return sure - (0.25 if column.hints(*ELSEWHERE) else 0.0)


def _parts(texts: pl.Series) -> pl.DataFrame:
    """Return for each value whether it is a name, by both, by its first name only, or only one of the two."""
    first, last = (pl.Series(sorted(names)).implode() for names in known())
    words = pl.Series(sorted(WORDS)).implode()
    text = pl.col("text").str.strip_chars().str.to_titlecase().str.replace(TITLE, "")
    comma = text.str.contains(",", literal=True)
    turned = text.str.replace(r"^([^,]+), *(.+)$", "$2 $1")
    made = pl.DataFrame({"text": texts}).select(pl.when(comma).then(turned).otherwise(text).alias("text"))
    split = made.with_columns(
        front=pl.col("text").str.extract(r"^([\p{L}'’]+)"),
        back=pl.col("text").str.extract(r"([\p{L}'’]+)$"),
        before=pl.col("text").str.extract(r" ([\p{L}'’]+)(?:-[\p{L}'’]+)?$"),
        several=pl.col("text").str.contains(" ", literal=True),
        nobody=pl.col("text").str.contains(NOBODY),
    )
    surname = pl.col("back").is_in(last) | pl.col("before").is_in(last) | pl.col("back").str.contains(SON)
    given = pl.col("front").is_in(first)
    turned_round = pl.col("front").is_in(last) & pl.col("back").is_in(first) & ~pl.col("back").is_in(words)
    person = pl.col("several") & ~pl.col("nobody")
    sure = given & ~pl.col("front").is_in(words)
    return split.select(
        strong=(person & ((given & surname) | turned_round)).fill_null(False),
        weak=(person & sure & ~surname).fill_null(False),
        **{
            "first name": (~pl.col("several") & sure).fill_null(False),
            "surname": (~pl.col("several") & ~given & surname).fill_null(False),
        },
    )
