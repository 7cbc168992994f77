"""The sentences of notices in the languages of the pages."""

WORDS = {
    "nb": {
        "failed": "{subject} feilet",
        "timed_out": "{subject} brukte for lang tid og ble stoppet",
        "lost": "Ingen vet hvordan {subject} gikk",
        "recovered": "{subject} går igjen",
        "succeeded": "{subject} gikk bra",
        "missing": "{subject} har ikke gått siden {since}",
        "late": "{subject} er ikke fornyet siden {since}",
        "digest": "{count} varsler fra Stabbur",
        "cause": "Årsak: {cause}",
        "cell": "celle {number}",
        "at": "{place} feilet med {error}",
        "line": "{place} feilet med {error} i linje {line}",
        "needs": "dette trenger «{name}», som ikke er installert her",
        "entry": "Kjøring {run} av {entry}, begynte {started}",
        "attempts": "Forsøk {attempt} av {attempts}",
        "due": "Skulle gått {due}",
        "renewal": "Skal fornyes innen {days} dager",
        "daily": "Skal fornyes hver dag",
        "changed": "Endret siden det gikk bra sist:",
        "unchanged": "Ingen har endret prosjektet siden det gikk bra sist.",
        "never": "Det har aldri gått bra før.",
        "look": "Se på den: stabbur runs show {run}",
        "more": "… og {count} til",
    },
    "nn": {
        "failed": "{subject} feila",
        "timed_out": "{subject} brukte for lang tid og vart stoppa",
        "lost": "Ingen veit korleis {subject} gjekk",
        "recovered": "{subject} går att",
        "succeeded": "{subject} gjekk bra",
        "missing": "{subject} har ikkje gått sidan {since}",
        "late": "{subject} er ikkje fornya sidan {since}",
        "digest": "{count} varsel frå Stabbur",
        "cause": "Årsak: {cause}",
        "cell": "celle {number}",
        "at": "{place} feila med {error}",
        "line": "{place} feila med {error} i linje {line}",
        "needs": "dette treng «{name}», som ikkje er installert her",
        "entry": "Køyring {run} av {entry}, tok til {started}",
        "attempts": "Forsøk {attempt} av {attempts}",
        "due": "Skulle gått {due}",
        "renewal": "Skal fornyast innan {days} dagar",
        "daily": "Skal fornyast kvar dag",
        "changed": "Endra sidan det gjekk bra sist:",
        "unchanged": "Ingen har endra prosjektet sidan det gjekk bra sist.",
        "never": "Det har aldri gått bra før.",
        "look": "Sjå på ho: stabbur runs show {run}",
        "more": "… og {count} til",
    },
    "en": {
        "failed": "{subject} failed",
        "timed_out": "{subject} took too long and was stopped",
        "lost": "Nobody knows how {subject} ended",
        "recovered": "{subject} runs again",
        "succeeded": "{subject} went well",
        "missing": "{subject} has not run since {since}",
        "late": "{subject} has not been renewed since {since}",
        "digest": "{count} notices from Stabbur",
        "cause": "Cause: {cause}",
        "cell": "cell {number}",
        "at": "{place} failed with {error}",
        "line": "{place} failed with {error} in line {line}",
        "needs": "this needs '{name}', which is not installed here",
        "entry": "Run {run} of {entry}, begun {started}",
        "attempts": "Attempt {attempt} of {attempts}",
        "due": "It was due {due}",
        "renewal": "To be renewed within {days} days",
        "daily": "To be renewed every day",
        "changed": "Changed since it last went well:",
        "unchanged": "Nobody has changed the project since it last went well.",
        "never": "It has never gone well before.",
        "look": "Look at it: stabbur runs show {run}",
        "more": "… and {count} more",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Return a sentence.

    Examples
    --------
    >>> from stabbur.runs.notices.words import say
    >>> say("nb", "failed", subject="skatt/tall")
    'skatt/tall feilet'
    """
    return WORDS.get(language, WORDS["nb"])[key].format(**values)
