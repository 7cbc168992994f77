"""E-mail addresses, street addresses and points: where somebody is to be found."""

from collections.abc import Iterator

import polars as pl

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding

MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
OFFICE = (
    r"(?i)(?:^|[ :=<;,])(?:post(?:mottak|master)?|firmapost|info|kontakt|contact|support|hjelp|help|admin|no-?reply|noreply|epost"
    r"|mail|office|kundeservice|presse|press|salg|sales|faktura|regnskap|webmaster|sentralbord|servicekontor)[A-Za-z0-9._-]*@"
)
ROAD = (
    r"(?:gate|gata|gaten|gt\.|veien|vegen|vei|veg|v\.|plass|plassen|allé|alléen|alleen|torg|torget|brygge|brygga|smauet"
    r"|smuget|veita|svingen|ringen|stien|terrasse|street|st\.|road|rd\.|avenue|ave\.|lane|drive)"
)
PLACE = (
    r"(?:bakken|bekken|berget|bråten|bukta|dalen|dammen|eggen|ekra|elva|enga|engen|faret|feltet|flata|flaten|garden|gard"
    r"|gjerdet|grenda|gropa|gården|hagen|haugen|havna|hellinga|holmen|holtet|høgda|jordet|kleiva|kollen|kroken|krysset"
    r"|leite|leitet|lia|lien|lunden|lyngen|løkka|løypa|marka|moen|myra|myren|neset|osen|parken|roa|røa|sida|skogen"
    r"|skrenten|sletta|slyngen|snaret|spranget|strand|stranda|stubben|stykket|tangen|tjernet|toppen|trekket|tunet|vangen"
    r"|vika|viken|vollen|øya|åkeren|åsen)"
)
"""How names of roads end; how names of roads and of places alike do, such as the tracts `Haugen 1` and `Haugen 2`."""
NUMBERED_ROAD = r"(?i)^ *(?:riks|fylkes|europa|kommune|kommunal|privat|skogs)ve[ig]"
HOUSE = rf"{ROAD} +[0-9]|[0-9]{{2}}|[0-9] ?[A-Za-z]"
STREET = f"(?:{ROAD}|{PLACE})"
ADDRESS = (
    r"^[ ]*[A-ZÆØÅ][^0-9\n]*" + STREET + r"[ ]+[0-9]{1,3}[ ]?[A-Za-z]?"
    r"(?:[ ]*[,\n][ ]*(?:H[0-9]{4}[ ]*,[ ]*)?(?:NO-)?[0-9]{4}[ ]+[^0-9]*)?[ ]*$"
)
CAPITAL = r"^ *[A-ZÆØÅ]"
"""How an address begins: what begins otherwise is put aside before the patterns that cost more."""
LONGEST = 120  # characters of an address
FIGURE = r"-?[0-9]{1,3}\.[0-9]{4,}"
POINT = (
    rf"^ *(?:POINT *(?:Z *)?\( *)?{FIGURE} *[,; ] *{FIGURE} *\)?$"
    rf'|^\{{"type": ?"Point", ?"coordinates": ?\[{FIGURE}, ?{FIGURE}'
)
NORWAY = {"latitude": (57.5, 81.0), "longitude": (4.0, 35.0)}
PRECISE = 3  # decimals of a degree: 100 m, within which few live


def mails(column: Column) -> Iterator[Finding]:
    """Yield the e-mail addresses of a column; those of offices point at nobody."""
    found = column.only(column.texts.str.contains("@", literal=True)).pick(MAIL)
    linked = found.texts.str.contains("://", literal=True)
    if linked.any():  # a password may stand before that @
        found = found.only(~(linked & found.texts.str.contains(r"://[^ @]*:[^ @]*@")))
    if found.texts.is_empty():
        return
    offices = found.texts.str.contains(OFFICE)
    if not offices.all():
        yield found.only(~offices).found("e-mail", 0.95, direct=True)
    if offices.any():
        yield found.only(offices).found("e-mail", 0.95)


def addresses(column: Column) -> Iterator[Finding]:
    """Yield the street addresses with house numbers of a column."""
    some = column.only(column.texts.str.len_bytes() <= LONGEST).pick(CAPITAL)
    some = some.pick(r"[A-Za-zæøåé.] +[0-9]{1,3}[ ]?[A-Za-z]?(?:$|[ ]*[,\n])")
    found = some.pick(ADDRESS)
    found = found.only(~found.texts.str.contains(NUMBERED_ROAD))
    share = found.texts.len() / max(column.distinct, 1)
    if found.texts.len() < 3 and share < 0.5:
        return
    sure = 0.9 if share >= 0.3 else 0.8 if share >= 0.05 else 0.5
    houses = found.texts.str.contains(HOUSE).mean()
    if not column.hints("address") and isinstance(houses, float) and houses < 0.4:
        sure = min(sure, 0.6)
    if column.hints("business"):
        sure = min(sure, 0.7)
    yield found.found("address", sure, direct=True)


def points(column: Column) -> Iterator[Finding]:
    """Yield the points of a column that holds both figures as text."""
    found = column.pick(POINT)
    if found.texts.len() >= max(1, column.distinct / 2):
        yield found.found("coordinates", 0.85)


def coordinates(columns: list[Column]) -> Iterator[Finding]:
    """Yield the columns of precise figures that are latitudes and longitudes, in pairs."""
    named = {which: [one for one in columns if one.hints(which)] for which in NORWAY}
    if all(named.values()):
        yield from (one.found("coordinates", 0.9) for found in named.values() for one in found)
        return
    inside = {
        which: [one for one in columns if _between(one, low, high)] for which, (low, high) in NORWAY.items()
    }
    if all(inside.values()):
        yield from (one.found("coordinates", 0.6) for found in inside.values() for one in found)


def _between(column: Column, low: float, high: float) -> bool:
    return bool(column.texts.cast(pl.Float64).is_between(low, high).all())


def precise(values: pl.Series) -> Column | None:
    """Return a column of figures with decimals enough to find a door by; None where they have fewer.

    Kept of them are the least and the greatest.
    """
    values = values.drop_nulls()
    values = values.filter(values.is_finite())
    if values.is_empty():
        return None
    fine = (values - values.round(PRECISE)).abs() > 1e-9
    share = fine.mean()
    if not isinstance(share, float) or share < 0.5:
        return None
    ends = pl.Series([values.min(), values.max()], dtype=pl.Float64)
    if not ends.is_between(-180, 180).all():
        return None
    counts = pl.Series([len(values), 0])
    return Column(values.name, ends.cast(pl.String), counts, len(values), len(values), "decimal")
