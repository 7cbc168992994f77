"""Build demo/folketall-kjonn: persons by municipality, age and sex, with what would tell of few hidden."""

import polars as pl

import stabbur as sb
from folketall import by_sex
from folketall.by_sex import AGES, ALL_AGES, BOTH, COUNTRY, THRESHOLD, YEAR
from folketall.wording import whole

OLDEST = AGES[-1]
SEXES = ["Kvinner", "Menn"]
SMALLEST = "Utsira"
FIELDS = {
    "region": {"title": "Region", "description": f"Kommunenummer, fylkesnummer eller «{COUNTRY}»"},
    "navn": {"title": "Navn", "description": "Navnet på kommunen, fylket eller landet"},
    "nivå": {"title": "Nivå", "description": "Om raden gjelder landet, et fylke eller en kommune"},
    "aldersgruppe": {"title": "Aldersgruppe", "description": "Alder i hele år 1. januar"},
    "kjønn": {"title": "Kjønn", "description": f"Kvinner, menn, eller «{BOTH}»"},
    "personer": {
        "title": "Personer",
        "unit": "personer",
        "description": "Registrert bosatte; tomt der tallet er skjult",
        "constraints": {"minimum": 0},
    },
    "status": {"title": "Status", "description": "`published` eller `suppressed`: publisert eller skjult"},
}


def build() -> sb.Datapackage:
    """Build the package: one table with its proof, a drawing of the country and the smallest municipality."""
    table = by_sex.protected()
    text, english = _descriptions(table)
    dp = sb.Datapackage(
        folder="packages/folketall-kjonn",
        description=text,
        translations={
            "en": {
                "title": "Population by municipality, age and sex, protected",
                "description": english,
            }
        },
    )
    dp.add_resource(
        table,
        name="personer",
        title="Personer etter region, aldersgruppe og kjønn",
        description="Én rad per region, aldersgruppe og kjønn, med alle summer.",
        aggregateOf="persons",
        schema={"fields": FIELDS, "primaryKey": ["region", "aldersgruppe", "kjønn"]},
    )
    _add_views(dp, table)
    return dp


def _descriptions(table: pl.DataFrame) -> tuple[str, str]:
    hidden, cells = whole(table["personer"].null_count()), whole(table.height)
    text = (
        f"Personer i landet, fylkene og kommunene etter aldersgruppe og kjønn, per 1. januar {YEAR}. "
        f"Tall fra 1 til {THRESHOLD - 1} er skjult, og andre tall med dem, så ingen kan regne dem ut: "
        f"{hidden} av {cells} tall."
    )
    english = (
        f"Persons in Norway, its counties and municipalities by age group and sex, on 1 January {YEAR}. "
        f"Figures from 1 to {THRESHOLD - 1} are hidden, and others with them so that nobody can compute them: "
        f"{hidden} of {cells} figures."
    )
    return text, english


def _add_views(dp: sb.Datapackage, table: pl.DataFrame) -> None:
    country = table.filter((pl.col("region") == COUNTRY) & (pl.col("aldersgruppe") == OLDEST))
    women, men = (int(country.filter(pl.col("kjønn") == one)["personer"].item()) for one in SEXES)
    if women <= men:
        raise ValueError(f"the title of the figure is no longer true: {women} women, {men} men")
    dp.add_view(
        name="eldste",
        type="bar",
        resource="personer",
        x="aldersgruppe",
        y="personer",
        colour="kjønn",
        where={"region": COUNTRY, "aldersgruppe": AGES[-3:], "kjønn": SEXES},
        title="Blant de eldste er kvinnene i flertall",
        description=f"Personer etter aldersgruppe og kjønn, hele landet, 1. januar {YEAR}. "
        f"{whole(women)} kvinner og {whole(men)} menn var {OLDEST}.",
    )
    small = table.filter(pl.col("navn") == SMALLEST)
    both = small.filter(pl.col("kjønn") == BOTH)
    gone = both.filter(pl.col("personer").is_null())["aldersgruppe"].cast(pl.String)
    total = both.filter(pl.col("aldersgruppe") == ALL_AGES)["personer"].item()
    dp.add_view(
        name="minste-kommune",
        type="bar",
        resource="personer",
        x="aldersgruppe",
        y="personer",
        where={"navn": SMALLEST, "aldersgruppe": AGES, "kjønn": BOTH},
        title=f"{SMALLEST}: {small['personer'].null_count()} av {small.height} tall er skjult",
        description=f"Personer etter aldersgruppe, 1. januar {YEAR}. {SMALLEST} er den minste kommunen, "
        f"med {whole(total)} personer. Gruppene som ikke er tegnet, er skjult: {' og '.join(gone)}.",
    )


def publish() -> str:
    """Build and publish the package for everyone, and return what was done."""
    published = sb.publish(build(), owner="demo", access="public")
    what = "published" if published.created else "unchanged"
    return f"{published.id} version {published.version}: {what}"
