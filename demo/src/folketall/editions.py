"""Build demo/folketall as of a year: with the years up to it, and with text that says what they show."""

import polars as pl

import stabbur as sb
from folketall import areas, figures, tables
from folketall.population import AGE_GROUPS
from folketall.wording import percent, whole

PERSONS = {"unit": "personer", "constraints": {"required": True, "minimum": 0}}
NUMBER = {
    "title": "Kommunenummer",
    "description": "Fire sifre, slik de gjaldt i 2020 og 2021",
    "constraints": {"required": True, "pattern": r"\d{4}"},
}
COUNTY = {
    "title": "Fylkesnummer",
    "description": "To sifre",
    "constraints": {"required": True, "pattern": r"\d{2}"},
}


def build(years: list[int]) -> sb.Datapackage:
    """Build the package from the files of the given years."""
    areas_of_counties = areas.counties(years[-1])
    persons = tables.municipalities(years, areas_of_counties)
    counties = tables.by_county(persons, areas_of_counties)
    text, english = _descriptions(persons, years)
    dp = sb.Datapackage(
        folder="packages/folketall",
        description=text,
        translations={"en": {"title": "Population by municipality and age", "description": english}},
    )
    _add_tables(dp, persons, counties, years)
    if len(years) == 2:
        _add_changes(dp, persons, counties)
        dp.add_notebook(
            "notebooks/folketall.ipynb",
            title="Hvor stor del er 80 år og eldre?",
            description="Andelen i landet og i kommunene, regnet ut fra filen til SSB slik den er.",
        )
    _add_levels(dp, persons, counties, years[-1])
    return dp


def _descriptions(persons: pl.DataFrame, years: list[int]) -> tuple[str, str]:
    last = years[-1]
    total = whole(int(persons.filter(pl.col("år") == last)["personer"].sum()))
    dates = " og ".join(str(year) for year in years)
    text = (
        f"Personer i hver av landets 356 kommuner etter tiårige aldersgrupper, per 1. januar {dates}. "
        f"1. januar {last} var det {total} personer i Norge."
    )
    english = (
        f"Persons in each of the 356 municipalities of Norway by ten-year age group, on 1 January "
        f"{dates.replace(' og ', ' and ')}. On 1 January {last} Norway had {total} persons."
    )
    return text, english


def _add_tables(dp: sb.Datapackage, persons: pl.DataFrame, counties: pl.DataFrame, years: list[int]) -> None:
    per_year = {
        f"folketall_{y}": PERSONS | {"title": f"Folketall {y}", "description": f"Per 1. januar {y}"}
        for y in years
    }
    change = {
        "endring": {
            "title": "Endring",
            "unit": "personer",
            "description": "Fra 1. januar 2020 til 1. januar 2021",
        },
        "endring_prosent": {
            "title": "Endring i prosent",
            "unit": "%",
            "description": "Av folketallet i 2020",
        },
    }
    wide = per_year | (change if len(years) == 2 else {})
    county_fields = {
        "fylkesnummer": COUNTY,
        "fylke": {"title": "Fylke", "description": "Norsk navn"},
        "kommuner": {"title": "Kommuner", "unit": "kommuner", "description": "Antall kommuner i fylket"},
    }
    dp.add_resource(
        persons,
        name="kommuner",
        title="Personer etter kommune, aldersgruppe og år",
        description="Én rad per kommune, tiårig aldersgruppe og år.",
        schema={
            "fields": {
                "kommunenummer": NUMBER,
                "kommune": {"title": "Kommune", "description": "Navn, skrevet som i den nyeste filen"},
                "fylkesnummer": COUNTY,
                "aldersgruppe": {"title": "Aldersgruppe", "description": "Alder i hele år 1. januar"},
                "år": {"title": "År", "description": "Tallet gjelder 1. januar dette året"},
                "personer": PERSONS | {"title": "Personer", "description": "Registrert bosatte"},
            },
            "primaryKey": ["kommunenummer", "aldersgruppe", "år"],
            "foreignKeys": [
                {"fields": ["fylkesnummer"], "reference": {"resource": "fylker", "fields": ["fylkesnummer"]}}
            ],
        },
    )
    dp.add_resource(
        counties,
        name="fylker",
        title="Folketall i fylkene",
        description="Én rad per fylke, summert fra kommunene.",
        schema={"fields": county_fields | wide, "primaryKey": ["fylkesnummer"]},
    )
    if len(years) == 2:
        dp.add_resource(
            tables.changes(persons, ["kommunenummer", "kommune"]),
            name="kommuneendring",
            title="Endring i folketallet i kommunene",
            description="Én rad per kommune, alle aldre.",
            schema={
                "fields": {"kommunenummer": NUMBER, "kommune": {"title": "Kommune", "description": "Navn"}}
                | wide,
                "primaryKey": ["kommunenummer"],
            },
        )
    dp.add_resource(
        areas.write_borders(),
        name="kommunegrenser",
        title="Kommunegrenser 2020",
        description="GeoJSON i WGS 84 med 354 av 356 kommuner. Kvitsøy og Træna mangler i kartgrunnlaget.",
    )


