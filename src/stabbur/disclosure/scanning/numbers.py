"""Numbers that belong to somebody: identity, account, organisation and telephone numbers in a column.

A number that passes its check digits proves little by itself: one in 11 accounts, one in 121 identity numbers
does by chance. What is judged is therefore the share that passes, against what chance alone would give.
"""

import math
from collections.abc import Iterator

import numpy as np
import polars as pl

from stabbur.disclosure.scanning.checksums import VARIETIES, Numbers, eleven, immigrants, organisations
from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding
from stabbur.disclosure.scanning.identity import BETWEEN, CHANCE, IMMIGRANT, SHARED, candidates_in, numbers_in

ACCOUNT = r"^ *[0-9]{4}[ .]?[0-9]{2}[ .]?[0-9]{5} *$"
APART = (
    rf"[0-9]{{2}}{BETWEEN}?[0-9]{{2}}{BETWEEN}?[0-9]{{2}}{BETWEEN}{{0,3}}[0-9]{{3}}{BETWEEN}?[0-9]{{2}}"
    "|(?:[0-9][ .-]){10}[0-9]"
)
"""Eleven digits with whatever people write between them; ten have lost the zero that they began with."""
IDENTITY = rf"^ *(?:{APART}|[0-9]{{10}}) *$"
GROUPED = r"^ *[0-9]{4}[ .][0-9]{2}[ .][0-9]{5} *$"
INSIDE = r"[0-9]{6} ?[0-9]{5}"
DUF = r"(?:19[5-9]|20[0-4])[0-9] ?[0-9]{6} ?[0-9]{2}"
IBAN = r"^ *NO[0-9]{2} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3} *$"
ORGANISATION = r"^ *[89][0-9]{2} ?[0-9]{3} ?[0-9]{3}(?: ?MVA)? *$"
ABROAD = r"^ *(?:(?:\+|00)47 ?[2-9](?: ?[0-9]){7}|\+[1-9][0-9]{0,2}[ -]?\(?[0-9](?:[ ()-]?[0-9]){6,11}) *$"
SPACED = r"^ *(?:[2-9][0-9] [0-9]{2} [0-9]{2} [0-9]{2}|[49][0-9]{2} [0-9]{2} [0-9]{3}) *$"
BARE = r"^ *[2-9][0-9]{7} *$"
DATE = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"


def identities(column: Column) -> Iterator[Finding]:
    """Yield the identity numbers of a column by variety, if their share is not what chance gives."""
    short = column.short()
    whole = _eleven(short.only(~short.texts.str.contains(GROUPED)), IDENTITY)
    if whole is not None:
        yield from _varieties(*whole)
    yield from _immigrants(short)
    if column.kind == "text":
        inside = column.pick(INSIDE)
        inside = inside.only(~inside.texts.str.contains(IDENTITY)).few()
        if not inside.texts.is_empty():
            real = [any(True for _ in numbers_in(text)) for text in inside.texts.to_list()]
            if any(real):
                among = inside.only(pl.Series(real))
                yield among.found(VARIETIES[1], 0.91 if sum(real) == 1 else 0.97, direct=True)
        yield from _apart(column)


def _apart(column: Column) -> Iterator[Finding]:
    """Yield the texts with numbers that only their check digits tell, where chance would not give so many."""
    some = column.pick(rf"{APART}|{DUF}")
    some = some.only(~some.texts.str.contains(rf"{IDENTITY}|^ *{DUF} *$")).few()
    told = [[one for one in candidates_in(text) if one[0] in CHANCE] for text in some.texts.to_list()]
    for kind in likely([one for each in told for one in each]):
        with_it = pl.Series([any(one[2] == kind for one in each) for each in told])
        yield some.only(with_it).found(kind, 0.91, direct=kind != VARIETIES[4])


