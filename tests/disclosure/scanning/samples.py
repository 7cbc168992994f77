"""Labelled columns, the same ones each time: of persons made by Faker, and of what is no person's."""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
from faker import Faker

from stabbur.disclosure.scanning.files import tables_of
from stabbur.frames import to_arrow
from tests.disclosure.scanning.test_identity import numbered

DATA = Path(__file__).parents[2] / "data"
SIZES = (3, 6, 12, 40, 150, 600)
Make = Callable[[], object]


def generator(seed: int) -> tuple[Faker, random.Random]:
    fake = Faker("no_NO")
    fake.seed_instance(seed)
    return fake, random.Random(seed)


def identity(chance: random.Random, day: int = 0, month: int = 0) -> str:
    """Return a number with right check digits; of a date that `day` and `month` are added to."""
    six = f"{chance.randint(1, 28) + day:02}{chance.randint(1, 12) + month:02}{chance.randint(0, 99):02}"
    return numbered(six, chance.randint(0, 800))


def account(chance: random.Random) -> str:
    """Return an account's number: its last digit makes the weighted sum divisible by 11."""
    while True:
        ten = f"{chance.randint(10**9, 10**10 - 1)}"
        check = -sum(int(a) * b for a, b in zip(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if check < 10:
            return f"{ten}{check}"


def organisation(chance: random.Random) -> str:
    while True:
        eight = f"{chance.choice('89')}{chance.randint(0, 10**7 - 1):07}"
        check = -sum(int(a) * b for a, b in zip(eight, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if check < 10:
            return f"{eight}{check}"


def column(name: str, make: Make, size: int, chance: random.Random, dirt: float = 0.0) -> pl.Series:
    """Return a column, a part of it missing or rubbish."""
    values = [chance.choice([None, "ukjent", "-"]) if chance.random() < dirt else make() for _ in range(size)]
    return pl.Series(name, values, strict=False)


@cache
def positives() -> tuple[tuple[str, pl.Series], ...]:
    """Return the kind that each column of persons must be called."""
    fake, chance = generator(2032)
    abroad = Faker(["sv_SE", "pl_PL", "en_GB", "es_ES"])
    abroad.seed_instance(5)
    makers: list[tuple[str, list[str], Make]] = [
        ("national identity number", ["fnr", "v1", "id"], lambda: identity(chance)),
        ("national identity number", ["ident", "nr"], lambda: f"{(one := fake.ssn())[:6]} {one[6:]}"),
        ("D-number", ["dnr", "nummer"], lambda: identity(chance, day=40)),
        ("name", ["navn", "v2", "kunde"], fake.name),
        ("name", ["navn", "y"], lambda: (abroad if chance.random() < 0.6 else fake).name()),
        ("name", ["navn", "x"], lambda: f"{fake.last_name()}, {fake.first_name()}"),
        ("e-mail", ["epost", "v3"], fake.email),
        ("phone", ["tlf", "v4"], lambda: f"+47 {chance.choice('49')}{chance.randint(0, 10**7 - 1):07}"),
        ("phone", ["mobil"], lambda: f"{chance.choice('49')}{chance.randint(0, 10**7 - 1):07}"),
        ("bank account", ["kontonr"], lambda: account(chance)),
        ("bank account", ["v5"], lambda: f"{(one := account(chance))[:4]}.{one[4:6]}.{one[6:]}"),
        ("bank account", ["iban", "v6"], fake.iban),
        ("address", ["adresse", "v7"], fake.street_address),
        ("address", ["bosted", "v8"], fake.address),
    ]
    return tuple(
        (kind, column(name, make, size, chance, dirt))
        for kind, names, make in makers
        for name in names
        for size in SIZES
        for dirt in (0.0, 0.2)
    )


@cache
def negatives() -> tuple[pl.Series, ...]:
    """Return columns in which there is nobody: made ones, and those of open data."""
    fake, chance = generator(1854)
    makers: list[tuple[str, Make]] = [
        ("orgnr", lambda: organisation(chance)),
        ("tall", lambda: chance.randint(10**10, 10**11 - 1)),
        ("verdi", lambda: str(chance.randint(10**10, 10**11 - 1))),
        (
            "lopenr",
            lambda: f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}26{chance.randint(0, 99999):05}",
        ),
        ("konto_i_regnskap", lambda: str(chance.randint(1000, 9999))),
        ("dato", lambda: f"{chance.randint(1990, 2030)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"),
        ("tid", lambda: f"{chance.randint(1, 28):02}.{chance.randint(1, 12):02}.2026"),
        ("kommunenr", lambda: f"{chance.randint(301, 5636):04}"),
        ("poststed", fake.city),
        ("navn på kommune", lambda: chance.choice(MUNICIPALITIES)),
        ("navn", lambda: chance.choice(MUNICIPALITIES)),
        ("gate", fake.street_name),
        ("firma", fake.company),
        ("land", fake.country),
        ("yrke", fake.job),
        ("farge", fake.color_name),
        (
            "måned",
            lambda: chance.choice(
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            ),
        ),
        ("dag", lambda: chance.choice(["Man", "Tir", "Ons", "Tor", "Fre", "Lør", "Søn"])),
        ("beløp", lambda: round(chance.gauss(500_000, 90_000), 2)),
        ("antall", lambda: chance.randint(0, 99_999_999)),
        ("kroner", lambda: f"{chance.randint(10, 99)} {chance.randint(100, 999)} {chance.randint(100, 999)}"),
        ("grunnkrets", lambda: f"{chance.choice(MUNICIPALITIES)} {chance.randint(1, 5)}"),
        (
            "område",
            lambda: f"{chance.choice(['Haugen', 'Myra', 'Tangen', 'Lia', 'Moen'])} {chance.randint(1, 5)}",
        ),
        ("vei", lambda: f"{chance.choice(['Riksvei', 'Fylkesvei', 'Europavei'])} {chance.randint(3, 900)}"),
        ("uuid", fake.uuid4),
        ("ean", fake.ean13),
        ("kid", lambda: account(chance)),
        ("vare", lambda: f"{fake.last_name()} {chance.choice(['stol', 'bord', 'lampe', 'hylle'])}"),
        ("skole", lambda: f"{fake.last_name()} {chance.choice(['skole', 'barnehage', 'sykehjem'])}"),
        ("hotell", lambda: f"{fake.first_name()} {chance.choice(['Hotell', 'Kafe AS', 'Bakeri'])}"),
    ]
    made = [column(name, make, size, chance) for name, make in makers for size in SIZES]
    return (*made, *(one for frame in open_data() for one in frame.get_columns()))


def open_data() -> list[pl.DataFrame]:
    """Return the open tables that lie in the repository, each as it is read."""
    files = [*DATA.glob("norway/*.csv"), *DATA.glob("norway/*.gz"), *DATA.glob("packages/**/*.csv")]
    frames = [pl.from_arrow(to_arrow(table)) for file in sorted(files) for table in tables_of(file)]
    return [one for one in frames if isinstance(one, pl.DataFrame)]


MUNICIPALITIES = [
    " ", " ", "Aremark", "Asker", "Bærum", "Drammen", "Eidskog", "Eidsvoll", "Elverum", "Enebakk",
    "Flesberg", "Flå", "Fredrikstad", "Frogn", "Gjerdrum", "Gjøvik", "Gol", "Gran", "Halden", "Hamar",
    "Hemsedal", "Hol", "Hole", "Hurdal", "Hvaler", "Indre Østfold", "Jevnaker", "Kongsberg", "Kongsvinger",
    "Krødsherad", "Lier", "Lillehammer", "Lillestrøm", "Lom", "Lunner", "Lørenskog", "Løten", "Marker",
    "Modum", "Moss", "Nannestad", "Nes", "Nesbyen", "Nesodden", "Nittedal", "Nord-Fron", "Nordre Follo",
    "Nordre Land", "Nore og Uvdal", "Rakkestad", "Rendalen", "Ringebu", "Ringerike", "Ringsaker", "Rollag",
    "Rælingen", "Råde", "Sarpsborg", "Sel", "Sigdal", "Skiptvet", "Stange", "Stor-Elvdal", "Strand",
    "Søndre Land", "Tolga", "Trysil", "Tynset", "Ullensaker", "Vang", "Vestby", "Vestre Toten", "Vågå",
    "Våler", "Østre Toten", "Øyer", "Øystre Slidre", "Ål", "Ås", "Åsnes", "Eide", "Lund", "Sande", "Berg",
    "Karlsøy", "Lunde", "Ole", "Tune", "Os", "Ulvik",
]  # fmt: skip
