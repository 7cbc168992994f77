"""The codes of the EU's authority tables that DCAT-AP-NO wants, by our own words; no code for what has none."""

import re
from collections.abc import Iterable

AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIATYPES = "https://www.iana.org/assignments/media-types/"
ACCESS = {"public": "PUBLIC", "internal": "RESTRICTED", "team": "NON_PUBLIC"}
LANGUAGES = {
    "nb": "NOB",
    "nn": "NNO",
    "no": "NOR",
    "en": "ENG",
    "se": "SME",
    "da": "DAN",
    "sv": "SWE",
    "de": "DEU",
    "fr": "FRA",
}
FORMATS = {
    "csv": "CSV",
    "geojson": "GEOJSON",
    "json": "JSON",
    "ods": "ODS",
    "parquet": "PARQUET",
    "tsv": "TSV",
    "xlsx": "XLSX",
    "xml": "XML",
    "zip": "ZIP",
}
LICENCES = {
    "CC0": r"cc-?0(-1\.0)?|.*/publicdomain/zero/1\.0/?",
    "CC_BY_4_0": r"cc-by-4\.0|.*/licenses/by/4\.0(/.*)?",
    "CC_BYSA_4_0": r"cc-by-sa-4\.0|.*/licenses/by-sa/4\.0(/.*)?",
    "CC_BYNC_4_0": r"cc-by-nc-4\.0|.*/licenses/by-nc/4\.0(/.*)?",
    "NLOD_1_0": r"nlod-?1\.0|.*/nlod/(no|en)?/?1\.0/?",
    "NLOD_2_0": r"nlod-?2\.0|.*/nlod/(no|en)?/?2\.0/?",
}
COUNTRIES = {"norge": "NOR", "noreg": "NOR", "norway": "NOR", "no": "NOR", "nor": "NOR"}
THEMES = {
    "AGRI": "landbruk jordbruk skogbruk fiske fiskeri havbruk akvakultur mat reindrift agriculture fisheries"
    " forestry food",
    "ECON": "økonomi næring næringsliv industri handel bank finans skatt pris priser lønn inntekt formue"
    " arbeid arbeidsmarked arbeidsliv sysselsetting ledighet regnskap virksomhet konjunktur turisme economy"
    " finance business industry trade tax labour employment income",
    "EDUC": "utdanning utdannelse skole barnehage kultur idrett forskerutdanning kunst museum bibliotek"
    " education culture sport school",
    "ENER": "energi elektrisitet kraft strøm olje gass energy electricity petroleum",
    "ENVI": "miljø klima vær natur utslipp avfall vann forurensning environment climate nature",
    "GOVE": "forvaltning offentlig stat kommune kommuner valg styring government administration election",
    "HEAL": "helse sykefravær sykdom sykehus omsorg legemiddel smittevern uføre health disease",
    "INTR": "utenriks bistand internasjonal international",
    "JUST": "justis kriminalitet rett politi domstol fengsel brann beredskap justice crime police",
    "REGI": "geografi kart region fylke by eiendom planlegging grenser regions cities geography",
    "SOCI": "befolkning folketall innvandring familie trygd velferd bolig levekår likestilling sosial barn"
    " pensjon population society welfare housing migration",
    "TECH": "teknologi vitenskap forskning digitalisering innovasjon ikt technology science research",
    "TRAN": "transport samferdsel vei bil trafikk jernbane fly skip traffic road aviation",
}
NO_THEME = "OP_DATPRO"  # "provisional": a theme must be given, and this one claims nothing
_BY_WORD = {word: code for code, words in THEMES.items() for word in words.split()}


def access_right(access: str) -> str:
    """Return the level of access; what is not known counts as closed."""
    return f"{AUTHORITY}access-right/{ACCESS.get(access, 'NON_PUBLIC')}"


def language(code: str) -> str | None:
    """Return the language of a code such as `nb` or `en-GB`."""
    found = LANGUAGES.get(code.lower().partition("-")[0])
    return found and f"{AUTHORITY}language/{found}"


def file_type(kind: str) -> str | None:
    """Return the type of a file by our name for its format."""
    found = FORMATS.get(kind)
    return found and f"{AUTHORITY}file-type/{found}"


def licence(name: str, address: str) -> str | None:
    """Return the licence that a name or an address means."""
    for code, pattern in LICENCES.items():
        if re.fullmatch(pattern, name.lower()) or re.fullmatch(pattern, address.lower()):
            return f"{AUTHORITY}licence/{code}"
    return None


def country(place: str) -> str | None:
    """Return the country that a place is called by."""
    found = COUNTRIES.get(place.strip().lower())
    return found and f"{AUTHORITY}country/{found}"


def mediatype(name: str) -> str | None:
    """Return the address of a registered media type such as `text/csv`."""
    return MEDIATYPES + name if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", name) else None


def themes(*groups: Iterable[str]) -> list[str]:
    """Return the themes of the first group of words that has any; one that claims nothing when none has.

    >>> themes(["befolkning"], ["skole"])
    ['http://publications.europa.eu/resource/authority/data-theme/SOCI']
    """
    for group in groups:
        found = (_BY_WORD.get(part) for word in group for part in re.split(r"[\W_]+", word.lower()))
        if codes := list(dict.fromkeys(code for code in found if code)):
            return [f"{AUTHORITY}data-theme/{code}" for code in codes]
    return [f"{AUTHORITY}data-theme/{NO_THEME}"]
