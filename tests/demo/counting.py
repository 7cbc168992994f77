"""The raw files of the demo counted by other code than its own: nothing but the csv of Python."""

import csv
import gzip
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

DEMO = Path(__file__).resolve().parents[2] / "demo"
SPACE = "\u00a0"
Shown = dict[tuple[str, str, str], int | None]
FORMS = {2020: ("\t", 0), 2021: (";", 2)}
STARTS = (0, 1, 6, 13, 16, 19, 45, 67, 75, 85)
OF_ALL = ("Hele landet", "Alle aldre", "Begge kjønn")


@dataclass(frozen=True)
class Count:
    """Persons of one 1 January."""

    by_municipality: Counter[str]
    by_group: Counter[int]
    oldest: int

    @property
    def total(self) -> int:
        return self.by_municipality.total()


@cache
def count(year: int) -> Count:
    """Count a file of the StatBank with nothing but the csv of Python."""
    delimiter, skipped = FORMS[year]
    places: Counter[str] = Counter()
    groups: Counter[int] = Counter()
    with (DEMO / "data" / f"population-{year}.csv").open(encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))[skipped + 1 :]
    oldest = 0
    for region, age, persons in rows:
        number, years = region.removeprefix("K-")[:4], int(age.split()[0])
        if not re.match(r"K-\d{4} ", region):
            assert int(persons) == 0, "what is no municipality holds no persons"
            continue
        places[number] += int(persons)
        groups[min(years // 10, 9)] += int(persons)
        oldest += int(persons) if years >= 80 else 0
    return Count(places, groups, oldest)


@cache
def county_of() -> dict[str, str]:
    """The county's number of each municipality in 2020 and 2021: the first two digits of its own."""
    return {number: number[:2] for number in count(2021).by_municipality}


def counties(year: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for number, persons in count(year).by_municipality.items():
        found[county_of()[number]] += persons
    return found


def whole(number: int) -> str:
    return f"{number:,}".replace(",", SPACE)


def percent(part: int, of: int) -> str:
    return f"{100 * part / of:+.1f}{SPACE}%".replace(".", ",").replace("-", "−")


def group_of(years: int) -> str:
    """The age group of demo/folketall-kjonn that somebody is in."""
    start, end = max((one, place) for place, one in enumerate(STARTS) if one <= years)
    if start == STARTS[-1]:
        return f"{start} år og eldre"
    last = STARTS[end + 1] - 1
    return f"{start} år" if start == last else f"{start}–{last} år"


@cache
def crossed() -> Counter[tuple[str, str, str]]:
    """Count the file with both sexes: each region, age group and sex with all sums."""
    found: Counter[tuple[str, str, str]] = Counter()
    with gzip.open(
        DEMO / "data" / "population-by-sex-2021.csv.gz", "rt", encoding="latin-1", newline=""
    ) as file:
        for region, sex, age, persons in list(csv.reader(file, delimiter=";"))[3:]:
            if not re.match(r"K-\d{4} ", region):
                continue
            number, group = region[2:6], group_of(int(age.split()[0]))
            places = (number, county_of()[number], OF_ALL[0])
            for cell in product(
                places, (group, OF_ALL[1]), ({"Females": "Kvinner", "Males": "Menn"}[sex], OF_ALL[2])
            ):
                found[cell] += int(persons)
    return found


def view(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in descriptor["views"] if one["name"] == name]
    return dict(found)