def _add_levels(dp: sb.Datapackage, persons: pl.DataFrame, counties: pl.DataFrame, year: int) -> None:
    column = f"folketall_{year}"
    ages = persons.filter(pl.col("år") == year).group_by("aldersgruppe").agg(pl.col("personer").sum())
    group, most = ages.sort("personer", descending=True).row(0)
    old = int(ages.filter(pl.col("aldersgruppe") == AGE_GROUPS[-1])["personer"].item())
    dp.add_view(
        name="aldersgrupper",
        type="bar",
        resource="kommuner",
        x="aldersgruppe",
        y="personer",
        where={"år": year},
        title=f"Aldersgruppen {group} er størst",
        description=f"Personer etter aldersgruppe, hele landet, 1. januar {year}. "
        f"{whole(most)} personer var {group}, {whole(old)} var {AGE_GROUPS[-1]}.",
    )
    ranked = counties.sort(column, descending=True)
    dp.add_view(
        name="fylker",
        type="bar",
        resource="fylker",
        x="fylke",
        y=column,
        sort="-y",
        title=f"{ranked['fylke'][0]} har flest innbyggere, {ranked['fylke'][-1]} færrest",
        description=f"Folketall i fylkene, 1. januar {year}. {ranked['fylke'][0]} hadde "
        f"{whole(ranked[column][0])} personer, {ranked['fylke'][-1]} {whole(ranked[column][-1])}.",
    )


def _add_changes(dp: sb.Datapackage, persons: pl.DataFrame, counties: pl.DataFrame) -> None:
    changes = tables.changes(persons, ["kommunenummer", "kommune"])
    falling, rising = (changes.filter(rule).height for rule in (pl.col("endring") < 0, pl.col("endring") > 0))
    dp.add_view(
        name="endring-kommuner",
        resource="kommuneendring",
        type="map",
        x="kommunenummer",
        y="endring_prosent",
        geometry="kommunegrenser",
        geometry_key="kommunenummer",
        title=f"Folketallet sank i {falling} av {changes.height} kommuner i 2020",
        description="Endring i prosent fra 1. januar 2020 til 1. januar 2021. "
        f"Folketallet økte i {rising} kommuner og var uendret i {changes.height - falling - rising}. "
        "Kvitsøy og Træna er ikke tegnet: kartgrunnlaget har 354 av 356 kommuner.",
    )
    growing = counties.filter(pl.col("endring") > 0).height
    ranked = counties.sort("endring")
    low, high = ranked.row(0, named=True), ranked.row(-1, named=True)
    dp.add_view(
        name="endring-fylker",
        resource="fylker",
        spec=figures.change_bars("fylker", counties, name="fylke", value="endring"),
        title=f"Folketallet økte i {growing} av {counties.height} fylker i 2020",
        description="Endring fra 1. januar 2020 til 1. januar 2021. "
        f"Mest i {high['fylke']} ({whole(high['endring'])} flere, {percent(high['endring_prosent'])}). "
        f"Størst nedgang i {low['fylke']} ({whole(-low['endring'])} færre, "
        f"{percent(low['endring_prosent'])}).",
    )
