"""Names of persons: frequent Norwegian ones, and those of other countries where a column is full of them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding
from stabbur.disclosure.scanning.given_names import FIRST, LAST, elsewhere

WORDS = frozenset({
    "Ann", "Aud", "Bjørn", "Dag", "Else", "Eli", "Frank", "Gro", "Jan", "Kim", "Line", "Liv", "Mari", "May", "Odd",
    "Per", "Rita", "Roy", "Ruth", "Siv", "Stein", "Stig", "Tom", "Tone", "Tor", "Grete", "Martin", "Thomas",
})  # fmt: skip
"""First names that are also words, months, weekdays or parts of the names of firms: they prove nothing alone."""
PARTICLES = "de|da|di|do|dos|del|der|den|des|van|von|vom|zu|af|av|la|le|el|al|bin|ibn|ten|ter|y|e"
LIKE_NAME = rf"^\s*\p{{Lu}}[\p{{L}}.'’-]*(?:,? (?:(?:{PARTICLES}) ){{0,2}}\p{{Lu}}[\p{{L}}.'’-]*){{0,4}}\s*$"
TITLE = r"^(?:dr|prof|fru|herr|hr|mr|mrs|ms)\.? "
NOBODY = (
    r"(?i)\b(?:as|asa|ans|da|enk|sa|ba|ltd|inc|corp|co|gmbh|ab|hotell?|skole|barnehage|sykehjem|gate|gata|vei|veien|vegen"
    r"|plass|torg|kirke|fjord|kommune|fylke|group|company|holdings?|bank|stiftelse|legat|minne|forlag|bakeri|sykehus)$"
    r"|(?:gate|gata|veien|vegen|plass|torg|skole|fjorden|kommune)$"
)
CAPITAL, SMALL = "A-ZÀ-ÖØ-ÞČĐŊŠŦŽŁŚŻİ", "a-zß-öø-ÿčđŋšŧžłśżźğışćńęąěřůőű"
WORD = re.compile(rf"(?<![\w-])[{CAPITAL}](?:[{SMALL}]+(?:-[{CAPITAL}][{SMALL}]+)?(?![\w-])|\.)")
FIRM = re.compile(
    r" (?:AS|ASA|ANS|DA|ENK|SA|BA)\b|s?(?: videregående| ungdoms)? (?:gate|vei|veg|plass|skole|minne|hus)\b"
)
SON = r"(?:sen|sson|dotter|datter)$"
FAMILY = r"(?:ss?on|d[oó]tt[ie]r|sk[iay]|wicz|vi[cćč]|enko|escu|ov[aá]?|ev[aá]?|akis|poulos|ian|oğlu)$"
"""How surnames of other countries end."""
HEADER = ("person",)
ELSEWHERE = ("place", "business")


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the first names and surnames that are frequent in Norway."""
    # the lists of one language, not Faker itself, which loads all of them
    from faker.providers.person.no_NO import Provider

    lists: Any = Provider
    return frozenset(lists.first_names) | FIRST, frozenset(lists.last_names) | LAST


def names(column: Column) -> Iterator[Finding]:
    """Yield the names of a column: of persons where first names stand with surnames, else of one kind.

    A value counts when it begins with a frequent first name and ends with a frequent surname or one on -sen
    (or the other way round with a comma); half where only the first name is known. A column is called names
    only if the share is one that names of places, goods and firms do not reach.
    """
    looks = column.pick(LIKE_NAME)
    if looks.texts.is_empty():
        return
    parts = _parts(looks.texts, any_country=column.hints(*HEADER) and not column.hints(*ELSEWHERE))
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
            if surname.endswith("sen") or last.intersection(surname.split("-")) or _foreign(word, surname):
                if not FIRM.match(line, after.end()):
                    yield line[word.start() : after.end()]
                break


def _foreign(first: re.Match[str], surname: str) -> bool:
    """Tell whether a surname is one of other countries, where the first name is no word: `Per Day` is nobody."""
    return first.group() not in WORDS and surname.lower() in elsewhere()[1]


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


def _parts(texts: pl.Series, *, any_country: bool) -> pl.DataFrame:
    """Return for each value whether it is a name, by both, by its first name only, or only one of the two.

    A first name of another country counts with any surname; by itself only where `any_country` is expected.
    """
    first, last = known()
    text = pl.col("text").str.strip_chars().str.to_lowercase().str.replace(TITLE, "")
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
    far, family = elsewhere() if split["several"].any() or any_country else (frozenset(), frozenset())
    front, back, before = pl.col("front"), pl.col("back"), pl.col("before")
    words = _lower(WORDS)
    near = front.is_in(_lower(first))
    frequent = back.is_in(_lower(last)) | before.is_in(_lower(last)) | back.str.contains(SON)
    strange = front.is_in(_lower(far)) & ~front.is_in(words)
    foreign = back.is_in(_lower(family)) | back.str.contains(FAMILY)
    given = near | (strange if any_country else pl.lit(value=False))
    surname = frequent | (foreign if any_country else pl.lit(value=False))
    turned_round = front.is_in(_lower(last)) & back.is_in(_lower(first)) & ~back.is_in(words)
    person = pl.col("several") & ~pl.col("nobody")
    sure = given & ~front.is_in(words)
    strong = (near & frequent) | turned_round | ((sure | strange) & (frequent | foreign))
    return split.select(
        strong=(person & strong).fill_null(False),
        weak=(person & (sure | strange) & ~strong).fill_null(False),
        **{
            "first name": (~pl.col("several") & sure).fill_null(False),
            "surname": (~pl.col("several") & ~given & surname).fill_null(False),
        },
    )


@cache
def _lower(names: frozenset[str]) -> pl.Series:
    return pl.Series(sorted(name.lower() for name in names), dtype=pl.String).implode()
