"""Words for the sum of all, as tables have them."""

WORDS = "total,totalt,totals,i alt,ialt,alt,alle,all,sum,grand total,begge kjønn,both sexes,hele landet"
LABELS = frozenset(WORDS.split(","))
LEADS = ("alle ", "i alt ", "total ", "sum ")


def is_total_label(code: object) -> bool:
    """Say whether a code is a word for the sum of all.

    Examples
    --------
    >>> from stabbur.disclosure.tables.finding.labels import is_total_label
    >>> [is_total_label(code) for code in ("I alt", "alle kommuner", "Totaland")]
    [True, True, False]
    """
    plain = str(code).strip().casefold()
    return plain in LABELS or plain.startswith(LEADS)