def likely(candidates: list[tuple[str, str, str]]) -> set[str]:
    """Return the varieties among candidates of forms in `CHANCE` that are not there by chance."""
    kinds: set[str] = set()
    for form, chance in CHANCE.items():
        those = {written: kind for found, written, kind in candidates if found == form}
        right = [kind for kind in those.values() if kind]
        if right and by_chance(len(right), len(those), chance) < 0.01:
            kinds |= set(right)
    return kinds


def _immigrants(column: Column) -> Iterator[Finding]:
    """Yield the DUF-numbers of a column; times such as 202601011200 have their form, and one in 11 its check digits."""
    whole = column.pick(rf"^ *{DUF} *$")
    if whole.texts.is_empty():
        return
    right, can = immigrants(_digits(whole.texts))
    count, passed = len(right), int(right.sum())
    named = column.hints("identity")
    tail = by_chance(passed, count, max(float(can.mean()), 0.1) / 11) if passed else 1.0
    if tail > 0.05 and not (named and passed == count):
        return
    sure = 0.97 if named and passed >= count / 2 else 1 - tail
    if passed < 3 and not named:
        sure = min(sure, 0.7)
    yield whole.only(pl.Series(right)).found(IMMIGRANT, sure, direct=True)


def _varieties(column: Column, numbers: Numbers) -> Iterator[Finding]:
    told = eleven(numbers)
    count = len(numbers)
    # chance: the date is right as often as it is here, and then one in 11 of those whose last digit is right
    chance = max(told.dated.mean(), 0.05) * max(told.account.mean(), 1 / 11) / 11
    variety = told.variety
    right, renewed = int(np.count_nonzero(variety)), int(np.count_nonzero(told.renewed))
    named = column.hints("identity")
    by_luck = by_chance(renewed, count, 4 * chance)
    # numbers given from 2032 on: only where the column is called so, or is long and full of them
    if renewed > right and renewed >= count / 2 and (by_luck < 1e-4 or (named and renewed == count)):
        variety, right, chance = told.renewed, renewed, 4 * chance
    if not right:
        return
    share, tail = right / count, by_chance(right, count, chance)
    sure = max(1 - tail, 0.97 if named and share >= 0.5 else 0)
    if share < 0.5:
        if tail > 0.05:
            return
        # a lucky one or two among figures are no persons; nor are a few among accounts
        sure = min(sure, 0.99 if right >= 3 and (named or column.kind == "text") else 0.6)
        if column.hints("account"):
            sure = min(sure, 0.7)
    tests = np.count_nonzero(variety == 4) / right
    # one in 11 accounts that begin with 8 or 9 has the check digits of a common help number
    shared = np.count_nonzero(variety == VARIETIES.index(SHARED)) >= 3 or named
    caps = {3: 0.5 if tests > 0.5 else 0.85, 5: 1.0 if shared and not column.hints("account") else 0.7}
    for at, kind in enumerate(VARIETIES):
        if at and (variety == at).any():
            found = column.only(pl.Series(variety == at))
            yield found.found(kind, min(sure, caps.get(at, 1.0)), direct=at != 4)


def accounts(column: Column, *, persons: bool) -> Iterator[Finding]:
    """Yield the bank accounts of a column; `persons`: its eleven digits are identity numbers, which pass, too."""
    iban = column.pick(IBAN) if column.kind == "text" else None
    if iban is not None and not iban.texts.is_empty():
        digits = iban.texts.str.replace_all(r"[^0-9]", "")
        turned = (digits.str.slice(2) + "2324" + digits.str.slice(0, 2)).cast(pl.Int64)
        if (kept := iban.only(turned % 97 == 1)).texts.len():
            yield kept.found("bank account", 0.97, direct=True)
    found = None if persons else _eleven(column, ACCOUNT)
    if found is None:
        return
    whole, numbers = found
    right = eleven(numbers).account
    passed, count = int(right.sum()), len(numbers)
    if passed < 0.8 * count:
        return
    marked = (whole.texts.str.contains(r"[0-9][ .][0-9]") & pl.Series(right)).any()
    named = column.hints("account")
    if not marked and not named and (count < 5 or count < column.distinct / 2):
        return
    sure = 0.95 if marked or named else 0.75  # others number their bills the same way
    yield whole.only(pl.Series(right)).found(
        "bank account", min(sure, 1 - by_chance(passed, count, 1 / 11)), direct=True
    )


