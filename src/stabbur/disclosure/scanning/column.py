"""A column as it is looked at: its distinct values with their counts, and what its name lets expect."""

import re
from dataclasses import dataclass

import polars as pl

from stabbur.disclosure.scanning.finding import Finding, masked
from stabbur.disclosure.scanning.identity import plain

HINTS = {
    "identity": r"f(?:ø|o|oe)dselsn|person(?:nr|num|ident|_?id\b)|\bp?fnr|\bpnr\b|\bdnr\b|d-?num|identitetsn|\bident\b"
    r"|\bduf|\bfhn|\bfh\b|hjelpen(?:r|um)|\bnin\b|\bssn\b|national.?id|\bpid\b",
    "account": r"kont(?:o|i)|account|iban",
    "address": r"adresse|address|\bgate|\bvei|bosted",
    "phone": r"telefon|mobil|phone|\btlf|\bmob\b|\bcell\b",
    "person": r"navn|name|fornavn|etternavn|pasient|ansatt|saksbehandler|kontaktperson|eier|s(?:ø|o)ker|person|elev"
    r"|first|surname|patient|employee",
    "place": r"kommune|fylke|region|sted|\bland|municip|count(?:y|ry)|city|\bby\b|bydel|place|krets|area|gate|vei"
    r"|\bgrense|tettsted|grend|m(?:å|aa)ned|month|ukedag|weekday",
    "business": r"vare|produkt|product|firma|company|virksomhet|organisasjon|bedrift|skole|school|foretak|hotel|artikkel"
    r"|item|brand|merke|species|\bart\b|security|institusjon|kontor|office|forretning|enhet|klasse|kategori|category",
    "latitude": r"\blat(?:itude)?\b|breddegrad|\by_?(?:coord|koord)?\b|north|nord",
    "longitude": r"\blon(?:g|gitude)?\b|lengdegrad|\bx_?(?:coord|koord)?\b|east|(?:\b|_)(?:ø|o)st",
}
SHAPES = {hint: re.compile(shape, re.IGNORECASE) for hint, shape in HINTS.items()}
CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")
WIDE = r"[\p{Zs}&&[^ ]]"
THIN = r"[\p{Cf}\u{34f}\u{20e3}\u{fe00}-\u{fe0f}]"
LINE = r"[\p{Pd}&&[^-]]"
OTHER = r"[\p{Nd}&&[^0-9]]|[\u{ff01}-\u{ffef}\u{fe50}-\u{fe6f}\u{1d400}-\u{1d7ff}]|\p{Mn}"
UNUSUAL = r"[^\x00-\x7f\u{c0}-\u{ff}]"
"""Spaces of other widths, signs of none, hyphens of other lengths, and digits and letters of other forms: what a
column made for reading may have. All of it is among what is neither ASCII nor a letter of western Europe."""
SHOWN = 3
MOST = 20_000  # values that are looked at one by one
SHORT = 24  # characters


@dataclass(frozen=True)
class Column:
    """One column: of numbers only those that can be somebody's are kept as texts, of texts all."""

    name: str
    texts: pl.Series
    """Distinct values as text, no null, in no order."""
    counts: pl.Series
    """How many rows have each."""
    rows: int
    """Values that are not missing."""
    distinct: int
    kind: str
    """`text`, `integer` or `decimal`."""

    def hints(self, *which: str) -> bool:
        """Tell whether the column's name lets expect one of these."""
        spaced = re.sub(r"[_.\-]+", " ", CAMEL.sub(" ", self.name))
        return any(SHAPES[one].search(spaced) for one in which)

    def pick(self, shape: str) -> "Column":
        """Return the column with only the values that match a regular expression of Rust."""
        return self.only(self.texts.str.contains(shape))

    def only(self, kept: pl.Series) -> "Column":
        """Return the column with only some of its distinct values; `rows` and `distinct` stay as they were."""
        if kept.all():
            return self
        return Column(
            self.name, self.texts.filter(kept), self.counts.filter(kept), self.rows, self.distinct, self.kind
        )

    def few(self) -> "Column":
        """Return the column with no more values than can be looked at one by one, always the same ones."""
        if self.texts.len() <= MOST:
            return self
        return self.only(self.texts.is_in(self.texts.bottom_k(MOST).implode()))

    def short(self) -> "Column":
        """Return the column with only the values that are no longer than a number with spaces in it."""
        return self.only(self.texts.str.len_bytes() <= SHORT)

    def found(self, kind: str, confidence: float, *, direct: bool = False) -> Finding:
        """Return what the values that are left here are."""
        count = int(self.counts.sum())
        shown = dict.fromkeys(masked(kind, one) for one in self.texts.bottom_k(50).sort().to_list())
        share = count / self.rows if self.rows else 0.0
        sure = round(min(max(confidence, 0.0), 0.99), 2)
        return Finding("", self.name, kind, round(share, 4), count, sure, tuple(shown)[:SHOWN], direct)


def taken(values: pl.Series) -> Column | None:
    """Return a column as it is looked at; None for one that cannot hold any of what is looked for."""
    values = values.drop_nulls()
    kind = values.dtype
    if kind.is_numeric():
        return _numbers(values)
    if isinstance(kind, pl.Categorical | pl.Enum):
        values, kind = values.cast(pl.String), pl.String()
    if not isinstance(kind, pl.String) or values.is_empty():
        return None
    counted = values.alias("value").value_counts(name="count")
    texts = counted.filter(pl.col("value").str.len_bytes() > 0)
    texts = texts.with_columns(_in_a_row(texts["value"]))
    if texts["value"].str.contains(UNUSUAL).any():
        texts = texts.with_columns(_plain(texts["value"]))
    return Column(
        values.name, texts["value"], texts["count"], int(texts["count"].sum()), texts.height, "text"
    )


def _plain(texts: pl.Series) -> pl.Series:
    """Return texts with what is written otherwise made plain."""
    made = texts.str.replace_all(LINE, "-").str.replace_all(WIDE, " ").str.replace_all(THIN, "")
    other = made.str.contains(OTHER)
    if not other.any():
        return made
    return made.scatter(other.arg_true(), [plain(one) for one in made.filter(other).to_list()])


def _in_a_row(texts: pl.Series) -> pl.Series:
    """Return texts that stand in memory as in the column: those that were counted lie all over it, which is slow."""
    made = pl.from_arrow(texts.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return made.alias(texts.name) if isinstance(made, pl.Series) else texts


def _numbers(values: pl.Series) -> Column:
    """Take in numbers: those of 8 to 11 digits, which may have lost a zero, and some of 12."""
    decimal = not values.dtype.is_integer()
    numbers = values.cast(pl.Float64) if decimal else values
    if decimal:
        numbers = numbers.filter(numbers.is_finite())
        whole = numbers.filter((numbers == numbers.floor()) & _of_somebody(numbers))
    else:
        whole = numbers.filter(_of_somebody(numbers.cast(pl.Int64, strict=False)))
    counted = whole.cast(pl.Int64).alias("value").value_counts(name="count")
    kind = "decimal" if decimal else "integer"
    texts = counted["value"].cast(pl.String)
    distinct = numbers.n_unique() if len(numbers) else 0
    return Column(values.name, texts, counted["count"], len(numbers), distinct, kind)


def _of_somebody(numbers: pl.Series) -> pl.Series:
    """Return which numbers can be somebody's; those of twelve digits begin with a year."""
    return numbers.is_between(10**7, 10**11, closed="left") | numbers.is_between(195 * 10**9, 205 * 10**9)