def organisation_numbers(column: Column) -> Iterator[Finding]:
    """Yield the numbers of legal entities of a column: open data, but what a business is known by."""
    whole = column.pick(ORGANISATION)
    if whole.texts.is_empty():
        return
    right = organisations(_digits(whole.texts))
    count = len(right)
    if right.mean() >= 0.8 and count >= 3 and count >= column.distinct / 2:
        sure = 1 - by_chance(int(right.sum()), count, 1 / 11)
        yield whole.only(pl.Series(right)).found("organisation number", min(sure, 0.95))


def phones(column: Column) -> Iterator[Finding]:
    """Yield the telephone numbers of a column: written as such, or called so."""
    named = column.hints("phone") and not _of_any_digits(column)
    bare = column.only(column.texts.str.contains(BARE) & ~column.texts.str.contains(DATE))
    if column.kind != "text":
        if named and bare.texts.len() >= column.distinct / 2:
            yield _phone(bare, 0.92)
        return
    written = column.only(column.texts.str.contains(ABROAD) | column.texts.str.contains(SPACED))
    both = column.only(column.texts.is_in(bare.texts.implode()) | column.texts.is_in(written.texts.implode()))
    if named and both.texts.len():
        yield _phone(both, 0.95)
    elif written.texts.len():
        share = both.texts.len() / column.distinct
        yield _phone(both if share > 0.3 else written, 0.9 if share > 0.3 else 0.8)
    elif bare.texts.len() >= max(5, 0.95 * column.distinct) and bare.counts.mean() == 1:
        mobile = bare.texts.str.contains(r"^ *[49]").mean()
        if isinstance(mobile, float) and mobile > 0.95:
            yield _phone(bare, 0.7)


def _of_any_digits(column: Column) -> bool:
    """Tell whether eight digits begin with 0 or 1 about as often as chance has it; numbers of telephones never do."""
    eight = column.texts.filter(column.texts.str.contains(r"^ *[0-9]{8} *$"))
    return eight.len() >= 20 and eight.str.contains(r"^ *[01]").sum() >= 0.1 * eight.len()


def _phone(column: Column, sure: float) -> Finding:
    mobile = column.texts.str.replace(r"^ *(?:\+|00)47", "").str.contains(r"^ *[49]").mean()
    # a line on a desk is an office's as often as a person's; 800, 815 and the like are nobody's
    personal = mobile if isinstance(mobile, float) else 0.0
    return column.found("phone", sure if personal >= 0.2 else min(sure, 0.74), direct=True)


def by_chance(right: int, count: int, chance: float) -> float:
    """Return the most that chance gives at least `right` of `count` when each has this one (Chernoff's bound).

    Examples
    --------
    >>> from stabbur.disclosure.scanning.numbers import by_chance
    >>> by_chance(1, 100, 1 / 11), round(by_chance(1, 1, 1 / 11), 3), by_chance(50, 50, 1 / 11) < 1e-50
    (1.0, 0.091, True)
    """
    share, chance = right / count, min(chance, 0.999)
    if share <= chance:
        return 1.0
    apart = share * math.log(share / chance)
    apart += (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
    return math.exp(-count * apart)


def _eleven(column: Column, shape: str) -> tuple[Column, Numbers] | None:
    """Return the values of eleven digits and the digits; a number may have lost the zero it began with."""
    whole = column.pick(shape if column.kind == "text" else r"^[0-9]{10,11}$")
    return None if whole.texts.is_empty() else (whole, _digits(whole.texts))


def _digits(texts: pl.Series) -> Numbers:
    found: Numbers = texts.str.replace_all(r"[^0-9]", "").cast(pl.Int64).to_numpy()
    return found
